"""A backup from an hour ago is put back: Slack knows more than the record, and hears nothing twice."""

import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from bot.demo.world import World
from bot.sandbox.model import Channel
from tests.handlers.repairs import channel_of, declared, general, types


class Backup:
    """A copy of the database, and putting it back in its place; nobody is connected meanwhile."""

    def __init__(self, world: World, folder: Path) -> None:
        self.url = make_url(world.database_url)
        self.file = folder / "backup.db"
        self.is_sqlite = world.bot.db.is_sqlite

    def take(self) -> None:
        if self.is_sqlite:
            source, to = sqlite3.connect(str(self.url.database)), sqlite3.connect(self.file)
            with closing(source), closing(to):
                source.backup(to)
        else:
            self._copy(str(self.url.database), to=f"{self.url.database}_copy")

    def put_back(self) -> None:
        if self.is_sqlite:
            for left in ("", "-wal", "-shm"):
                Path(f"{self.url.database}{left}").unlink(missing_ok=True)
            shutil.copy(self.file, str(self.url.database))
        else:
            self._copy(f"{self.url.database}_copy", to=str(self.url.database))

    def _copy(self, name: str, *, to: str) -> None:
        """One database as another, on PostgreSQL."""
        server = self.url.set(database="postgres").render_as_string(hide_password=False)
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {to} WITH (FORCE)")
            connection.execute(f"CREATE DATABASE {to} TEMPLATE {name}")


async def saved(world: World, folder: Path) -> Backup:
    backup = Backup(world, folder)
    await world.restart_bot(backup.take)
    return backup


