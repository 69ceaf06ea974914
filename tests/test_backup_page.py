"""docs/backup-and-restore.md is followed: each of its commands is run as it stands, on both databases."""

import asyncio
import os
import re
import shutil
import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from bot.demo.world import World
from bot.sandbox import Clock
from tests.conftest import KINDS, PATIENCE
from tests.handlers.repairs import declared, general, types
from tests.postgres import Emptied, programs

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "backup-and-restore.md").read_text(encoding="utf-8")
POLICY = ROOT / "bot" / "demo" / "policy.yaml"
HOURS = timedelta(hours=2)
TAKING = {"sqlite": "Taking a copy of the file", "postgres": "Taking a copy of the database"}
PUTTING_BACK = {"sqlite": "Putting the file back", "postgres": "Putting the database back"}
AFTERWARDS = "Afterwards"
REHEARSAL = "A rehearsal"


def commands(heading: str) -> str:
    """What stands under a heading to be typed."""
    section = PAGE.partition(f"\n### {heading}\n")[2].partition("\n#")[0]
    (block,) = re.findall(r"^```sh\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)
    return str(block)


@dataclass(frozen=True)
class Machine:
    """Where the page is followed: a folder instead of `/`, and one database of its server."""

    top: Path
    url: str

    @property
    def is_sqlite(self) -> bool:
        return self.url.startswith("sqlite")

    @property
    def name(self) -> str:
        """The database's, on PostgreSQL."""
        return str(make_url(self.url).database)

    def on_server(self, name: str) -> str:
        """The URL of another database of the same server."""
        return make_url(self.url).set(database=name).render_as_string(hide_password=False)

    async def follow(self, heading: str, **settings: str) -> tuple[int, str]:
        """Type what the page says; the last exit code, and all that was said."""
        text = re.sub(r"(?<![\w.])/(data|backup)\b", rf"{self.top}/\1", commands(heading))
        text = re.sub(r"\bdata_incident\b|\bdata_incident(?=_before)", self.name, text)
        process = await asyncio.create_subprocess_exec(
            "sh", "-ec", text, cwd=self.top, env=self._environment(settings),
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        )  # fmt: skip
        said, _ = await asyncio.wait_for(process.communicate(), 120)
        return process.returncode or 0, said.decode()

    async def succeeds(self, headings: Mapping[str, str]) -> None:
        """Follow what the page says for this database, to a good end."""
        code, said = await self.follow(headings["sqlite" if self.is_sqlite else "postgres"])
        assert code == 0, said

    def _environment(self, settings: Mapping[str, str]) -> dict[str, str]:
        ours = {f"DATA_INCIDENT_{name.upper()}": value for name, value in settings.items()}
        kept = {k: v for k, v in os.environ.items() if not k.startswith("DATA_INCIDENT_")}
        database = (
            {} if self.is_sqlite else {"DATABASE": self.url, "SERVER": self.on_server("postgres")}
        )
        path = f"{self.top}/bin:{programs()}:{os.environ['PATH']}"
        return {**kept, **ours, **database, "PATH": path, "REHEARSAL": self.url}


@pytest.fixture(params=KINDS)
def machine(request: pytest.FixtureRequest, memory: Path) -> Iterator[Machine]:
    """A machine with the bot installed and its database at its place."""
    for folder in ("data", "backup", "bin"):
        (memory / folder).mkdir()
    program = memory / "bin" / "data-incident"
    program.write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -m bot "$@"\n')
    program.chmod(0o755)
    if request.param == "sqlite":
        path = memory / "data" / "data-incident.db"
        shutil.copy(request.getfixturevalue("empty_sqlite"), path)
        yield Machine(memory, f"sqlite:///{path}")
        return
    database: Emptied = request.getfixturevalue("postgres_database")
    made = Machine(memory, database.url)
    yield made
    database.empty()
    with psycopg.connect(made.on_server("postgres"), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {made.name}_before")


@pytest.fixture
async def world(machine: Machine) -> AsyncIterator[World]:
    """Two hours ago, so that what happens after the copy can come to now."""
    made = World(machine.url, clock=Clock(behind=HOURS))
    await made.start()
    made.sandbox.world.sender.patience = PATIENCE
    yield made
    await made.stop()


def settings_for(world: World) -> dict[str, str]:
    return {
        "bot_token": world.sandbox.bot_token,
        "signing_secret": world.sandbox.signing_secret,
        "api_url": world.sandbox.api_url,
        "policy_file": str(POLICY),
        "database_url": world.database_url,
        "host": "127.0.0.1",
        "port": world.bot.url.rpartition(":")[2],
    }


async def the_lost_hours(world: World) -> None:
    """What the copy does not know: a note, reminders, and another incident."""
    await later(world)
    await types(world, "note said after the copy")
    ana = world.people["ana"]
    await ana.types("/data-incident sev1 Costs are doubled", channel=general(world))
    await world.settled()
    await later(world)


async def later(world: World) -> None:
    """An hour goes by, with what the clock brings: the promised word is asked for, and missed."""
    for _ in range(12):
        world.sandbox.clock.advance(HOURS / 24)
        await world.bot.schedule.tick()
        await world.settled()


def messages(world: World) -> list[str]:
    """Everything the bot has said anywhere, each once for each time it stands there."""
    bot = world.sandbox.workspace.app.user_id
    return sorted(
        f"{channel.id} {message.words}"
        for channel in world.sandbox.workspace.channels.values()
        for message in channel.messages.values()
        if message.user == bot and not message.ephemeral_to and not message.subtype
    )


LEFT_FOR_PEOPLE = "channel: #di-2-costs-are-doubled was made by the bot, and no incident knows it."


def complaints(code: int, said: str) -> list[str]:
    """What doctor is not content with."""
    assert code == 1, said
    assert "ok   database: The schema is current." in said
    return re.findall(r"^BAD  (.*)$", said, re.MULTILINE)


def test_no_command_of_the_page_is_left_out() -> None:
    headings = re.findall(r"^### (.+)$", PAGE, re.MULTILINE)

    assert set(headings) == {*TAKING.values(), *PUTTING_BACK.values(), AFTERWARDS, REHEARSAL}
    assert PAGE.count("```sh") == len(headings)


async def test_a_copy_taken_while_it_serves_is_looked_at_put_back_and_nothing_is_said_twice(
    machine: Machine, world: World
) -> None:
    await declared(world)
    await machine.succeeds(TAKING)
    await the_lost_hours(world)
    before = messages(world)

    await world.bot.stop()
    await machine.succeeds(PUTTING_BACK)
    rehearsed = await machine.follow(REHEARSAL, **settings_for(world))
    assert messages(world) == before, "a rehearsal only reads"
    await world._start_bot(socket=False)
    await world.settled()
    repaired = await machine.follow(AFTERWARDS, **settings_for(world))
    await world.settled()

    (told,) = [one for one in messages(world) if "a backup was put back" in one]
    assert "DI-2" in told
    assert len(messages(world)) == len(before) + 1, "one is told, and nobody anything else"
    async with world.bot.db.reading() as tx:
        assert [one.id for one in await tx.incidents.list_latest()] == [1]
    assert [one.partition(" it ends at ")[0] for one in complaints(*rehearsed)] == [
        "backup: The database is older than Slack:",
        LEFT_FOR_PEOPLE,
    ]
    assert complaints(*repaired) == [LEFT_FOR_PEOPLE]


@pytest.mark.parametrize("machine", ["sqlite"], indirect=True)
async def test_a_copy_is_not_overwritten(machine: Machine) -> None:
    await machine.succeeds(TAKING)

    code, said = await machine.follow(TAKING["sqlite"])

    assert code != 0
    assert "already exists" in said


@pytest.mark.parametrize("machine", ["postgres"], indirect=True)
async def test_a_database_is_not_replaced_under_a_bot_that_serves(
    machine: Machine, world: World
) -> None:
    await declared(world)
    await machine.succeeds(TAKING)

    code, said = await machine.follow(PUTTING_BACK["postgres"])

    assert code != 0
    assert "is being accessed by other users" in said
