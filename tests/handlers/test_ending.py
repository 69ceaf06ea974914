"""Reopening, dismissing and closing, as people do it and as the right people hear of it."""

from datetime import timedelta

import pytest

from bot.demo.world import World
from bot.sandbox.model import Message
from tests.handlers.repairs import (
    ORDERS,
    card,
    channel_of,
    declared,
    last,
    link,
    shown,
    types,
    words,
)

REVENUE = "Executive revenue"


async def resolved(world: World, line: str = "sev1 Revenue is missing") -> None:
    """Everything is safe again; Farah, whose dashboard it is, was told."""
    await declared(world, line)
    await link(world, "mart.orders")
    await types(world, "safe")
    await world.people["ana"].submits(reason="All totals match")
    await world.settled()


async def test_reopening_tells_whoever_read_safe_and_promises_the_next_word(world: World) -> None:
    await resolved(world)
    farah = world.people["farah"]

    answer = await types(world, "reopen Monday is empty <!channel>")

    assert "DI-1 is open again (investigating)" in words(answer)
    told = farah.sees(farah.dm)[-1].words
    assert f"Please stop using it again: {REVENUE} and Board pack" in told
    assert "that it was safe. It is not: Monday is empty &lt;!channel&gt;" in told
    assert "Next word:* by" in told
    assert "It is not: Monday is empty" in shown(thread(world))
    async with world.bot.db.reading() as tx:
        incident = await tx.incidents.get(1)
        assert incident.status == "investigating"
        assert incident.safe_at is None
        assert incident.resolved_at is not None
        assert incident.next_update_due is not None
        assert incident.nudge_at is not None
        assert len(await tx.ranges.list_all_clears(1)) == 1


async def test_somebody_who_left_hears_that_safe_was_wrong(world: World) -> None:
    await resolved(world)
    farah = world.people["farah"]
    await farah.presses(farah.sees(farah.dm)[-1], "Stop these")
    await world.settled()

    await types(world, "reopen Monday is empty")

    told = farah.sees(farah.dm)[-1].words
    assert "Please stop using it again" in told
    assert "you were told of it before" in told


async def test_with_days_still_bad_it_goes_back_to_restoring(world: World) -> None:
    await declared(world)
    await types(world, f"range add {ORDERS}")
    await types(world, "range reloaded all")
    await types(world, "safe")
    await world.people["ana"].submits(reason="Only one region is left")
    await world.settled()

    await types(world, "reopen It is more than one region")

    assert "restoring" in card(world).words


async def test_where_nobody_took_command_somebody_is_asked_again(world: World) -> None:
    ben, general = world.people["ben"], world.channels["general"]
    await ben.types("/data-incident sev1 Revenue is missing", channel=general)
    await types(world, "dismiss It was a filter", by="ben")

    await types(world, "reopen It was no filter", by="ben")

    async with world.bot.db.reading() as tx:
        incident = await tx.incidents.get(1)
        assert not incident.commander_took
        assert incident.escalate_at is not None


async def test_without_a_reason_the_form_asks(world: World) -> None:
    await resolved(world)
    ana = world.people["ana"]

    await types(world, "reopen")
    refused = await ana.submits(reason="   ")
    await ana.submits(reason="Monday is empty")
    await world.settled()

    assert not refused.ok or refused.errors
    assert "DI-1 is open again" in shown(ana.sees(channel_of(world)))


async def test_an_open_incident_is_not_reopened(world: World) -> None:
    await declared(world)

    answer = await types(world, "reopen because")

    assert "is open (investigating) already" in words(answer)


async def test_dismissing_takes_it_back_from_the_same_people(world: World) -> None:
    await declared(world)
    await types(world, f"range add {ORDERS}")
    farah = world.people["farah"]

    answer = await types(world, "dismiss The filter was set to last year")

    assert "DI-1 is dismissed" in words(answer)
    told = farah.sees(farah.dm)[-1].words
    assert "No problem found: Revenue is missing" in told
    assert f"You can use {REVENUE} and Board pack as usual" in told
    assert "The filter was set to last year" in told
    async with world.bot.db.reading() as tx:
        incident = await tx.incidents.get(1)
        assert incident.status == "dismissed"
        assert incident.next_update_due is incident.nudge_at is incident.escalate_at is None
        assert {one.state for one in await tx.promises.list_of(1)} == {"dropped"}
        assert {one.state for one in await tx.ranges.list_of(1)} == {"withdrawn"}
    announced = shown(farah.sees(world.channels["data-incidents"]))
    assert "No problem found" in announced


async def test_a_dismissed_one_that_is_reopened_is_told_as_a_problem(world: World) -> None:
    await declared(world)
    await link(world, "mart.orders")
    await types(world, "dismiss It was a filter")
    farah = world.people["farah"]

    await types(world, "reopen It was no filter")

    assert "There is one: It was no filter" in farah.sees(farah.dm)[-1].words


