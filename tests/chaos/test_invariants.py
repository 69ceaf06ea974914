"""The checker objects to every broken promise: a world is broken by hand, one promise at a time."""

import asyncio
import copy
import gc
import warnings
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import Table, delete, update

from bot.domain.notice import Notice, NoticeState, Way
from bot.domain.postmortem import Postmortem
from bot.sandbox.model import Canvas, Message
from bot.ui.postmortem_canvas import canvas
from storage.tables import EntryRow, IncidentRow, NoticeRow, PlaceRow
from storage.types import table
from tests.chaos.case import Runner
from tests.chaos.evidence import gathered
from tests.chaos.invariants import Finding, Kind, check
from tests.chaos.keeping import KeptFile
from tests.chaos.loop import simulated
from tests.chaos.stage import Stage

Break = Callable[[Stage], Awaitable[None]]


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runner]:
    """A world in which DI-1 was declared, without any fault."""
    with simulated() as loop:
        stage = Stage(loop, KeptFile(tmp_path_factory.mktemp("chaos")))
        loop.run_until_complete(stage.open())
        made = Runner(stage, "sqlite")
        loop.run_until_complete(made.points("declare"))
        loop.run_until_complete(stage.keep_moment("declare"))
        yield made
        loop.run_until_complete(stage.close())
        bury()


def bury() -> None:
    """Connections that nobody closed belong to dead processes: they go here, not in the middle of
    another test."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        gc.collect()


def posted(stage: Stage) -> list[Message]:
    """The bot's messages in DI-1's channel that carry the name of a notice."""
    channel = stage.channel("di-1-revenue-is-missing")
    return [one for one in channel.messages.values() if one.metadata]


async def change(stage: Stage, model: Any, *where: Any, **values: Any) -> None:
    rows: Table = table(model)
    async with stage.bot.db.transaction() as tx:
        statement = update(rows).where(*where).values(**values)
        assert (await tx.connection.execute(statement)).rowcount


async def says_it_twice(stage: Stage) -> None:
    again = copy.copy(posted(stage)[0])
    again.ts = stage.sandbox.workspace.next_ts()
    stage.sandbox.workspace.post(again)


async def loses_a_message(stage: Stage) -> None:
    stage.sandbox.workspace.remove(posted(stage)[0])


async def says_what_nobody_knows(stage: Stage) -> None:
    stranger = copy.deepcopy(posted(stage)[0])
    stranger.ts = stage.sandbox.workspace.next_ts()
    stranger.metadata = {"event_type": "di_notice", "event_payload": {"notice": "999"}}
    stage.sandbox.workspace.post(stranger)


async def swaps_two_messages(stage: Stage) -> None:
    """The first notice of a thread is said after the second."""
    notices = table(NoticeRow)
    async with stage.bot.db.transaction() as tx:
        for column in (notices.c.to,):
            await tx.connection.execute(
                update(notices).where(notices.c.way == Way.POST).values({column: "one:place"})
            )
    channel = stage.channel("di-1-revenue-is-missing")
    briefing = next(one for one in posted(stage) if one.ts not in channel.pins)
    briefing.ts = "0000000001.000001"


async def makes_a_channel_twice(stage: Stage) -> None:
    workspace = stage.sandbox.workspace
    workspace.add_channel("di-1-revenue-is-missing-2", workspace.app.user_id)


async def forgets_its_channel(stage: Stage) -> None:
    await change(stage, IncidentRow, channel="")


async def changes_an_entry(stage: Stage) -> None:
    await change(stage, EntryRow, table(EntryRow).c.seq == 1, facts={"title": "Another"})


async def loses_the_last_entry(stage: Stage) -> None:
    entries = table(EntryRow)
    async with stage.bot.db.transaction() as tx:
        written = await tx.timeline.list_all(1)
        last = entries.c.seq == written[-1].seq
        await tx.connection.execute(delete(entries).where(last))


async def resolves_before_it_began(stage: Stage) -> None:
    at = stage.clock.now().replace(year=2001)
    await change(stage, IncidentRow, acknowledged_at=at)


async def leaves_something_waiting(stage: Stage) -> None:
    await change(stage, NoticeRow, table(NoticeRow).c.way == Way.PIN, state=NoticeState.WAITING)


async def gives_up(stage: Stage) -> None:
    await change(stage, NoticeRow, table(NoticeRow).c.way == Way.INVITE, state=NoticeState.DEAD)


async def tries_for_ever(stage: Stage) -> None:
    await change(stage, NoticeRow, table(NoticeRow).c.way == Way.TOPIC, attempts=40)


async def calls_for_ever(stage: Stage) -> None:
    stage.sandbox.world.log.calls.extend(stage.sandbox.calls * 50)


async def forgets_where_the_card_is(stage: Stage) -> None:
    await change(stage, PlaceRow, table(PlaceRow).c.slot == "card:1", ts="1.000001")


async def loses_the_pin(stage: Stage) -> None:
    stage.channel("di-1-revenue-is-missing").pins.clear()


async def loses_the_bookmark(stage: Stage) -> None:
    stage.channel("di-1-revenue-is-missing").bookmarks.clear()


async def changes_the_topic(stage: Stage) -> None:
    stage.channel("di-1-revenue-is-missing").topic = "SEV4"


async def loses_a_member(stage: Stage) -> None:
    stage.channel("di-1-revenue-is-missing").members.pop(stage.person("ben").id)


async def shows_an_old_card(stage: Stage) -> None:
    channel = stage.channel("di-1-revenue-is-missing")
    channel.messages[next(iter(channel.pins))].blocks = []


async def shows(stage: Stage, *markdowns: str, channel: str = "di-1-revenue-is-missing") -> None:
    """These canvases are in a channel."""
    where = stage.channel(channel).id
    for number, markdown in enumerate(markdowns):
        made = Canvas(f"F{number}", "", channel=where, sections={"1": markdown})
        stage.sandbox.world.plan.canvases[made.id] = made


async def publishes(stage: Stage) -> None:
    """The record has it that DI-1's postmortem is published, and its canvas sent."""
    channel = stage.channel("di-1-revenue-is-missing").id
    written = Postmortem(incident=1, drafted_at=stage.clock.now(), markdown="# DI-1: new")
    wish = Notice(way=Way.CANVAS, kind="canvas", to="channel:1", incident=1)
    async with stage.bot.db.transaction() as tx:
        await tx.postmortems.add_if_absent(written)
        await tx.outbox.add(wish)
    sent = {"state": NoticeState.SENT, "channel": channel}
    await change(stage, NoticeRow, table(NoticeRow).c.way == Way.CANVAS, **sent)


