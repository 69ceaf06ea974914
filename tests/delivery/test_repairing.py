"""`doctor --repair` beside the bot that serves: it says what differs, mends it, and sends nothing twice."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.demo.world import World
from bot.findings import Finding
from bot.repairing import Repairs
from bot.sandbox.model import Channel
from tests.handlers.repairs import card, channel_of, declared


async def doctor(world: World, *, repair: bool = False) -> list[Finding]:
    """What is not well, or was mended just now."""
    bot = world.bot
    found = await Repairs(bot.db, bot.client, bot.now, repair=repair).run()
    await world.settled()
    return [one for one in found if not one.well or repair]


def said(found: list[Finding]) -> str:
    return "\n".join(f"{one.name}: {one.what} {one.do}" for one in found)


@pytest.fixture
async def opened(tuesday: World) -> World:
    """DI-1 with its channel, card and links; no word is promised."""
    await declared(tuesday)
    async with tuesday.bot.db.transaction() as tx:
        await tx.incidents.save(replace(await tx.incidents.get(1), nudge_at=None))
    tuesday.sandbox.clock.advance(timedelta(seconds=10))
    await tuesday.settled()
    return tuesday


async def made_by_the_bot(world: World, name: str) -> Channel:
    made = await world.bot.client.conversations_create(name=name)
    return world.sandbox.workspace.channels[made["channel"]["id"]]


async def test_what_differs_is_said_and_only_mended_when_asked_to(opened: World) -> None:
    before = card(opened)
    await opened.sandbox.upkeep.unpin(opened.people["ana"].id, before)

    first = await doctor(opened)
    assert channel_of(opened).pins == {}
    repaired = await doctor(opened, repair=True)
    after = await doctor(opened)

    assert "DI-1: Differs: the pin of its card." in said(first)
    assert "--repair" in said(first)
    assert "DI-1: Is mended: the pin of its card." in said(repaired)
    assert card(opened).ts == before.ts
    assert after == []


async def test_what_could_not_be_sent_is_sent_once_more(opened: World) -> None:
    ana, channel = opened.people["ana"], channel_of(opened)
    opened.sandbox.faults.add("chat.postMessage", kind="error", error="restricted_action")
    await ana.types("/data-incident DI-1 note nobody hears this", channel=channel)
    await opened.settled()

    assert "Not delivered" in said(await doctor(opened))
    opened.sandbox.faults.clear()
    await doctor(opened, repair=True)

    heard = [one for one in channel.messages.values() if "nobody hears this" in one.words]
    assert len(heard) == 1
    assert await doctor(opened) == []


async def test_a_channel_made_twice_is_archived_and_says_where_the_work_is(opened: World) -> None:
    twice = await made_by_the_bot(opened, "di-1-revenue-is-missing-2")

    first = await doctor(opened)
    assert not twice.is_archived
    await doctor(opened, repair=True)

    assert "no incident knows it" in said(first)
    assert twice.is_archived
    assert any(channel_of(opened).id in one.words for one in twice.messages.values())
    assert not channel_of(opened).is_archived
    assert await doctor(opened) == []


async def test_a_channel_in_which_people_talk_is_left_to_people(opened: World) -> None:
    twice = await made_by_the_bot(opened, "di-1-revenue-is-missing-2")
    ana = opened.people["ana"]
    await opened.sandbox.talk.join(ana.id, twice)
    await opened.sandbox.talk.post(ana.id, twice, "we are all here")

    found = await doctor(opened, repair=True)

    assert not twice.is_archived
    assert "archive it by hand" in said(found)


async def test_a_channel_of_an_incident_that_nobody_knows_is_left_to_people(opened: World) -> None:
    lost = await made_by_the_bot(opened, "di-7-costs-are-doubled")

    found = await doctor(opened, repair=True)

    assert not lost.is_archived
    assert "#di-7-costs-are-doubled was made by the bot" in said(found)


async def test_a_channel_that_people_made_is_never_touched(opened: World) -> None:
    ana = opened.people["ana"]
    theirs = opened.sandbox.add_channel("di-1-revenue-is-missing-2", members=[ana])
    await opened.sandbox.talk.join(opened.bot.identity.bot_user_id or "", theirs)

    found = await doctor(opened, repair=True)

    assert all(one.well for one in found)
    assert theirs.name not in said(found)
    assert not theirs.is_archived


async def test_a_channel_that_the_record_has_lost_is_its_own_again(opened: World) -> None:
    channel = channel_of(opened)
    async with opened.bot.db.transaction() as tx:
        incident = await tx.incidents.get(1)
        await tx.incidents.save(replace(incident, channel="", channel_name=""))
        for slot in ("channel:1", "card:1", "topic:1"):
            await tx.places.forget(slot)

    await doctor(opened, repair=True)

    async with opened.bot.db.reading() as tx:
        assert (await tx.incidents.get(1)).channel == channel.id
    assert not channel.is_archived


async def test_without_history_it_says_what_it_may_not_read(opened: World) -> None:
    opened.sandbox.faults.add("bookmarks.list", kind="error", error="missing_scope", times=None)

    found = await doctor(opened, repair=True)

    assert "what the bot may not read: bookmarks" in said(found)
    assert not all(one.well for one in found)


async def test_a_channel_lost_unheard_is_told_and_the_work_goes_on_in_the_thread(
    opened: World,
) -> None:
    channel_of(opened).is_archived = True

    found = await doctor(opened, repair=True)

    assert "its channel archived" in said(found)
    assert not all(one.well for one in found)
    async with opened.bot.db.reading() as tx:
        assert (await tx.incidents.get(1)).home == "announcement:1"
    assert await doctor(opened) == []
