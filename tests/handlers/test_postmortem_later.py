"""A postmortem found months later, waived, reminded of, and who may do what with it."""

from datetime import timedelta

import pytest

from bot.demo.world import World
from bot.domain.recurrence import Link
from tests.handlers.incidents import incident_channel, said
from tests.handlers.postmortem import answered, resolved, texts, types
from tests.services.scripted import all_clear


@pytest.mark.parametrize("words", ["DI-1", "renamed columns", "MISSING column", "revenue"])
async def test_months_later_it_is_found_from_anywhere(world: World, words: str) -> None:
    await resolved(world)
    await answered(world)
    await types(world, "DI-1 postmortem publish")

    shown = await types(world, f"postmortem {words}", by="gus", channel="general")

    assert "Revenue is missing" in shown
    assert "published" in shown


async def test_it_is_found_by_the_name_of_an_asset_and_read_by_anybody(world: World) -> None:
    await resolved(world)
    async with world.bot.db.transaction() as tx:
        orders = await tx.assets.find("mart.orders")
        assert orders is not None
        await tx.incidents.link(1, [orders.id])
    await answered(world)
    await types(world, "DI-1 postmortem publish")
    gus = world.people["gus"]

    await gus.types("/data-incident postmortem mart.orders", channel=gus.dm)
    await gus.types("/data-incident DI-1 postmortem read", channel=gus.dm)
    await world.settled()

    assert "Nobody hears of renamed columns" in str(gus.form.blocks)


async def test_what_is_not_there_is_said_so(world: World) -> None:
    assert "No postmortem has" in await types(world, "postmortem unicorns <!channel>")


async def test_it_is_waived_with_a_reason_and_taken_up_again(world: World) -> None:
    ana = await resolved(world)

    await types(world, "DI-1 postmortem waive")
    assert (await ana.submits(reason="It was a rehearsal")).ok
    await world.settled()
    waived = await types(world, "DI-1 postmortem")
    again = await types(world, "DI-1 postmortem draft")

    assert "waived (It was a rehearsal)" in waived
    assert "a draft from the record" in again
    assert "No postmortem for DI-1" in texts(incident_channel(world))


async def test_its_commander_is_reminded_once_when_it_is_due(world: World) -> None:
    ana = await resolved(world)

    for _ in range(2):
        world.sandbox.clock.advance(timedelta(days=3, minutes=1))
        await world.bot.schedule.tick()
        await world.settled()

    reminders = [one for one in ana.sees(ana.dm) if "postmortem is due" in one.text]
    assert len(reminders) == 1
    assert "questions are open" in said(reminders[0])


async def test_a_published_one_is_not_reminded_of(world: World) -> None:
    ana = await resolved(world)
    await answered(world)
    await types(world, "DI-1 postmortem publish")

    world.sandbox.clock.advance(timedelta(days=4))
    await world.bot.schedule.tick()
    await world.settled()

    assert "postmortem is due" not in texts(ana.dm)


async def test_a_sev3_has_a_short_one_on_request_only(world: World) -> None:
    await resolved(world, "sev3 Orders look odd")
    async with world.bot.db.reading() as tx:
        assert await tx.postmortems.find(1) is None

    shown = await types(world, "DI-1 postmortem")

    assert "Short postmortem: a draft from the record" in shown
    assert "due" not in shown


async def test_an_open_incident_has_none_yet(world: World) -> None:
    ana = world.people["ana"]
    await ana.types("/data-incident sev1 Revenue is missing", channel=world.channels["general"])
    await world.settled()

    assert "is still open" in await types(world, "DI-1 postmortem")


async def test_somebody_who_did_not_work_on_it_reads_but_does_not_change_it(world: World) -> None:
    await resolved(world)

    shown = await types(world, "DI-1 postmortem", by="gus", channel="general")
    refused = await types(world, "DI-1 postmortem answer", by="gus", channel="general")

    assert "a draft from the record" in shown
    assert "Only people working on DI-1 can do that" in refused
    assert "Take command" not in refused


async def test_a_sev3_that_came_again_has_a_short_one_by_itself(world: World) -> None:
    ana, team = world.people["ana"], world.channels["data-team"]
    await resolved(world, "sev3 Orders look odd")
    await ana.types("/data-incident sev3 Orders look odd again", channel=team)
    await world.settled()
    async with world.bot.db.transaction() as tx:
        link = Link(incident=2, earlier=1, days=30, because="the same check")
        await tx.recurrences.add_if_absent(link)

    await all_clear(world.bot.db, 2, world.bot.now(), by=ana.id)
    await world.settled()

    shown = await types(world, "DI-2 postmortem")
    assert "Short postmortem: a draft from the record, due" in shown
    await types(world, "DI-2 postmortem preview")
    assert "DI-1 “Orders look odd”" in str(ana.form.blocks)
    assert "Timeline" not in str(ana.form.blocks)
