"""The page about dbt: its lines do what it says."""

import asyncio
import os
import shlex
import sys
from pathlib import Path
from typing import Any

from bot.demo import shop_files
from bot.demo.world import World
from tests.handlers.alerts.sending import Answer, as_files, send

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "alerts-dbt.md").read_text(encoding="utf-8")
SHOP = ROOT / "bot" / "demo" / "shop" / "artifacts"
CURLS = [line for line in PAGE.splitlines() if line.startswith("curl ")]


async def curl(world: World, line: str) -> Answer:
    """What `curl` would send: only the options that the page uses are understood."""
    secret = world.sandbox.signing_secret
    filled = line.replace("$BOT", world.bot.url).replace("$DATA_INCIDENT_DBT_SECRET", secret)
    words = shlex.split(filled)
    assert words[:3] == ["curl", "-fsS", "-H"]
    assert words[3] == f"Authorization: Bearer {secret}"
    assert words[-1] == f"{world.bot.url}/alerts/dbt"
    assert set(words[4:-1:2]) == {"-F"}
    files: dict[str, Any] = {}
    for word in words[5:-1:2]:
        name, _, path = word.partition("=@")
        files[name] = (SHOP / Path(path).relative_to("target")).read_bytes()
    return await send(world, as_files(files))


async def test_the_lines_that_send_files_are_taken(world: World) -> None:
    answers = [await curl(world, line) for line in CURLS]

    assert [(status, counts["new"]) for status, counts in answers] == [(200, 2), (200, 1)]


async def test_the_answer_on_the_page_is_the_real_one(world: World) -> None:
    _, counts = await send(world, shop_files.artifacts(world.sandbox.clock.now()))

    shown = PAGE.split("```json\n")[1].split("\n```")[0]
    assert shown == str(counts).replace("'", '"')


async def test_the_lines_to_try_do_what_the_page_says(tmp_path: Path) -> None:
    setting, *lines = PAGE.split("```sh try\n")[1].split("```")[0].splitlines()
    name, _, url = setting.removeprefix("export ").partition("=")
    environment = {**os.environ, name: url.replace("var/", f"{tmp_path}/")}

    said = [await _run(line, environment) for line in lines]

    first, again, repaired = said
    assert "3 new" in first
    assert "0 new" in again
    assert "3 known already" in again
    assert "3 healed" in repaired


async def _run(line: str, environment: dict[str, str]) -> str:
    program, *words = line.split()
    assert program == "python"
    process = await asyncio.create_subprocess_exec(
        sys.executable, *words, cwd=ROOT, env=environment, stdout=asyncio.subprocess.PIPE
    )
    said, _ = await process.communicate()
    return said.decode()
