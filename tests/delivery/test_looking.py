"""Looking for what an earlier attempt brought there: page by page, in threads, and where it fails."""

from datetime import timedelta

import pytest

from bot.demo.world import World
from bot.domain.event import DeliveryDoubtful
from bot.domain.notice import Notice, Way
from bot.sandbox.faults import Kind
from bot.sandbox.model import Channel, Message
from bot.services.undelivered import TWICE
from tests.delivery.test_delivery import quiet
from tests.delivery.test_doubt import doubts, said
from tests.delivery.test_slack_as_it_is import declared

POST, HISTORY, REPLIES = "chat.postMessage", "conversations.history", "conversations.replies"
WORDS = "the loader is restarted"


def talk(world: World, channel: Channel, count: int) -> None:
    """So much is said by people while nobody knows whether our own message is there."""
    workspace, ana = world.sandbox.workspace, world.people["ana"]
    for number in range(count):
        workspace.post(Message(workspace.next_ts(), channel.id, ana.id, f"talk {number}"))


async def noted_unheard(world: World, channel: Channel, *, talked: int = 0) -> None:
    """A note's message arrives, its answer is lost, and people talk until the bot looks for it."""
    world.sandbox.faults.add(POST, kind="drop_after", channel=channel.id)
    line = f"/data-incident DI-1 note {WORDS}"
    assert (await world.people["ana"].types(line, channel=world.channels["general"])).ok
    await world.sandbox.until(lambda: said(channel, WORDS))
    talk(world, channel, talked)
    await quiet(world)


async def thread(world: World) -> Message:
    """A SEV3, which is worked on in the thread of its announcement."""
    ana, room = world.people["ana"], world.channels["data-incidents"]
    await ana.types("/data-incident sev3 Orders look odd", channel=world.channels["general"])
    await quiet(world)
    return next(one for one in room.messages.values() if "Orders look odd" in one.words)


async def test_a_message_is_found_behind_a_page_of_talk(world: World) -> None:
    channel = await declared(world)

    await noted_unheard(world, channel, talked=250)

    assert said(channel, WORDS) == 1
    assert await doubts(world) == []


async def test_behind_more_talk_than_is_read_it_may_be_there_twice_and_that_is_said(
    world: World,
) -> None:
    channel = await declared(world)

    await noted_unheard(world, channel, talked=2100)

    assert said(channel, WORDS) == 2
    assert [doubt for _, doubt in await doubts(world)] == [TWICE]


async def test_a_reply_is_found_in_its_thread(world: World) -> None:
    await thread(world)
    room = world.channels["data-incidents"]

    await noted_unheard(world, room)

    assert said(room, WORDS) == 1


@pytest.mark.parametrize("kind", ["drop_before", "drop_after"])
async def test_a_link_whose_answer_was_lost_is_there_once(world: World, kind: Kind) -> None:
    world.sandbox.faults.add("bookmarks.add", kind=kind)

    channel = await declared(world)
    await quiet(world)

    assert [one.title for one in channel.bookmarks.values()] == ["Status thread"]
    assert len(world.sandbox.called("bookmarks.list")) == 1


@pytest.mark.parametrize(
    ("code", "times_said", "dead"),
    [("thread_not_found", 2, []), ("not_today", 1, ["not_today"])],
)
async def test_a_thread_that_cannot_be_read(
    world: World, code: str, times_said: int, dead: list[str]
) -> None:
    await thread(world)
    room = world.channels["data-incidents"]
    world.sandbox.faults.add(REPLIES, kind="error", error=code, times=None)

    await noted_unheard(world, room)

    assert said(room, WORDS) == times_said
    async with world.bot.db.reading() as tx:
        assert [one.error for one in await tx.undelivered.list(incident=1)] == dead


async def test_a_card_that_may_be_there_twice_is_kept_and_said_so(world: World) -> None:
    channel = await declared(world)
    async with world.bot.db.transaction() as tx:
        await tx.places.forget("card:1")
    world.sandbox.faults.add(POST, kind="drop_after", channel=channel.id)
    world.sandbox.faults.add(HISTORY, kind="error", error="not_in_channel", channel=channel.id)

    await world.people["ana"].types(
        "/data-incident DI-1 edit Revenue is late", channel=world.channels["general"]
    )
    await quiet(world)

    async with world.bot.db.reading() as tx:
        place = await tx.places.find("card:1")
        entries = await tx.timeline.list_all(1)
    assert place is not None
    assert "Revenue is late" in channel.messages[place.ts].words
    assert [one.facts["doubt"] for one in entries if one.kind == DeliveryDoubtful.kind] == [TWICE]


async def test_a_doubt_about_what_belongs_to_no_incident_is_kept_with_it_alone(
    world: World,
) -> None:
    room = world.channels["data-alerts"]
    await world.people["ana"].invites(world.sandbox.workspace.bot.id, room)
    world.sandbox.faults.add(POST, kind="drop_after", channel=room.id)
    world.sandbox.faults.add(HISTORY, kind="error", error="not_in_channel", channel=room.id)
    facts = {"ref": "", "incident": None, "drill": False, "method": "x", "scope": "pins:write"}
    async with world.bot.db.transaction() as tx:
        await tx.outbox.add(
            Notice(way=Way.POST, kind="scope_missing", to=f"#{room.name}", facts=facts)
        )

    await quiet(world)

    assert said(room, "pins:write") == 2


async def test_a_message_that_another_worker_finds_where_it_is_stays(world: World) -> None:
    """Held up for longer than its lease, after Slack had taken it: the next attempt finds it."""
    channel = await declared(world)
    fault = world.sandbox.faults.add(
        POST, kind="slow", seconds=1.5, applied=True, channel=channel.id
    )
    line = f"/data-incident DI-1 note {WORDS}"
    await world.people["ana"].types(line, channel=world.channels["general"])
    await world.sandbox.until(lambda: fault.seen and said(channel, WORDS))
    world.sandbox.clock.advance(timedelta(seconds=15))
    await quiet(world)

    assert said(channel, WORDS) == 1
    assert await doubts(world) == []
    assert not world.sandbox.called("chat.delete")
