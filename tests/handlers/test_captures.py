"""📌: a message becomes one entry, whatever comes twice or too early."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from bot.demo.world import World
from bot.domain.capture import instant
from bot.sandbox.model import Channel, Message
from tests.handlers.incidents import (
    PIN,
    again,
    announced,
    declared,
    entries,
    last_for,
    pinned,
    said,
)


async def heard(world: World, channel: Channel, **event: Any) -> None:
    """An event as Slack sends it, at a time of the test's choosing."""
    await world.sandbox.world.events.deliver({"channel": channel.id, **event}, channel)


def reaction(kind: str, message: Message, by: str) -> dict[str, Any]:
    return {
        "type": kind,
        "user": by,
        "reaction": PIN,
        "item": {"type": "message", "channel": message.channel, "ts": message.ts},
        "item_user": message.user,
        "event_ts": message.ts,
    }


async def test_a_pinned_message_is_an_entry_at_its_own_time_with_author_and_link(
    world: World,
) -> None:
    _, message = await pinned(world, "<!channel> the vendor changed the file & more")

    (entry,) = await entries(world, "message_captured")

    assert entry.at == instant(message.ts)
    assert entry.by == world.people["ben"].id
    assert entry.facts["author"] == world.people["ana"].id
    assert entry.facts["text"] == "<!channel> the vendor changed the file & more"
    assert entry.facts["permalink"] == world.sandbox.workspace.permalink(message)


async def test_several_pins_and_redelivered_events_are_one_entry(world: World) -> None:
    _, message = await pinned(world)

    await world.people["ana"].reacts(message, PIN)
    await again(world, "reaction_added")
    await again(world, "reaction_added")
    await world.settled()

    assert len(await entries(world, "message_captured")) == 1


async def test_a_reply_in_a_thread_of_the_channel_is_captured(world: World) -> None:
    channel, root = await pinned(world)
    ana = world.people["ana"]
    reply = await ana.says("It was the loader", channel=channel, thread_ts=root.ts)

    await ana.reacts(reply, PIN)
    await world.settled()

    captured = await entries(world, "message_captured")
    assert [one.facts["text"] for one in captured][-1] == "It was the loader"


async def test_a_message_in_a_status_thread_goes_to_its_incident(world: World) -> None:
    announcement, gus = await announced(world), world.people["gus"]
    room = world.channels["data-incidents"]
    general = world.channels["general"]
    await gus.types("/data-incident sev1 Something else", channel=general)
    await world.settled()
    reply = await gus.says("My totals are off", channel=room, thread_ts=announcement.ts)

    await gus.reacts(reply, PIN)
    await world.settled()

    (entry,) = await entries(world, "message_captured", incident=1)
    assert entry.facts["text"] == "My totals are off"
    assert await entries(world, "message_captured", incident=2) == []


async def test_a_pin_outside_any_incident_means_nothing(world: World) -> None:
    await declared(world)
    general, ana = world.channels["general"], world.people["ana"]
    room = world.channels["data-incidents"]
    for channel in (general, room):
        await ana.invites(world.sandbox.workspace.app.user_id, channel)
        await ana.reacts(await ana.says("lunch?", channel=channel), PIN)
    await world.settled()

    assert await entries(world, "message_captured", "delivery_failed") == []
    assert all("lunch" not in said(one) for one in ana.sees(ana.dm))


async def test_what_the_bot_wrote_is_not_captured(world: World) -> None:
    channel, ana = await declared(world), world.people["ana"]
    own = next(one for one in ana.sees(channel) if one.bot_id)

    await ana.reacts(own, PIN)
    await ana.uses("timeline_add", own)
    await world.settled()

    assert await entries(world, "message_captured") == []
    assert "I wrote that myself" in said(last_for(ana, channel))


async def test_an_entry_is_struck_when_the_last_pin_is_gone_and_counts_again_with_a_new_one(
    world: World,
) -> None:
    _, message = await pinned(world)
    ana, ben = world.people["ana"], world.people["ben"]
    await ana.reacts(message, PIN)

    await ben.unreacts(message, PIN)
    await world.settled()
    while_another_is_left = (await entries(world, "message_captured"))[0].struck
    await ana.unreacts(message, PIN)
    await world.settled()
    without_any = (await entries(world, "message_captured"))[0].struck
    await ana.reacts(message, PIN)
    await world.settled()
    (entry,) = await entries(world, "message_captured")

    assert (while_another_is_left, without_any, entry.struck) == (False, True, False)
    assert len(await entries(world, "entry_struck")) == 1
    assert len(await entries(world, "entry_restored")) == 1


