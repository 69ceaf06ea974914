"""Outcomes are written once, by whoever holds the claim; one that cannot be written holds up no other."""

from datetime import timedelta

import pytest

from bot.delivery.outcome import (
    ChannelGone,
    Impossible,
    Limited,
    PersonGone,
    ScopeMissing,
    Sent,
    TryLater,
    Unreachable,
)
from bot.delivery.outcomes import OUR_TRIES, TRIES, Outcome, Outcomes
from bot.delivery.pace import Pacer, unlimited
from bot.delivery.slack import SlackWayOut
from bot.delivery.standing import Standing
from bot.demo.world import World
from bot.domain.event import Loss
from bot.domain.notice import Claim, Notice, NoticeState, Way
from bot.meters import DeliveryMeters
from storage import Transaction
from tests.delivery.test_delivery import declare, quiet
from tests.delivery.test_slack_as_it_is import declared

LEASE = timedelta(seconds=10)
REFUSALS = (
    Impossible("not_today"),
    PersonGone("user_disabled"),
    ChannelGone(Loss.ARCHIVED),
    ScopeMissing("pins.add", scope="pins:write"),
    Limited("chat.postMessage", after=timedelta(seconds=9)),
    TryLater("busy", after=timedelta(seconds=1), certainly_not_sent=True),
)


@pytest.fixture
async def stopped(world: World) -> World:
    """DI-1 is declared and told; the worker claims nothing more, and the clock brings nothing more."""
    world.bot.schedule.stop()
    await declare(world)
    await quiet(world)
    world.bot.worker.stop()
    return world


async def claimed(world: World, *kinds: str) -> list[Claim]:
    """A message for DI-1 of each kind, each in a lane of its own, claimed."""
    async with world.bot.db.transaction() as tx:
        for kind in kinds:
            to = f"person:U{kind.upper()}"
            await tx.outbox.add(Notice(way=Way.POST, kind=kind, to=to, incident=1))
    return await claim(world)


async def claim(world: World) -> list[Claim]:
    async with world.bot.db.transaction() as tx:
        return await tx.outbox.claim(lease=LEASE, limit=10)


def outcomes_of(world: World) -> Outcomes:
    return Outcomes(world.bot.worker.out, world.sandbox.clock.now, DeliveryMeters())


async def written(world: World, outcomes: Outcomes) -> list[tuple[Outcome, Sent]]:
    async with outcomes.written(world.bot.db) as tx:
        kept = await tx.pace.load()
        pacer = Pacer(kept, rates=unlimited, policy=tx.policy, now=tx.now)
        return await outcomes.write(tx, pacer)


async def state(world: World, notice: int) -> NoticeState:
    async with world.bot.db.reading() as tx:
        found, _, _ = await tx.outbox.where_it_is(notice)
    return found


@pytest.mark.parametrize("why", REFUSALS, ids=lambda one: type(one).__name__)
async def test_whoever_lost_the_claim_writes_nothing_of_it(stopped: World, why: Exception) -> None:
    (lost,) = await claimed(stopped, "note")
    stopped.sandbox.clock.advance(LEASE * 2)
    (ours,) = await claim(stopped)
    outcomes = outcomes_of(stopped)
    async with stopped.bot.db.reading() as tx:
        before = len(await tx.timeline.list_all(1)), await tx.outbox.count()

    outcomes.add(outcomes.of_failure(lost, why, standing=Standing()))
    assert await written(stopped, outcomes) == []

    assert ours.id == lost.id
    assert await state(stopped, lost.id) is NoticeState.SENDING
    async with stopped.bot.db.reading() as tx:
        assert (len(await tx.timeline.list_all(1)), await tx.outbox.count()) == before


async def test_what_went_out_under_a_lost_claim_is_handed_back(stopped: World) -> None:
    (lost,) = await claimed(stopped, "note")
    stopped.sandbox.clock.advance(LEASE * 2)
    await claim(stopped)
    outcomes, sent = outcomes_of(stopped), Sent(channel="C1", ts="1.0")

    outcomes.add(outcomes.of_success(lost, sent, standing=Standing()))

    assert [one for _, one in await written(stopped, outcomes)] == [sent]


async def test_what_was_held_up_until_its_lease_is_nearly_over_is_not_begun(stopped: World) -> None:
    pin = Notice(way=Way.PIN, kind="card", to="channel:1", slot="card:1", incident=1)
    async with stopped.bot.db.transaction() as tx:
        await tx.outbox.add(pin)
    (late,) = await claim(stopped)
    stopped.sandbox.clock.advance(LEASE)
    stopped.sandbox.calls.clear()

    await stopped.bot.worker._attempt(late)
    await written(stopped, stopped.bot.worker.outcomes)

    assert stopped.sandbox.calls == []
    assert await state(stopped, late.id) is NoticeState.WAITING
    assert [one.id for one in await claim(stopped)] == [late.id]