async def test_closing_a_sev1_says_what_is_missing_and_a_reason_waives_it(world: World) -> None:
    await resolved(world)
    ana = world.people["ana"]

    missing = await types(world, "close")
    await ana.presses(last(world), "Close without…")
    await ana.submits(reason="A known outage of the provider")
    await world.settled()

    assert "a SEV1 needs its postmortem first, and it is a draft" in words(missing)
    home = shown(ana.sees(channel_of(world)))
    assert "No postmortem for DI-1" in home
    assert "A known outage of the provider" in home
    assert "DI-1 is closed" in home
    async with world.bot.db.reading() as tx:
        incident = await tx.incidents.get(1)
        assert incident.status == "closed"
        assert incident.closed_at is not None


async def test_an_open_incident_is_not_closed(world: World) -> None:
    await declared(world)

    answer = await types(world, "close I am done")

    assert "give the all-clear first" in words(answer)


async def test_bad_days_forbid_closing(world: World) -> None:
    await declared(world, "sev3 Orders are late")
    await types(world, f"range add {ORDERS}")
    await types(world, "safe")
    await world.people["ana"].submits(reason="Nobody uses those days")
    await world.settled()

    answer = await types(world, "close done")
    await types(world, "range checked all reloaded from the source")
    again = await types(world, "close done")

    assert "still has bad ranges: mart.orders 2026-02-01..2026-02-03" in words(answer)
    assert "DI-1 is closed" in words(again)


async def test_a_sev3_closes_by_itself_after_five_working_days(world: World) -> None:
    await resolved(world, "sev3 Orders are late")
    clock = world.sandbox.clock

    clock.advance(timedelta(days=4, hours=23))
    await world.bot.schedule.tick()
    async with world.bot.db.reading() as tx:
        before = (await tx.incidents.get(1)).status
    clock.advance(timedelta(days=3))
    await world.bot.schedule.tick()
    await world.bot.schedule.tick()
    await world.settled()

    assert before == "resolved"
    async with world.bot.db.reading() as tx:
        assert (await tx.incidents.get(1)).status == "closed"
        closed = await tx.timeline.list_all(1, kinds=("incident_closed",))
    assert len(closed) == 1
    assert "By itself" in shown(thread(world))


async def test_with_bad_days_left_it_waits_and_the_commander_hears_why(world: World) -> None:
    await declared(world, "sev3 Orders are late")
    await types(world, f"range add {ORDERS}")
    await types(world, "safe")
    ana = world.people["ana"]
    await ana.submits(reason="Nobody uses those days")
    await world.settled()

    world.sandbox.clock.advance(timedelta(days=8))
    await world.bot.schedule.tick()
    await world.bot.schedule.tick()
    await world.settled()

    told = [one.words for one in ana.sees(ana.dm) if "not closed" in one.words]
    assert len(told) == 1
    assert "mart.orders 2026-02-01..2026-02-03" in told[0]


async def test_a_sev1_never_closes_by_itself(world: World) -> None:
    await resolved(world)

    world.sandbox.clock.advance(timedelta(days=30))
    await world.bot.schedule.tick()
    await world.settled()

    async with world.bot.db.reading() as tx:
        assert (await tx.incidents.get(1)).status == "resolved"


async def test_a_drill_stays_marked_to_its_end_and_nobody_outside_hears(world: World) -> None:
    await resolved(world, "declare drill sev1 Revenue is missing")
    await types(world, "reopen Once more <!channel>")
    await types(world, "dismiss That was the exercise")

    assert world.people["farah"].sees(world.people["farah"].dm) == []
    seen = [*world.people["ana"].sees(channel_of(world)), *thread(world)]
    ours = [one for one in seen if one.blocks and one.ephemeral_to is None]
    assert len(ours) > 4
    assert [one.words for one in ours if "Drill" not in one.words] == []


@pytest.mark.parametrize("verb", ["reopen because", "dismiss because", "close because", "safe"])
async def test_somebody_from_outside_is_told_who_could(world: World, verb: str) -> None:
    await (declared(world) if verb in {"dismiss because", "safe"} else resolved(world))

    answer = await types(world, verb, by="farah")

    assert "Only people working on DI-1" in words(answer)


def thread(world: World) -> list[Message]:
    """The status thread: the announcement and all below it."""
    channel = world.channels["data-incidents"]
    farah = world.people["farah"]
    first = next(one for one in farah.sees(channel) if one.blocks)
    return farah.sees(channel, first.ts)


@pytest.mark.parametrize(("verb", "reason"), [("dismiss", "a filter"), ("close without", "known")])
async def test_the_form_that_asks_why_takes_the_answer(
    world: World, verb: str, reason: str
) -> None:
    await (declared(world) if verb == "dismiss" else resolved(world))
    ana = world.people["ana"]

    await types(world, verb)
    empty = await ana.submits(reason="   ")
    assert empty.errors
    await ana.submits(reason=reason)
    await world.settled()

    async with world.bot.db.reading() as tx:
        incident = await tx.incidents.get(1)
    assert incident.status == ("dismissed" if verb == "dismiss" else "closed")
