"""Somebody is in charge: who is asked to take command, step by step, until somebody does."""

from datetime import timedelta

import pytest

from bot.demo.world import World
from bot.domain.incident import Incident
from bot.sandbox.model import Message
from tests.handlers.incidents import announced, entries, incident_channel, last_for, said
from tests.handlers.telling import hurting


async def kept(world: World) -> Incident:
    async with world.bot.db.reading() as tx:
        return await tx.incidents.get(1)


async def declared_on_orders(world: World) -> None:
    """SEV1 on mart.orders: Ana is on call for finance, then Ben, then Chloe, who manages."""
    farah = world.people["farah"]
    await farah.types("/data-incident declare", channel=world.channels["general"])
    offered = await farah.suggests("assets", "mart.orders")
    await farah.fills("assets", offered[:1])
    await farah.submits(title="My revenue is wrong")
    await world.settled()


async def passes(world: World, *, minutes: float) -> None:
    world.sandbox.clock.advance(timedelta(minutes=minutes))
    await world.bot.schedule.tick()
    await world.settled()


def asked(world: World, name: str) -> list[Message]:
    """The questions to somebody in their direct messages."""
    person = world.people[name]
    return [one for one in person.sees(person.dm) if "Take command" in one.buttons]


async def test_the_first_second_has_a_commander_on_call_for_the_domain(world: World) -> None:
    await declared_on_orders(world)

    incident = await kept(world)
    assert (incident.commander, incident.commander_took) == (world.people["ana"].id, False)
    assert len(asked(world, "ana")) == 1
    assert "you are on call for Finance" in said(asked(world, "ana")[0])
    assert asked(world, "ben") == []


async def test_up_the_ladder_each_has_five_minutes_and_then_it_stops(world: World) -> None:
    await declared_on_orders(world)
    ana, ben, chloe = (world.people[name] for name in ("ana", "ben", "chloe"))

    await passes(world, minutes=4)
    assert asked(world, "ben") == []
    await passes(world, minutes=1)
    assert "nobody before you has answered" in said(asked(world, "ben")[0])
    assert (await kept(world)).commander == ben.id
    assert ben.id in incident_channel(world).members
    await passes(world, minutes=5)
    assert "the on-call manager" in said(asked(world, "chloe")[0])
    await passes(world, minutes=5)
    await passes(world, minutes=60)

    assert [len(asked(world, name)) for name in ("ana", "ben", "chloe")] == [1, 1, 1]
    steps = [
        (one.facts["person"], one.facts["step"]) for one in await entries(world, "commander_asked")
    ]
    assert steps == [(ana.id, 0), (ben.id, 1), (chloe.id, 2)]
    assert len(await entries(world, "nobody_took_command")) == 1
    note = next(
        one for one in ana.sees(incident_channel(world)) if "Nobody has taken command" in one.text
    )
    assert "nobody else will be asked" in said(note)
    assert f"<@{chloe.id}> is in charge" in said(note)
    assert "Take command" in note.buttons
    assert (await kept(world)).escalate_at is None


@pytest.mark.parametrize("name", ["ana", "ben", "dev"])
async def test_taking_command_stops_it_whoever_does(world: World, name: str) -> None:
    await declared_on_orders(world)
    await passes(world, minutes=5)

    await world.people[name].types("/data-incident DI-1 take", channel=world.channels["general"])
    await passes(world, minutes=30)

    assert (await kept(world)).commander == world.people[name].id
    assert asked(world, "chloe") == []
    assert len(await entries(world, "commander_asked")) == 2


async def test_the_button_of_the_question_takes_command(world: World) -> None:
    await declared_on_orders(world)
    ana = world.people["ana"]

    await ana.presses(asked(world, "ana")[0], "Take command")
    await world.settled()

    assert (await kept(world)).commander_took
    assert "You command DI-1" in last_for(ana, ana.dm).text


async def test_it_goes_on_after_a_restart_and_each_step_is_done_once(world: World) -> None:
    await declared_on_orders(world)

    world.sandbox.clock.advance(timedelta(hours=1))
    await world.restart_bot()
    await world.bot.schedule.tick()
    await world.bot.schedule.tick()
    await world.settled()

    assert [len(asked(world, name)) for name in ("ana", "ben", "chloe")] == [1, 1, 0]
    await passes(world, minutes=5)
    assert len(asked(world, "chloe")) == 1


async def test_below_sev2_nobody_is_asked_directly_and_the_thread_says_it_once(
    world: World,
) -> None:
    message = await announced(world)
    ana, ben = world.people["ana"], world.people["ben"]
    room = world.channels["data-incidents"]

    await passes(world, minutes=5)
    await passes(world, minutes=60)

    assert [asked(world, name) for name in ("ana", "ben", "chloe")] == [[], [], []]
    thread = [one for one in ana.sees(room, message.ts) if "Nobody has taken command" in one.text]
    assert len(thread) == 1
    assert f"<@{ben.id}> is in charge until" in said(thread[0])
    assert (await kept(world)).commander == ben.id


async def test_what_is_over_is_not_asked_about(world: World) -> None:
    await hurting(world)
    async with world.bot.db.reading() as tx:
        due = await tx.incidents.list_due("escalate_at", world.sandbox.clock.now())

    await passes(world, minutes=60)

    assert due == []
    assert await entries(world, "nobody_took_command") == []
