"""The log at its most talkative, while everything goes wrong: no word of people, no secret in it."""

import io
import json
import logging
import time
from collections.abc import Iterator
from datetime import timedelta

import aiohttp
import pytest

from bot import logs
from bot.demo.world import World
from tests.handlers.incidents import declared
from tests.handlers.test_requests import command, send

TITLE, NOTE, BODY = "Zanzibarium", "Quokkaville", "Wombatstone"
EMAIL = "canary.kestrel@example.org"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Every record of every library, formatted as in real life."""
    lines = io.StringIO()
    handler = logging.StreamHandler(lines)
    handler.setFormatter(logs.Lines(json=True))
    root, before = logging.getLogger(), logging.getLogger().level
    levels = {name: logging.getLogger(name).level for name in logs.QUIET}
    root.addHandler(handler)
    for name in ("", *logs.QUIET, "sqlalchemy.engine", "aiosqlite", "asyncio"):
        logging.getLogger(name).setLevel(logging.DEBUG)
    yield lines
    root.removeHandler(handler)
    root.setLevel(before)
    for name in (*logs.QUIET, "sqlalchemy.engine", "aiosqlite", "asyncio"):
        logging.getLogger(name).setLevel(levels.get(name, logging.NOTSET))


def lines_by(log: io.StringIO, *loggers: str) -> list[str]:
    """What these wrote: a library's thread may still have a word to say about the test before."""
    lines = log.getvalue().splitlines()
    return [line for line in lines if json.loads(line)["logger"] in loggers]


async def _refused_requests(world: World) -> None:
    """A wrong signature, a body that is no form, an alert with a wrong secret and a broken body."""
    await send(world, command(world, f"sev3 {BODY}"), signed="v0=wrong")
    await send(world, f"payload=%7B{BODY}".encode(), stamp=str(int(time.time())))
    async with aiohttp.ClientSession() as session:
        for secret in (f"{BODY}secret", world.sandbox.signing_secret):
            await session.post(
                f"{world.bot.url}/alerts/dbt",
                data=f'{{"manifest": "{BODY}", "run_results": "{EMAIL}"',
                headers={"Authorization": f"Bearer {secret}"},
            )


async def test_no_line_of_the_log_holds_what_people_wrote_or_a_secret(
    world: World, log: io.StringIO
) -> None:
    secrets = [world.sandbox.bot_token, world.sandbox.signing_secret, world.sandbox.app_token]
    for method in ("chat.postMessage", "conversations.setTopic", "conversations.invite"):
        world.sandbox.faults.add(method, kind="error", error="invalid_blocks", nth=2)
        world.sandbox.faults.add(method, kind="drop_after", nth=3)
        world.sandbox.faults.add(method, kind="truncated", nth=4)
    world.sandbox.faults.add("views.open", kind="error", nth=2)

    channel = await declared(world, f"sev1 {TITLE} mail {EMAIL}")
    ana = world.people["ana"]
    await ana.types(f"/data-incident note {NOTE} {EMAIL}", channel=channel)
    await ana.types(f"/data-incident {NOTE}", channel=channel)
    await ana.types(f"/data-incident update {NOTE} {EMAIL} is mended", channel=channel)
    await ana.submits()
    await ana.types("/data-incident update", channel=channel)
    await _refused_requests(world)
    for _ in range(4):
        await world.settled()
        world.sandbox.clock.advance(timedelta(seconds=40))
    await world.settled()

    written = log.getvalue()
    assert "answered" in written
    planted = [TITLE, NOTE, BODY, EMAIL, "canary.kestrel", "/response/", *filter(None, secrets)]
    leaks = [
        (word, line)
        for line in written.splitlines()
        for word in planted
        if word.lower() in line.lower()
    ]
    assert leaks[:3] == []


async def test_a_request_leaves_one_line_with_its_name_and_outcome(
    world: World, log: io.StringIO
) -> None:
    ana, room = world.people["ana"], world.channels["data-team"]
    await ana.types("/data-incident list", channel=room)
    await ana.types(f"/data-incident {NOTE} is wrong", channel=room)

    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    told = [(one["kind"], one["of"]) for one in lines if one["event"] == "answered"]
    assert told == [("command", "list"), ("command", "")]


def test_an_exception_is_told_by_its_type_and_place_alone(log: io.StringIO) -> None:
    try:
        try:
            int(TITLE)
        except ValueError as error:
            raise RuntimeError(NOTE) from error
    except RuntimeError:
        logging.getLogger("handlers.made_up").exception("a job failed", extra={"job": "nudge"})

    (line,) = lines_by(log, "handlers.made_up")
    told = json.loads(line)
    assert (told["event"], told["job"]) == ("a job failed", "nudge")
    assert told["error"] == "RuntimeError from ValueError"
    assert "test_an_exception_is_told" in told["trace"]
    assert TITLE not in line
    assert NOTE not in line


def test_of_a_librarys_line_only_its_first_words_are_told(log: io.StringIO) -> None:
    logging.getLogger("slack_bolt.App").warning(f"Unhandled request ({{'text': '{TITLE}'}})")
    logging.getLogger("aiohttp.server").error("%s failed", TITLE)

    lines = lines_by(log, "slack_bolt.App", "aiohttp.server")
    first, second = (json.loads(line) for line in lines)
    assert first["event"] == "Unhandled request"
    assert second["event"] == "a library's line"
    assert first["where"].startswith("test_nothing_leaks:")
