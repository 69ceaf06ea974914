"""How an incident ends, by its seldom turns: the all-clear, reopened, closed by hand and by itself."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain import event as events
from bot.domain.alert import Alert, AlertState
from bot.domain.asset import FailureMode
from bot.domain.errors import InvalidInput, NothingToChange
from bot.domain.incident import Incident
from bot.domain.policy import Role
from bot.domain.postmortem import Postmortem, PostmortemState
from bot.domain.severity import Severity
from bot.domain.status import Status
from bot.services import all_clears, checklists, endings
from bot.services.all_clears import Stated
from storage import Database, Transaction
from tests.conftest import MovingClock
from tests.services.declared import ANA, BEN, another, declared, kept, kinds, queued, saved


@pytest.fixture
async def di1(db: Database) -> Incident:
    return await declared(db)


async def failing(tx: Transaction, asset: int, state: AlertState, key: str) -> None:
    claim = Alert(
        id=0,
        source="dbt",
        key=key,
        run="r",
        asset=asset,
        check=key,
        failure_mode=FailureMode.FRESHNESS,
        state=state,
        title="It is late",
        detail="",
        started_at=tx.now,
        incident=1,
    )
    await tx.alerts.add_if_new_key(claim)


async def test_what_is_safe_already_is_not_said_to_be_safe_again(
    db: Database, di1: Incident
) -> None:
    async with db.transaction() as tx:
        stated = Stated(safe_at=tx.now, scope=[99], evidence="we looked")
        with pytest.raises(NothingToChange, match="safe already"):
            await all_clears.give(tx, di1, stated, by=ANA, now=tx.now)


async def test_nothing_is_safe_without_evidence_or_a_reason(db: Database, di1: Incident) -> None:
    async with db.transaction() as tx:
        found = await checklists.checklist(tx, di1)
        nothing = Stated(safe_at=tx.now)
        with pytest.raises(InvalidInput):
            await all_clears.give(tx, di1, nothing, by=ANA, now=tx.now)

    assert found.items


async def test_what_nothing_is_asked_of_needs_evidence_in_words(
    db: Database, di1: Incident
) -> None:
    async with db.transaction() as tx:
        costs = (await tx.assets.ids_by_key())["costs"]
        await tx.incidents.link(1, [costs])
        silent = Stated(safe_at=tx.now, scope=[costs])
        with pytest.raises(InvalidInput, match="Say how you know"):
            await all_clears.give(tx, di1, silent, by=ANA, now=tx.now)


async def test_the_checklist_asks_what_the_failure_mode_asks_and_of_alerts_what_counts(
    db: Database, di1: Incident
) -> None:
    late = await saved(db, replace(di1, failure_mode=FailureMode.FRESHNESS))
    async with db.transaction() as tx:
        orders = (await tx.assets.ids_by_key())["orders"]
        await failing(tx, orders, AlertState.FIRING, "fresh")
        await failing(tx, orders, AlertState.DISMISSED, "noise")
        found = await checklists.checklist(tx, late)
        nothing = replace(late, failure_mode=None)
        without = await checklists.checklist(tx, nothing)

    words = [one.words for one in found.items]
    assert "New data arrives on time again" in words
    assert "fresh passes again" in words
    assert "noise passes again" not in words
    assert "New data arrives on time again" not in [one.words for one in without.items]


async def test_an_incident_about_nothing_is_checked_by_having_looked(
    db: Database, di1: Incident
) -> None:
    async with db.transaction() as tx:
        other = await another(tx, Severity.SEV3)
        found = await checklists.checklist(tx, other)

    assert len(found.items) == 1


# the end


async def resolved(db: Database, di1: Incident, **changes: object) -> Incident:
    over = replace(di1, status=Status.RESOLVED, resolved_at=db.now(), safe_at=db.now())
    return await saved(db, replace(over, **changes))  # type: ignore[arg-type]


@pytest.mark.parametrize("by", [ANA, BEN])
async def test_whoever_commands_hears_that_it_is_not_over_unless_they_said_so(
    db: Database, di1: Incident, by: str
) -> None:
    over = await resolved(db, di1)
    async with db.transaction() as tx:
        await tx.incidents.add_responder(1, BEN, Role.RESPONDER)
        await endings.reopen(tx, over, reason="wrong again", by=by, now=tx.now)

    told = await queued(db, events.IncidentReopened.kind)
    assert told.count(f"person:{ANA}") == (1 if by == BEN else 0)


async def test_a_silenced_end_is_recorded_and_told_to_nobody(db: Database, di1: Incident) -> None:
    over = await resolved(db, di1)
    db.policy = replace(db.policy, silenced=frozenset({"not_over"}))
    async with db.transaction() as tx:
        await endings.reopen(tx, over, reason="wrong again", by=ANA, now=tx.now)

    assert events.IncidentReopened.kind in await kinds(db)
    assert await queued(db, "not_over") == []


@pytest.mark.parametrize("drafted", [PostmortemState.DRAFT, PostmortemState.PUBLISHED])
async def test_a_sev1_closes_with_its_postmortem(
    db: Database, di1: Incident, drafted: PostmortemState
) -> None:
    over = await resolved(db, di1)
    async with db.transaction() as tx:
        made = Postmortem(incident=1, drafted_at=tx.now, state=drafted)
        await tx.postmortems.add_if_absent(made)
        if drafted is PostmortemState.DRAFT:
            with pytest.raises(Exception, match="it is a draft"):
                await endings.close(tx, over, reason="", by=ANA, now=tx.now)
        else:
            await endings.close(tx, over, reason="", by=ANA, now=tx.now)

    found = await kept(db)
    assert (found.status is Status.CLOSED) == (drafted is PostmortemState.PUBLISHED)


async def test_it_closes_by_itself_when_its_days_are_over_and_it_still_is(
    db: Database, di1: Incident, clock: MovingClock
) -> None:
    over = await resolved(db, di1, close_at=db.now() + timedelta(days=2))
    async with db.transaction() as tx:
        await endings.close_by_itself(tx, 1, now=tx.now)
    assert await kept(db) == over

    now = clock.advance(days=2)
    await saved(db, replace(over, status=Status.RESTORING))
    async with db.transaction() as tx:
        await endings.close_by_itself(tx, 1, now=now)
    found = await kept(db)
    assert (found.status, found.close_at) == (Status.RESTORING, None)

    await saved(db, over)
    async with db.transaction() as tx:
        await endings.close_by_itself(tx, 1, now=now)
    assert (await kept(db)).status is Status.CLOSED
