"""What the turns of an incident leave in the record, and to whom they say it, to the detail."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from bot.domain import event as events
from bot.domain.bad_range import BadRange
from bot.domain.event import Event
from bot.domain.incident import Incident
from bot.domain.notice import Claim, Notice, Place, Way
from bot.domain.person import Person
from bot.domain.policy import Role
from bot.domain.promise import LEAD, PromiseState
from bot.domain.severity import Severity
from bot.domain.status import Status
from bot.services import (
    all_clears,
    checklists,
    endings,
    incidents,
    range_steps,
    ranges,
    subscriptions,
    undelivered,
)
from bot.services.all_clears import Stated
from bot.services.ranges import Wanted
from storage import Database, Transaction
from tests.conftest import MovingClock
from tests.services.declared import ANA, BEN, another, declared, queued

IVY = "UIVY"


@pytest.fixture
async def di1(db: Database) -> Incident:
    return await declared(db)


async def facts_of(db: Database, kind: type[Event], incident: int = 1) -> dict[str, Any]:
    """Of its newest entry of this kind."""
    async with db.reading() as tx:
        entries = await tx.timeline.list_all(incident)
    return dict([one for one in entries if one.kind == kind.kind][-1].facts)


async def marked(tx: Transaction, incident: Incident, day: date) -> BadRange:
    """A bad day of mart.orders."""
    (orders,) = await tx.incidents.list_assets(incident.id)
    wanted = Wanted(assets=[orders], first=day, last=day)
    (made,) = await ranges.add(tx, incident, wanted, by=ANA, now=tx.now)
    return made


async def test_the_first_entry_keeps_what_was_known(db: Database) -> None:
    async with db.transaction() as tx:
        made = await another(tx, Severity.SEV3, summary="Twice as high")

    assert (await facts_of(db, events.IncidentDeclared, made.id))["summary"] == "Twice as high"


async def test_the_first_word_is_reminded_of_before_it_is_due(db: Database) -> None:
    async with db.transaction() as tx:
        made = await another(tx, Severity.SEV1)

    first = db.policy.first_word(Severity.SEV1)
    assert first is not None
    assert made.next_update_due == db.now() + first
    assert made.nudge_at == made.next_update_due - min(LEAD, first / 3)


async def test_a_hand_over_says_who_commanded_before(db: Database, di1: Incident) -> None:
    async with db.transaction() as tx:
        await incidents.assign(tx, di1, BEN, Role.COMMANDER, by=ANA, now=tx.now)

    handed = await facts_of(db, events.CommandHandedOver)
    assert (handed["before"], handed["person"]) == (ANA, BEN)


async def test_what_was_promised_of_a_false_alarm_ends_with_it(
    db: Database, di1: Incident, clock: MovingClock
) -> None:
    clock.advance(minutes=3)
    async with db.transaction() as tx:
        await endings.dismiss(tx, di1, reason="a test", by=ANA, now=tx.now)

    async with db.reading() as tx:
        ended = {(one.state, one.ended_at) for one in await tx.promises.list_of(1)}
    assert ended == {(PromiseState.DROPPED, clock())}


async def test_who_heard_of_the_false_alarm_hears_that_it_was_none(
    db: Database, di1: Incident
) -> None:
    """Also when they hear no more of it since then."""
    async with db.transaction() as tx:
        await tx.people.save(Person(id=IVY, name="ivy", real_name="Ivy"))
        await subscriptions.subscribe(tx, di1, by=IVY)
    async with db.transaction() as tx:
        over = await endings.dismiss(tx, di1, reason="a test", by=ANA, now=tx.now)
        await subscriptions.unsubscribe(tx, over, by=IVY)
    async with db.transaction() as tx:
        await endings.reopen(tx, over, reason="it was none", by=ANA, now=tx.now)

    assert f"person:{IVY}" in await queued(db, "not_over")


@pytest.mark.parametrize("reloaded", [False, True])
async def test_the_next_word_after_reopening_is_due_as_its_status_asks(
    db: Database, di1: Incident, reloaded: bool
) -> None:
    """While data is being restored, word is promised less often."""
    async with db.transaction() as tx:
        await marked(tx, di1, date(2026, 2, 1))
        await marked(tx, di1, date(2026, 2, 2))
        if reloaded:
            await range_steps.reload(tx, di1, "mart.orders 2026-02-02", by=ANA, now=tx.now)
        over = replace(await tx.incidents.get(1), status=Status.RESOLVED, safe_at=tx.now)
        await tx.incidents.save(over)
        again = await endings.reopen(tx, over, reason="wrong", by=ANA, now=tx.now)

    status = Status.RESTORING if reloaded else Status.INVESTIGATING
    after = db.policy.cadence(Severity.SEV1, status)
    assert again.status is status
    assert after is not None
    assert again.next_update_due == db.now() + after


async def test_a_worse_severity_opens_a_channel_and_asks_who_has_not_taken_command(
    db: Database, di1: Incident
) -> None:
    async with db.transaction() as tx:
        mild = await another(tx, Severity.SEV3)
        mild = replace(mild, commander=BEN, commander_took=False)
        await tx.incidents.save(mild)
        before = len(await tx.outbox.list_all(mild.id))
    async with db.transaction() as tx:
        bad = await incidents.change_severity(
            tx, mild, Severity.SEV1, by=ANA, reason="the board reads it", now=tx.now
        )
        said_of = (await tx.outbox.list_all(mild.id))[before:]
    async with db.transaction() as tx:
        same = await incidents.change_severity(
            tx, bad, Severity.SEV2, by=ANA, reason="a workaround", now=tx.now
        )
        later = (await tx.outbox.list_all(mild.id))[before + len(said_of) :]

    asked = [one.to for one in said_of if one.kind == "asked_to_command"]
    opened = [one for one in said_of if one.way is Way.OPEN_CHANNEL]
    assert (mild.has_channel, bad.has_channel, same.has_channel) == (False, True, True)
    assert (asked, len(opened)) == ([f"person:{BEN}"], 1)
    assert not {"asked_to_command", "channel"} & {one.kind for one in later}


async def test_days_ticked_for_the_all_clear_are_checked_without_a_message_each(
    db: Database, di1: Incident
) -> None:
    async with db.transaction() as tx:
        bad = await marked(tx, di1, date(2026, 2, 2))
        found = await checklists.checklist(tx, await tx.incidents.get(1))
        ticked = frozenset(one.key for one in found.items)
        stated = Stated(safe_at=tx.now, ticked=ticked, evidence="compared with the ledger")
        await all_clears.give(tx, await tx.incidents.get(1), stated, by=ANA, now=tx.now)

    async with db.reading() as tx:
        assert not (await tx.ranges.get(bad.id)).is_bad
    assert (await facts_of(db, events.RangeChecked))["evidence"] == "compared with the ledger"
    assert await queued(db, events.RangeChecked.kind) == []


async def test_a_pin_that_is_refused_in_other_words_is_told_once_a_day(
    db: Database, di1: Incident, clock: MovingClock
) -> None:
    """And whose sending again was asked for is on the timeline."""

    async def refused(error: str) -> Claim:
        pin = Notice(way=Way.PIN, kind="card", to="C1", slot=f"card:{error}", incident=1)
        async with db.transaction() as tx:
            await tx.places.put(Place(slot=pin.slot, channel="C1", ts="1.0"))
            await tx.outbox.add(pin)
        async with db.transaction() as tx:
            claims = await tx.outbox.claim(lease=timedelta(seconds=10), limit=50)
            claim = next(one for one in claims if one.notice == pin)
            await tx.outbox.dead(claim, error=error)
            await undelivered.tell_somebody(tx, claim, error=error, now=tx.now)
        return claim

    first = await refused("not_pinnable (pins.add)")
    clock.advance(minutes=5)
    await refused("not_pinnable (pins.add, again)")
    await refused("too_many_pins")
    async with db.transaction() as tx:
        await undelivered.send_again(tx, first.id, by=BEN, now=tx.now)

    assert await queued(db, undelivered.SELF) == [f"person:{ANA}"] * 2
    again = await facts_of(db, events.DeliveryRetried)
    assert (again["what"], again["to"], again["others"]) == ("pin", "C1", 0)
