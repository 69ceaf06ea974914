"""Where Slack lets nobody be certain: at most one more, taken back where that can be, and on the record."""

import asyncio
from datetime import timedelta

import pytest

from bot.demo.world import World
from bot.domain.event import DeliveryDoubtful
from bot.sandbox.model import Channel
from bot.services.undelivered import NOT_SHOWN, TAKEN_BACK, TWICE
from tests.delivery.test_delivery import quiet
from tests.delivery.test_slack_as_it_is import declared, note

POST, LOOK = "chat.postMessage", "conversations.history"
WORDS = "the loader is restarted"


async def doubts(world: World) -> list[tuple[str, str]]:
    async with world.bot.db.reading() as tx:
        entries = await tx.timeline.list_all(1)
    return [
        (str(one.facts["what"]), str(one.facts["doubt"]))
        for one in entries
        if one.kind == DeliveryDoubtful.kind
    ]


def said(channel: Channel, words: str) -> int:
    return sum(words in one.text for one in channel.messages.values())


@pytest.mark.parametrize("why", ["not_in_channel", "missing_scope"])
async def test_where_nobody_may_look_it_is_sent_again_and_said_so(world: World, why: str) -> None:
    channel = await declared(world)
    world.sandbox.faults.add(POST, kind="drop_after", channel=channel.id)
    world.sandbox.faults.add(LOOK, kind="error", error=why, channel=channel.id, times=None)

    await note(world, WORDS)

    assert said(channel, WORDS) == 2
    assert [doubt for _, doubt in await doubts(world)] == [TWICE]


async def test_what_somebody_sees_alone_is_shown_at_most_once(world: World) -> None:
    channel = await declared(world)
    world.sandbox.faults.add("chat.postEphemeral", kind="drop_after")

    await world.people["ivy"].joins(channel)
    await quiet(world)

    assert len(world.sandbox.called("chat.postEphemeral")) == 1
    assert [doubt for _, doubt in await doubts(world)] == [NOT_SHOWN]


async def held_up_for_longer_than_its_lease(world: World, channel: Channel) -> None:
    """A note's message is under way when its lease ends; somebody else sends it, then it arrives."""
    fault = world.sandbox.faults.add(POST, kind="slow", seconds=1.5, channel=channel.id)
    await world.people["ana"].types(f"/data-incident DI-1 note {WORDS}", channel=channel)
    while not fault.seen:  # noqa: ASYNC110  # the workspace says nothing of what it has not answered
        await asyncio.sleep(0)
    world.sandbox.clock.advance(timedelta(seconds=15))
    await world.sandbox.until(lambda: said(channel, WORDS) == 1)
    await world.sandbox.until(lambda: world.sandbox.called("chat.delete"))
    await quiet(world)


async def test_what_comes_late_is_taken_back(world: World) -> None:
    channel = await declared(world)

    await held_up_for_longer_than_its_lease(world, channel)

    assert len([one for one in world.sandbox.called(POST) if WORDS in one.args["text"]]) == 2
    assert said(channel, WORDS) == 1
    assert [doubt for _, doubt in await doubts(world)] == [TAKEN_BACK]


async def test_what_comes_late_and_cannot_be_taken_back_is_said_so(world: World) -> None:
    channel = await declared(world)
    world.sandbox.faults.add("chat.delete", kind="error", error="cant_delete_message")

    await held_up_for_longer_than_its_lease(world, channel)

    assert said(channel, WORDS) == 2
    assert [doubt for _, doubt in await doubts(world)] == [TWICE]


async def test_what_comes_late_though_it_was_given_up_meanwhile_is_said_so(world: World) -> None:
    channel = await declared(world)
    slow = world.sandbox.faults.add(POST, kind="slow", seconds=1.5, channel=channel.id)
    refused = world.sandbox.faults.add(
        POST, kind="error", error="restricted_action", channel=channel.id, times=None
    )
    await world.people["ana"].types(f"/data-incident DI-1 note {WORDS}", channel=channel)
    while not slow.seen:  # noqa: ASYNC110  # the workspace says nothing of what it has not answered
        await asyncio.sleep(0)
    world.sandbox.clock.advance(timedelta(seconds=15))
    await world.sandbox.until(lambda: refused.seen)
    await world.sandbox.until(lambda: said(channel, WORDS) == 1)
    await quiet(world)

    assert said(channel, WORDS) == 1
    assert TWICE in [doubt for _, doubt in await doubts(world)]