AWAY = Unreachable("502", after=timedelta(seconds=1), certainly_not_sent=True)


async def test_while_slack_answers_nobody_no_attempt_speaks_against_a_notice(
    stopped: World,
) -> None:
    (waits,) = await claimed(stopped, "note")
    outcomes = outcomes_of(stopped)

    for _ in range(TRIES + 2):
        outcomes.add(outcomes.of_failure(waits, AWAY, standing=Standing()))
        await written(stopped, outcomes)
        stopped.sandbox.clock.advance(timedelta(minutes=1))
        (waits,) = await claim(stopped)

    assert waits.attempts == 2  # of the first nobody could know yet


async def test_what_alone_is_not_answered_is_given_up(stopped: World) -> None:
    waits, other = await claimed(stopped, "note", "other")
    outcomes, standing = outcomes_of(stopped), Standing()

    for tries in range(TRIES):
        assert waits.attempts == tries + 1
        outcomes.of_success(other, Sent(), standing=standing)
        outcomes.add(outcomes.of_failure(waits, AWAY, standing=standing))
        await written(stopped, outcomes)
        stopped.sandbox.clock.advance(timedelta(minutes=1))
        waits = next((one for one in await claim(stopped) if one.id == waits.id), waits)

    assert await state(stopped, waits.id) is NoticeState.DEAD


async def all_written(world: World, outcomes: Outcomes) -> None:
    """One of them cannot be: that fails together with the others, and then alone."""
    for _ in range(2):
        with pytest.raises(LookupError):
            await written(world, outcomes)
    while outcomes:
        await written(world, outcomes)


async def fails(tx: Transaction) -> None:
    """What follows from a delivery cannot be written down: a mistake of our own."""
    raise LookupError("our own mistake")


async def test_what_cannot_be_written_is_tried_again_then_given_up_and_holds_up_no_other(
    stopped: World,
) -> None:
    poisoned, sound = await claimed(stopped, "poisoned", "sound")
    outcomes, standing = outcomes_of(stopped), Standing()
    for attempt in range(1, OUR_TRIES + 1):
        assert poisoned.attempts == attempt
        outcomes.add(outcomes.of_success(poisoned, Sent(keep=fails), standing=standing))
        if attempt == 1:
            outcomes.add(outcomes.of_success(sound, Sent(channel="C1"), standing=standing))
        await all_written(stopped, outcomes)
        assert await state(stopped, sound.id) is NoticeState.SENT
        stopped.sandbox.clock.advance(timedelta(minutes=1))
        if attempt < OUR_TRIES:
            poisoned = next(one for one in await claim(stopped) if one.id == poisoned.id)

    assert await state(stopped, poisoned.id) is NoticeState.DEAD
    async with stopped.bot.db.reading() as tx:
        (dead,) = await tx.undelivered.list(incident=1)
    assert dead.error == "LookupError"


async def test_our_own_mistake_is_tried_three_times_and_told(world: World) -> None:
    await declared(world)
    async with world.bot.db.transaction() as tx:
        ana = f"person:{world.people['ana'].id}"
        await tx.outbox.add(Notice(way=Way.POST, kind="not a kind", to=ana, incident=1))

    await quiet(world)

    async with world.bot.db.reading() as tx:
        (dead,) = await tx.undelivered.list(incident=1)
    assert dead.notice.kind == "not a kind"
    ben = world.people["ben"]
    assert any("could not be delivered" in one.text for one in ben.sees(ben.dm))


class Mute(SlackWayOut):
    """A mistake of our own in what tells people that something was given up."""

    async def gave_up(self, tx: Transaction, claim: Claim, *, error: str) -> None:
        raise LookupError("our own mistake")


async def test_what_nobody_can_be_told_of_is_dead_all_the_same_and_holds_up_no_other(
    stopped: World,
) -> None:
    lost, sound = await claimed(stopped, "lost", "sound")
    mute = Mute(stopped.bot.db, stopped.bot.client, stopped.sandbox.clock.now, fresh_token=str)
    outcomes = Outcomes(mute, stopped.sandbox.clock.now, DeliveryMeters())
    outcomes.add(outcomes.of_failure(lost, Impossible("not_today"), standing=Standing()))
    outcomes.add(outcomes.of_success(sound, Sent(channel="C1"), standing=Standing()))

    await all_written(stopped, outcomes)

    assert await state(stopped, lost.id) is NoticeState.DEAD
    assert await state(stopped, sound.id) is NoticeState.SENT


async def test_slacks_own_mistakes_are_borne_a_dozen_times(world: World) -> None:
    fault = world.sandbox.faults.add("pins.add", kind="error", error="fatal_error", times=None)

    await declare(world)
    await quiet(world)
    await quiet(world)

    assert fault.seen == TRIES
    async with world.bot.db.reading() as tx:
        assert [one.error for one in await tx.undelivered.list(incident=1)] == ["fatal_error"]
