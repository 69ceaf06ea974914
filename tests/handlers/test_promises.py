"""The next word: promised with each update, reminded of, moved, kept or missed."""

import pytest

from bot.demo.world import World
from bot.domain.promise import PromiseKind, PromiseState
from bot.domain.severity import Severity
from tests.handlers.telling import (
    announced,
    heard,
    hurting,
    incident,
    kinds,
    passes,
    promises,
    speaks,
    thread,
    types,
    updated,
)


async def test_an_update_keeps_its_promise_and_makes_the_next(world: World) -> None:
    await hurting(world)
    await passes(world, minutes=10)

    await updated(world, "We are on it")

    first, second = await promises(world)
    now = await incident(world)
    assert first.state is PromiseState.KEPT
    assert second.state is PromiseState.OPEN
    assert now.next_update_due == second.due
    assert now.first_update_at is not None
    assert (second.due - world.sandbox.clock.now()).total_seconds() == pytest.approx(1800, abs=90)


async def test_after_mitigated_the_slower_cadence_is_promised(world: World) -> None:
    await hurting(world)
    ana = world.people["ana"]
    await types(world, "update")
    await ana.fills("status", "mitigated")
    await world.settled()

    await ana.submits()
    await ana.submits()
    await world.settled()

    due = (await incident(world)).next_update_due
    assert due is not None
    assert (due - world.sandbox.clock.now()).total_seconds() == pytest.approx(7200, abs=90)


async def test_at_sev3_no_word_is_promised_unless_one_is_given(world: World) -> None:
    await hurting(world, severity=Severity.SEV3)

    await updated(world, "One table is late")

    assert (await incident(world)).next_update_due is None
    assert "when something changes" in heard(world, "farah")[0].words
    assert await promises(world) == []


async def test_raised_to_sev1_the_word_is_promised_sooner_and_lowered_it_stays(
    world: World,
) -> None:
    await hurting(world, severity=Severity.SEV3)

    await types(world, "severity sev1 the board reads it")
    raised = (await incident(world)).next_update_due
    await types(world, "severity sev3 only one team")

    assert raised is not None
    assert (raised - world.sandbox.clock.now()).total_seconds() == pytest.approx(900, abs=90)
    assert (await incident(world)).next_update_due == raised


async def test_nothing_new_in_one_click_says_the_last_words_again(world: World) -> None:
    await hurting(world)
    await updated(world, "The loader is being restarted")
    await passes(world, minutes=26)
    ana = world.people["ana"]
    reminder = ana.sees(ana.dm)[-1]

    await ana.presses(reminder, "Nothing new")
    await world.settled()

    told = heard(world, "farah")[-1].words
    assert "Nothing new yet" in told
    assert "The loader is being restarted" in told
    assert "The loader is being restarted" in announced(world).words
    assert [one.state for one in await promises(world)][-2:] == [
        PromiseState.KEPT,
        PromiseState.OPEN,
    ]


async def test_commander_and_communications_lead_are_reminded_privately_once(
    world: World,
) -> None:
    await hurting(world)
    await speaks(world, "ben")

    await passes(world, minutes=11)
    await passes(world, minutes=1)

    for name in ("ana", "ben"):
        person = world.people[name]
        told = [one for one in person.sees(person.dm) if "next word is due" in one.words]
        assert len(told) == 1
        assert {"Write it", "Nothing new", "Later…"} <= set(told[0].buttons)
    assert "3 people wait for it" in told[0].words
    assert (await kinds(world)).count("update_nudged") == 1


async def test_a_missed_promise_is_recorded_once_and_shown(world: World) -> None:
    await hurting(world)

    await passes(world, minutes=20)
    await passes(world, minutes=20)

    assert (await kinds(world)).count("promise_missed") == 1
    assert "is late" in announced(world).words
    ana = world.people["ana"]
    assert sum("has not come" in one.words for one in ana.sees(ana.dm)) == 1

    await updated(world, "Sorry for the silence")

    assert (await kinds(world)).count("promise_missed") == 1
    assert "is late" not in announced(world).words


async def test_a_word_within_the_grace_is_in_time(world: World) -> None:
    await hurting(world)
    await passes(world, minutes=16)

    await updated(world, "Just in time")

    assert (await promises(world))[0].state is PromiseState.KEPT
    assert "promise_missed" not in await kinds(world)


async def test_later_asks_why_and_moves_the_promise(world: World) -> None:
    await hurting(world)
    await passes(world, minutes=11)
    ana = world.people["ana"]
    reminder = ana.sees(ana.dm)[-1]
    before = (await incident(world)).next_update_due

    await ana.presses(reminder, "Later…")
    await world.settled()
    empty = await ana.submits(reason="  ")
    await ana.submits(reason="The vendor answers at noon")
    await world.settled()

    now = await incident(world)
    assert "reason" in empty.errors
    assert before is not None
    assert now.next_update_due is not None
    assert now.next_update_due > before
    assert (await promises(world))[0].state is PromiseState.MOVED
    assert (await promises(world))[0].reason == "The vendor answers at noon"
    assert "The vendor answers at noon" in thread(world)[-1].words
    assert "promise_missed" not in await kinds(world)


async def test_a_time_and_a_reason_typed_move_the_word_at_once(world: World) -> None:
    await hurting(world)

    answer = await types(world, "next 45m the vendor is asleep")

    due = (await incident(world)).next_update_due
    assert "promised by" in answer.text
    assert due is not None
    assert (due - world.sandbox.clock.now()).total_seconds() == pytest.approx(2700, abs=90)


async def test_an_eta_typed_fills_the_form_and_is_told_with_how_sure_it_is(world: World) -> None:
    await hurting(world)
    ana = world.people["ana"]

    await types(world, "eta 2h")
    await ana.submits(sure="rough")
    await ana.submits()
    await world.settled()

    told = heard(world, "farah")[0].words
    assert "Safe to use again:" in told
    assert "a first guess" in told
    assert [one.state for one in await promises(world, PromiseKind.ETA)] == [PromiseState.OPEN]
    assert (await incident(world)).eta is not None


async def test_an_eta_that_moves_says_what_was_said_before_and_one_that_passes_is_missed(
    world: World,
) -> None:
    await hurting(world)
    await types(world, "eta 1h")
    await world.people["ana"].submits()
    await world.people["ana"].submits()
    await types(world, "eta 2h")
    await world.people["ana"].submits()
    await world.people["ana"].submits()
    await world.settled()

    assert "before, we said" in heard(world, "farah")[-1].words

    await passes(world, hours=3)

    states = [one.state for one in await promises(world, PromiseKind.ETA)]
    assert states == [PromiseState.MOVED, PromiseState.MISSED]
    ana = world.people["ana"]
    assert any("would be safe to use by" in one.words for one in ana.sees(ana.dm))
    assert "Not safe to use yet; it was expected by" in announced(world).words