async def test_an_edit_changes_the_reading_and_keeps_what_was_said(world: World) -> None:
    channel, message = await pinned(world, "It was the loder")
    ana = world.people["ana"]

    await ana.edits(message, "It was the loader")
    await world.settled()
    await again(world, "message")

    (entry,) = await entries(world, "message_captured")
    (edited,) = await entries(world, "captured_edited")
    assert (entry.facts["text"], entry.edited) == ("It was the loder", "It was the loader")
    assert edited.by == ana.id
    answer = await ana.types("/data-incident timeline", channel=channel)
    assert "It was the loader" in answer.text
    assert "edited" in answer.text


async def test_a_deletion_is_noted_and_the_entry_stays(world: World) -> None:
    _, message = await pinned(world)

    await world.people["ana"].deletes(message)
    await world.settled()
    await again(world, "message")

    (entry,) = await entries(world, "message_captured")
    (gone,) = await entries(world, "captured_deleted")
    assert gone.facts["seq"] == entry.seq
    assert not entry.struck


async def test_edited_before_it_was_read_gives_one_entry_with_the_words_of_now(
    world: World,
) -> None:
    channel, ana = await declared(world), world.people["ana"]
    message = await ana.says("first", channel=channel)
    world.sandbox.faults.add("conversations.history", kind="rate_limited", retry_after=20)

    await ana.reacts(message, PIN)
    await ana.edits(message, "second")
    await world.settled()
    await later(world)

    (entry,) = await entries(world, "message_captured")
    assert (entry.facts["text"], entry.edited) == ("second", "")
    assert await entries(world, "captured_edited") == []


async def test_deleted_before_it_was_read_gives_the_entry_and_its_deletion(world: World) -> None:
    channel, ana = await declared(world), world.people["ana"]
    message = await ana.says("soon gone", channel=channel)
    world.sandbox.faults.add("conversations.history", kind="rate_limited", retry_after=20)

    await ana.reacts(message, PIN)
    await ana.deletes(message)
    await world.settled()
    await later(world)

    (entry,) = await entries(world, "message_captured")
    assert entry.facts["text"] == "soon gone"
    assert len(await entries(world, "captured_deleted")) == 1


async def test_a_deletion_that_comes_before_its_pin_leaves_nothing(world: World) -> None:
    channel, ana = await declared(world), world.people["ana"]
    message = await ana.says("soon gone", channel=channel)
    await ana.deletes(message)

    await heard(world, channel, **reaction("reaction_added", message, ana.id))
    await world.settled()

    assert await entries(world, "message_captured", "delivery_failed") == []


async def test_a_removal_that_comes_before_its_pin_leaves_nothing(world: World) -> None:
    channel, ana = await declared(world), world.people["ana"]
    message = await ana.says("never mind", channel=channel)

    await heard(world, channel, **reaction("reaction_removed", message, ana.id))
    await heard(world, channel, **reaction("reaction_added", message, ana.id))
    await world.settled()

    assert await entries(world, "message_captured") == []


async def test_many_pins_at_once_are_one_entry(world: World) -> None:
    channel, ana = await declared(world), world.people["ana"]
    message = await ana.says("all at once", channel=channel)
    await ana.reacts(message, PIN)

    people = [world.people[name].id for name in ("ben", "chloe", "dev", "gus")]
    await asyncio.gather(
        *(heard(world, channel, **reaction("reaction_added", message, one)) for one in people)
    )
    await world.settled()

    assert len(await entries(world, "message_captured")) == 1


async def test_talk_in_the_channel_costs_nothing(world: World) -> None:
    channel, ana = await declared(world), world.people["ana"]
    calls, kept = len(world.sandbox.calls), len(await entries(world))

    message = await ana.says("just talking", channel=channel)
    await ana.edits(message, "just talking, still")
    await ana.deletes(message)
    await ana.reacts(await ana.says("hm", channel=channel), "eyes")
    await world.settled()

    assert len(world.sandbox.calls) == calls
    assert len(await entries(world)) == kept


@pytest.mark.parametrize("text", ["🙈", "x" * 9000, "*_~` {{ 7*7 }} <script>"])
async def test_whatever_was_said_is_captured_and_read_back(world: World, text: str) -> None:
    channel, _ = await pinned(world, text)

    answer = await world.people["ana"].types("/data-incident timeline", channel=channel)

    assert answer.ok
    assert len(await entries(world, "message_captured")) == 1


async def later(world: World) -> None:
    """What had to wait for Slack is due."""
    world.sandbox.clock.advance(timedelta(minutes=1))
    await world.settled()
