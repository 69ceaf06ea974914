"""Wishing to hear, from anywhere: at once, once, and with one click to leave."""

import pytest

from bot.demo.world import World
from bot.sandbox.model import Message
from bot.services import incidents
from tests.handlers.telling import announced, heard, hurting, last, passes, types, updated

EXECUTIVE = "Executive revenue"


async def says(world: World, person: str, line: str) -> Message:
    """Types a command in one's own conversation with the bot; what is shown then."""
    somebody = world.people[person]
    await somebody.types(f"/data-incident {line}", channel=somebody.dm)
    await world.settled()
    return somebody.sees(somebody.dm)[-1]


async def test_the_button_on_the_announcement_says_what_one_will_hear(world: World) -> None:
    await hurting(world)
    gus = world.people["gus"]

    await gus.presses(announced(world), "Subscribe")
    await world.settled()

    shown = last(world, "gus", "data-incidents")
    assert shown.ephemeral_to == gus.id
    assert "You hear every update of DI-1" in shown.words
    assert "Now: Being checked; the next word comes by" in shown.words
    assert "Stop these" in shown.buttons


@pytest.mark.parametrize("line", ["DI-1 subscribe", "subscribe DI-1", "subscribe di-1"])
async def test_by_direct_message_the_answer_is_the_same(world: World, line: str) -> None:
    await hurting(world)

    shown = await says(world, "gus", line)
    await updated(world, "Tuesday is missing")

    assert "You hear every update of DI-1" in shown.words
    assert "you asked to hear of DI-1" in heard(world, "gus")[0].words


@pytest.mark.parametrize("whom", ["#finance", "<#C024BE7LR|finance>", "@ivy", "<@U024BE7LH>"])
async def test_a_channel_or_somebody_else_is_not_subscribed(world: World, whom: str) -> None:
    await hurting(world)

    shown = await says(world, "gus", f"subscribe {whom}")

    assert "People subscribe themselves" in shown.words
    assert "`audience`" in shown.words


async def test_subscribing_twice_says_so_and_is_heard_once(world: World) -> None:
    await hurting(world)
    await says(world, "gus", "subscribe DI-1")

    shown = await says(world, "gus", "subscribe DI-1")
    await updated(world, "Tuesday is missing")

    assert "You already hear every update of DI-1" in shown.words
    assert len(heard(world, "gus")) == 1


@pytest.mark.parametrize("name", ["mart.revenue_daily", EXECUTIVE, EXECUTIVE.upper()])
async def test_a_dashboard_or_table_is_heard_of_through_what_it_is_made_of(
    world: World, name: str
) -> None:
    shown = await says(world, "dev", f"subscribe {name}")
    await hurting(world)

    await updated(world, "Tuesday is missing")

    assert "You follow" in shown.words
    assert name.lower() in shown.words.lower()
    told = heard(world, "dev")[0].words
    assert "you follow" in told
    assert name.lower() in told.lower()


async def test_what_is_wrong_with_it_now_is_said_at_once(world: World) -> None:
    await hurting(world)

    shown = await says(world, "dev", f"subscribe {EXECUTIVE}")

    assert "DI-1 “Revenue is missing” affects it now" in shown.words
    assert "Details of DI-1" in shown.buttons


async def test_an_unknown_name_gets_the_nearest_as_buttons(world: World) -> None:
    gus = world.people["gus"]

    shown = await says(world, "gus", "subscribe Executive revenu <!channel>")
    near = await says(world, "gus", "subscribe executive")
    await gus.presses(near, EXECUTIVE)
    await world.settled()

    assert "<!channel>" not in shown.words
    assert f"You follow *{EXECUTIVE}*" in gus.sees(gus.dm)[-1].words


async def test_alone_it_lists_ones_wishes_each_with_a_way_out(world: World) -> None:
    await hurting(world)
    await says(world, "gus", "subscribe DI-1")
    await says(world, "gus", "subscribe mart.orders")
    gus = world.people["gus"]

    shown = await says(world, "gus", "subscribe")
    await gus.presses(shown, "Leave")
    await world.settled()
    after = await says(world, "gus", "unsubscribe")

    assert "DI-1 “Revenue is missing”" in shown.words
    assert "mart.orders" in shown.words
    assert "DI-1" not in after.words.split("takes an incident")[0]
    assert "mart.orders" in after.words


async def test_with_no_wishes_it_says_how_to_have_one(world: World) -> None:
    shown = await says(world, "gus", "subscribe")

    assert "You have not asked to hear of anything yet" in shown.words
    assert "`/data-incident subscribe`" in shown.words


async def test_an_owner_may_leave_a_dashboard_and_come_back(world: World) -> None:
    await hurting(world)
    await says(world, "ivy", "unsubscribe Board pack")
    await updated(world, "First")
    quiet = await says(world, "ivy", "subscribe")

    await says(world, "ivy", "subscribe Board pack")
    await updated(world, "Second")

    assert "You do not wish to hear of" in quiet.words
    assert [("First" in one.words) for one in heard(world, "ivy")] == [False]


async def test_leaving_what_one_does_not_follow_is_said(world: World) -> None:
    shown = await says(world, "gus", "unsubscribe mart.orders")

    assert "You did not follow “mart.orders”" in shown.words


async def test_who_stopped_an_incident_may_hear_of_it_again(world: World) -> None:
    await hurting(world)
    await says(world, "farah", "unsubscribe DI-1")
    again = await says(world, "farah", "unsubscribe DI-1")
    await updated(world, "First")
    farah = world.people["farah"]

    await farah.presses(again, "Hear of it again")
    await world.settled()
    await updated(world, "Second")

    assert "You hear nothing of DI-1" in again.words
    assert [("Second" in one.words) for one in heard(world, "farah")] == [True]


async def test_a_closed_account_hears_nothing_and_nobody_is_bothered_with_it(
    world: World,
) -> None:
    await hurting(world)
    ana, ivy = world.people["ana"], world.people["ivy"]
    world.sandbox.deactivate(ivy)
    await passes(world, days=2)

    await updated(world, "Tuesday is missing")

    assert not any("could not be delivered" in one.words for one in ana.sees(ana.dm))


async def test_nothing_is_heard_of_an_incident_on_something_else(world: World) -> None:
    shown = await says(world, "dev", "subscribe stg_web__sessions")
    await hurting(world)

    await updated(world, "Tuesday is missing")

    assert "You follow" in shown.words
    assert heard(world, "dev") == []


async def test_who_commands_and_follows_hears_once_from_another(world: World) -> None:
    await hurting(world)
    ben = world.people["ben"].id
    async with world.bot.db.transaction() as tx:
        now, found = world.sandbox.clock.now(), await tx.incidents.get(1)
        await incidents.take_command(tx, found, by=ben, now=now)
    await types(world, "subscribe", by="ben")
    await types(world, "subscribe mart.orders", by="ben")

    await updated(world, "Tuesday is missing", by="ana")

    assert len(heard(world, "ben")) == 1