async def later(world: World, minutes: int) -> None:
    """The clock goes on, and what it brings goes out."""
    for _ in range(minutes // 5):
        world.sandbox.clock.advance(timedelta(minutes=5))
        await world.bot.schedule.tick()
        await world.settled()


async def out(world: World) -> None:
    """Everything is out, also what was put off for seconds."""
    for _ in range(3):
        await world.settled()
        world.sandbox.clock.advance(timedelta(seconds=10))
    await world.settled()


def rooms(world: World) -> dict[str, int]:
    """How many messages of ours each place holds."""
    bot = world.sandbox.workspace.app.user_id
    return {
        one.name or one.id: sum(
            message.user == bot and not message.ephemeral_to and not message.subtype
            for message in one.messages.values()
        )
        for one in world.sandbox.workspace.channels.values()
    }


def channels(world: World) -> list[Channel]:
    everywhere = world.sandbox.workspace.channels.values()
    return [one for one in everywhere if one.name.startswith("di-")]


def private(world: World) -> list[str]:
    """What the bot has told people one by one."""
    everybody = world.people.values()
    return [one.words for person in everybody for one in person.sees(person.dm)]


async def test_what_was_sent_in_the_lost_hour_is_not_sent_again(
    tuesday: World, tmp_path: Path
) -> None:
    tuesday.sandbox.faults.add("*", kind="server_error", times=None)
    line = "/data-incident sev1 Revenue is missing"
    assert (await tuesday.people["ana"].types(line, channel=general(tuesday))).ok
    backup = await saved(tuesday, tmp_path)
    tuesday.sandbox.faults.clear()
    await out(tuesday)
    await later(tuesday, 60)
    before, (channel,) = rooms(tuesday), channels(tuesday)

    await tuesday.restart_bot(backup.put_back)
    await out(tuesday)

    more = {name: n - before.get(name, 0) for name, n in rooms(tuesday).items()}
    assert sum(more.values()) == 1, (
        "whoever is on call hears of the backup, and nobody of anything else"
    )
    assert sum("a backup was put back" in one for one in private(tuesday)) == 1
    assert channels(tuesday) == [channel]
    async with tuesday.bot.db.reading() as tx:
        assert (await tx.incidents.get(1)).channel == channel.id


async def test_the_timeline_goes_on_and_what_the_clock_brought_is_not_said_again(
    tuesday: World, tmp_path: Path
) -> None:
    await declared(tuesday)
    backup = await saved(tuesday, tmp_path)
    await later(tuesday, 30)
    await types(tuesday, "note it came back for a while")
    nudges = told(tuesday, "is due")
    assert nudges

    await tuesday.restart_bot(backup.put_back)
    await later(tuesday, 30)
    await types(tuesday, "note and we go on")

    assert told(tuesday, "is due") == nudges
    shown = [one.text for one in channel_of(tuesday).messages.values()]
    assert sum("came back for a while" in one for one in shown) == 1
    assert sum("and we go on" in one for one in shown) == 1
    async with tuesday.bot.db.reading() as tx:
        kinds = [one.kind for one in await tx.timeline.list_all(1)]
    assert kinds[-1] == "note_added"


def told(world: World, words: str) -> list[str]:
    """What Ana was told in private that has these words."""
    ana = world.people["ana"]
    return [one.words for one in ana.sees(ana.dm) if words in one.words]


async def test_a_lost_incident_is_named_to_whoever_is_on_call_and_its_number_not_given_again(
    tuesday: World, tmp_path: Path
) -> None:
    await declared(tuesday)
    backup = await saved(tuesday, tmp_path)
    await later(tuesday, 10)
    ana = tuesday.people["ana"]
    await ana.types("/data-incident sev1 Costs are doubled", channel=general(tuesday))
    await out(tuesday)

    await tuesday.restart_bot(backup.put_back)
    await out(tuesday)
    await tuesday.restart_bot()
    await out(tuesday)
    await ana.types("/data-incident sev1 Margins are negative", channel=general(tuesday))
    await out(tuesday)

    said = [one for one in private(tuesday) if "a backup was put back" in one]
    assert len(said) == 1
    assert "DI-2" in said[0]
    async with tuesday.bot.db.reading() as tx:
        assert [one.id for one in await tx.incidents.list_latest()] == [3, 1]


async def test_a_new_database_does_not_give_the_numbers_of_an_old_one(
    tuesday: World, database_url: str
) -> None:
    await declared(tuesday)
    async with tuesday.bot.db.transaction() as tx:
        assert await tx.mending.strangers(["nobody knows this"]) == {"nobody knows this"}
        await tx.incidents.number_above(41)
        await tx.incidents.number_above(7)

    ana = tuesday.people["ana"]
    await ana.types("/data-incident sev1 Costs are doubled", channel=general(tuesday))
    await ana.types("/data-incident sev1 Margins are negative", channel=general(tuesday))

    async with tuesday.bot.db.reading() as tx:
        assert [one.id for one in await tx.incidents.list_latest()] == [43, 42, 1]


async def test_an_ordinary_start_finds_nothing_and_says_nothing(tuesday: World) -> None:
    await declared(tuesday)
    tuesday.sandbox.clock.advance(timedelta(minutes=2))
    before = rooms(tuesday)

    await tuesday.restart_bot()
    await out(tuesday)

    assert rooms(tuesday) == before
    async with tuesday.bot.db.reading() as tx:
        assert await tx.keys.find_time("restored:at") is None


@pytest.mark.parametrize("kind", ["server_error", "rate_limited", "drop_before"])
async def test_nothing_is_sent_before_slack_has_shown_what_it_knows(
    tuesday: World, tmp_path: Path, kind: str
) -> None:
    await declared(tuesday)
    backup = await saved(tuesday, tmp_path)
    await types(tuesday, "note said before the backup was put back")
    tuesday.sandbox.clock.advance(timedelta(minutes=5))
    tuesday.sandbox.faults.add("conversations.history", kind=kind, retry_after=2)  # type: ignore[arg-type]

    await tuesday.restart_bot(backup.put_back)
    await out(tuesday)

    async with tuesday.bot.db.reading() as tx:
        assert await tx.keys.find_time("restored:at") is not None