async def shows_no_canvas(stage: Stage) -> None:
    await publishes(stage)


async def shows_an_old_canvas(stage: Stage) -> None:
    await publishes(stage)
    await shows(stage, canvas("DI-1", "# DI-1: old").strip())


async def makes_a_canvas_twice(stage: Stage) -> None:
    await publishes(stage)
    await shows(stage, *[canvas("DI-1", "# DI-1: new").strip()] * 2)


async def makes_a_canvas_of_nothing(stage: Stage) -> None:
    await shows(stage, "# DI-1")


async def makes_a_canvas_elsewhere(stage: Stage) -> None:
    await shows(stage, "# DI-1", channel="general")


@pytest.mark.parametrize(
    ("breaks", "kind", "words"),
    [
        (says_it_twice, Kind.DOUBLED, "I4"),
        (loses_a_message, Kind.LOST, "I4"),
        (says_what_nobody_knows, Kind.ORPHANED, "I4"),
        (swaps_two_messages, Kind.LOST, "I4 out of order"),
        (makes_a_channel_twice, Kind.ORPHANED, "I3"),
        (forgets_its_channel, Kind.LOST, "I3"),
        (changes_an_entry, Kind.LOST, "I5"),
        (loses_the_last_entry, Kind.LOST, "I5"),
        (resolves_before_it_began, Kind.LOST, "I6"),
        (leaves_something_waiting, Kind.LOST, "I8 still waiting"),
        (gives_up, Kind.LOST, "I1 given up"),
        (tries_for_ever, Kind.LOST, "I9"),
        (calls_for_ever, Kind.LOST, "I9"),
        (forgets_where_the_card_is, Kind.LOST, "I8 the message of card:1"),
        (loses_the_pin, Kind.LOST, "I8 #di-1"),
        (loses_the_bookmark, Kind.LOST, "I8 #di-1"),
        (changes_the_topic, Kind.LOST, "I8 #di-1"),
        (loses_a_member, Kind.LOST, "I8 #di-1"),
        (shows_an_old_card, Kind.LOST, "I8 message missing"),
        (shows_no_canvas, Kind.LOST, "I8 DI-1's canvas"),
        (shows_an_old_canvas, Kind.LOST, "I8 DI-1's canvas"),
        (makes_a_canvas_twice, Kind.DOUBLED, "I4 DI-1 has the canvas"),
        (makes_a_canvas_of_nothing, Kind.DOUBLED, "I4 DI-1 has the canvas"),
        (makes_a_canvas_elsewhere, Kind.ORPHANED, "I3 the canvas"),
    ],
)
def test_a_broken_promise_is_found(runner: Runner, breaks: Break, kind: Kind, words: str) -> None:
    found = _checked(runner, breaks)

    assert any(one.kind is kind and one.text.startswith(words) for one in found), found


def test_a_world_without_a_fault_has_none(runner: Runner) -> None:
    async def nothing(stage: Stage) -> None:
        return

    assert _checked(runner, nothing) == []


def _checked(runner: Runner, breaks: Break) -> list[Finding]:
    stage = runner.stage

    async def world() -> list[Finding]:
        await stage.begin("declare")
        stage.running[0].bot.worker.stop()  # what is broken stays broken
        await breaks(stage)
        return check(await gathered(stage.record, stage.sandbox), runner.clean["declare"])

    loop = stage.loop
    asyncio.set_event_loop(loop)
    found = loop.run_until_complete(world())
    bury()
    return found
