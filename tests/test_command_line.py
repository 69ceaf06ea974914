"""The command line as a person uses it: real processes, from a folder that has nothing of ours."""

import asyncio
import os
import re
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Literal

import aiohttp
import pytest

from bot.demo.people import CHANNELS, PEOPLE
from bot.manifest import manifest
from bot.sandbox import Sandbox

ROOT = Path(__file__).parents[1]
SHOP = ROOT / "bot" / "demo" / "shop" / "artifacts"
POLICY = ROOT / "bot" / "demo" / "policy.yaml"
PATIENCE = 120


@asynccontextmanager
async def started(folder: Path, *words: str, **settings: str) -> AsyncIterator[Process]:
    """`python -m …` running in a folder, with these settings and no others."""
    ours = {f"DATA_INCIDENT_{name.upper()}": value for name, value in settings.items()}
    kept = {k: v for k, v in os.environ.items() if not k.startswith("DATA_INCIDENT_")}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        *words,
        cwd=folder,
        env={**kept, **ours, "PYTHONPATH": str(ROOT)},
        stdout=PIPE,
        stderr=PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


async def run(folder: Path, *words: str, **settings: str) -> tuple[int, str, str]:
    """Exit code, what was said, and what was complained about."""
    async with started(folder, *words, **settings) as process:
        said, complained = await asyncio.wait_for(process.communicate(), PATIENCE)
    return process.returncode or 0, said.decode(), complained.decode()


async def until_heard(process: Process, pattern: str) -> str:
    """Read what the process says until the pattern is in it."""
    assert process.stdout is not None
    heard = ""
    async with asyncio.timeout(PATIENCE):
        while (found := re.search(pattern, heard)) is None:
            line = await process.stdout.readline()
            assert line, f"it ended: {heard}"
            heard += line.decode()
    return found.group(1)


async def until_it_answers(url: str) -> None:
    async with asyncio.timeout(PATIENCE), aiohttp.ClientSession() as session:
        while True:
            try:
                async with session.get(url) as response:
                    assert response.status == 200
                    return
            except aiohttp.ClientConnectorError:
                await asyncio.sleep(0.02)


@pytest.fixture
async def slack() -> AsyncIterator[Sandbox]:
    """A workspace with the shop's people and, so far, no channel of ours."""
    sandbox = Sandbox()
    sandbox.install(manifest())
    await sandbox.start()
    for one in PEOPLE:
        sandbox.add_person(one.name, email=one.email)
    yield sandbox
    await sandbox.stop()


def settings_for(slack: Sandbox) -> dict[str, str]:
    return {
        "bot_token": slack.bot_token,
        "signing_secret": slack.signing_secret,
        "api_url": slack.api_url,
        "policy_file": str(POLICY),
        "host": "127.0.0.1",
    }


async def test_help_lists_the_commands(tmp_path: Path) -> None:
    code, said, _ = await run(tmp_path, "bot", "--help")

    assert code == 0
    for command in ("serve", "demo", "migrate", "doctor", "ingest"):
        assert command in said


@pytest.mark.parametrize("command", ["serve", "migrate", "doctor"])
async def test_a_setting_that_cannot_be_is_named_in_a_sentence(
    tmp_path: Path, command: str
) -> None:
    code, _, complained = await run(tmp_path, "bot", command, port="many")

    assert code == 2
    assert "DATA_INCIDENT_PORT" in complained
    assert "Traceback" not in complained


async def test_doctor_says_what_is_missing_and_what_to_do(tmp_path: Path) -> None:
    code, said, complained = await run(tmp_path, "bot", "doctor")

    assert code == 1, complained
    assert "BAD  settings: DATA_INCIDENT_BOT_TOKEN is missing" in said
    assert "BAD  policy: There is no policy.yaml" in said
    assert said.count("→") >= 2


async def test_doctor_on_the_first_run_asks_for_the_channels(
    tmp_path: Path, slack: Sandbox
) -> None:
    code, said, complained = await run(tmp_path, "bot", "doctor", **settings_for(slack))

    assert code == 1, complained
    assert "Create #data-incidents" in said
    assert "On call now" in said


@pytest.mark.parametrize("plan", ["paid", "free"])
async def test_doctor_says_whether_there_are_the_user_groups_of_the_policy(
    tmp_path: Path, slack: Sandbox, plan: Literal["paid", "free"]
) -> None:
    slack.add_group("data-oncall")
    slack.plan = plan
    policy = tmp_path / "groups.yaml"
    policy.write_text('{default_oncall: "@data-oncall", data_team: ["@data-teem"]}')
    given = settings_for(slack) | {"policy_file": str(policy)}

    code, said, complained = await run(tmp_path, "bot", "doctor", **given)

    assert code == 1, complained
    assert ("On call now: @data-oncall" in said) == (plan == "paid")
    assert ("BAD  user groups" in said) == (plan == "free")
    strangers = "@data-teem" if plan == "paid" else "@data-oncall, @data-teem"
    assert f"Not in this workspace: {strangers}." in said


@pytest.mark.parametrize("more", [(), ("--repair",)], ids=["looks", "repairs"])
async def test_doctor_is_content_when_all_is_there(
    tmp_path: Path, slack: Sandbox, more: tuple[str, ...]
) -> None:
    for name in CHANNELS:
        slack.add_channel(name)
    given = settings_for(slack)
    await run(tmp_path, "bot", "migrate", **given)

    code, said, complained = await run(tmp_path, "bot", "doctor", *more, **given)

    assert code == 0, said + complained
    assert "BAD" not in said


async def test_it_serves_until_told_to_stop(
    tmp_path: Path, slack: Sandbox, unused_tcp_port: int
) -> None:
    given = settings_for(slack) | {"port": str(unused_tcp_port)}

    async with started(tmp_path, "bot", "serve", **given) as serving:
        await until_it_answers(f"http://127.0.0.1:{unused_tcp_port}/healthz")
        await until_it_answers(f"http://127.0.0.1:{unused_tcp_port}/readyz")
        second = await run(tmp_path, "bot", "serve", **given)
        serving.send_signal(signal.SIGTERM)
        await asyncio.wait_for(serving.wait(), 10)

    assert serving.returncode == 0
    assert second[0] == 2
    assert "Another process serves" in second[2]


async def test_dbts_folder_is_taken_in_and_the_same_once_more_changes_nothing(
    tmp_path: Path,
) -> None:
    first = await run(tmp_path, "bot", "ingest", "dbt", str(SHOP), policy_file=str(POLICY))
    again = await run(tmp_path, "bot", "ingest", "dbt", str(SHOP), policy_file=str(POLICY))

    assert (first[0], again[0]) == (0, 0), first[2] + again[2]
    assert first[1] != again[1]


async def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    code, _, complained = await run(
        tmp_path, "bot", "ingest", "dbt", "nowhere", policy_file=str(POLICY)
    )

    assert code == 2
    assert "There is no folder nowhere" in complained
    assert "Traceback" not in complained


async def test_a_database_that_cannot_be_is_named_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file where a folder should be")

    code, _, complained = await run(
        tmp_path, "bot", "migrate", database_url="sqlite:///taken/here.db"
    )

    assert code == 2
    assert "There is no room for the database" in complained


async def test_the_demo_shows_its_page_until_stopped(tmp_path: Path) -> None:
    async with started(tmp_path, "bot", "demo", "--port", "0") as demo:
        url = await until_heard(demo, r"The demo is ready: (http://\S+)")
        await until_it_answers(url)
        demo.send_signal(signal.SIGINT)
        await asyncio.wait_for(demo.communicate(), 10)

    assert demo.returncode == 0


async def test_the_benchmarks_print_their_rows(tmp_path: Path) -> None:
    code, said, complained = await run(tmp_path, "benchmarks", "briefing")

    assert code in {0, 1}, complained
    assert re.search(r"\b(ok|short)\b", said)


async def test_a_benchmark_that_is_not_there_is_named(tmp_path: Path) -> None:
    code, _, complained = await run(tmp_path, "benchmarks", "speed")

    assert code == 1
    assert "There is no part speed" in complained
