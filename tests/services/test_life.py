"""The life of an incident, by its seldom turns: what changes nothing, comes too late, or twice."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain import event as events
from bot.domain.alert import Alert, AlertState
from bot.domain.asset import Asset, AssetKind, Catalogue, FailureMode
from bot.domain.errors import InvalidInput, NothingToChange
from bot.domain.event import Loss
from bot.domain.incident import Incident
from bot.domain.notice import Notice, Place, Way
from bot.domain.person import Person
from bot.domain.policy import Role
from bot.domain.postmortem import Postmortem, PostmortemState
from bot.domain.promise import PromiseKind, PromiseState
from bot.domain.severity import Severity
from bot.domain.status import Status
from bot.services import (
    all_clears,
    asking,
    briefing,
    channels,
    checklists,
    declaring,
    endings,
    incidents,
    promises,
    situations,
    vacancies,
)
from bot.services.all_clears import Stated
from bot.services.declaring import Declaration
from storage import Database, Transaction
from tests.conftest import MovingClock

ANA, BEN = "UANA", "UBEN"
ORDERS = Asset(key="orders", name="mart.orders", kind=AssetKind.MODEL)
REVENUE = Asset(key="revenue", name="Revenue", kind=AssetKind.DASHBOARD)
BOARD = Asset(key="board", name="Board pack", kind=AssetKind.DASHBOARD, url="https://bi.example/1")
SHOP = Catalogue(
    assets=(ORDERS, REVENUE, BOARD), edges=(("orders", "revenue"), ("orders", "board"))
)


@pytest.fixture
async def di1(db: Database, clock: MovingClock) -> Incident:
    """A SEV1 about mart.orders that Ana has declared and commands."""
    async with db.transaction() as tx:
        for name in ("ana", "ben"):
            person = Person(id=f"U{name.upper()}", name=name, real_name=name.title())
            await tx.people.save(person)
        await tx.assets.replace_all(SHOP)
        orders = (await tx.assets.ids_by_key())["orders"]
        said = Declaration(title="Revenue is missing", severity=Severity.SEV1, assets=[orders])
        made, _ = await declaring.declare(tx, said, by=ANA, key="k", now=tx.now)
        await incidents.take_command(tx, made, by=ANA, now=tx.now)
    return await kept(db)


async def kept(db: Database) -> Incident:
    async with db.reading() as tx:
        return await tx.incidents.get(1)


async def kinds(db: Database) -> list[str]:
    """What has happened, by name."""
    async with db.reading() as tx:
        return [one.kind for one in await tx.timeline.list_all(1)]


async def queued(db: Database, kind: str) -> list[str]:
    """To whom something of this kind goes."""
    async with db.reading() as tx:
        return [one.to for one in await tx.outbox.list_all(1) if one.kind == kind]


async def saved(db: Database, changed: Incident) -> Incident:
    async with db.transaction() as tx:
        await tx.incidents.save(changed)
    return changed


# roles


async def test_who_has_a_role_is_not_given_it_again(db: Database, di1: Incident) -> None:
    async with db.transaction() as tx:
        led = await incidents.assign(tx, di1, BEN, Role.COMMS_LEAD, by=ANA, now=tx.now)
        with pytest.raises(NothingToChange, match="already is communications lead"):
            await incidents.assign(tx, led, BEN, Role.COMMS_LEAD, by=ANA, now=tx.now)
        with pytest.raises(NothingToChange, match="already commands DI-1"):
            await incidents.assign(tx, led, ANA, Role.COMMANDER, by=BEN, now=tx.now)


async def test_where_nobody_is_in_line_the_incidents_people_are_told(
    db: Database, di1: Incident
) -> None:
    db.policy = replace(db.policy, default_oncall="")
    async with db.transaction() as tx:
        await vacancies.person_left(tx, ANA, now=tx.now)

    found = await kept(db)
    assert (found.commander, found.escalate_at) == ("", None)
    assert events.NobodyTookCommand.kind in await kinds(db)


async def test_who_was_asked_has_their_minutes(db: Database, di1: Incident) -> None:
    asked = replace(di1, commander_took=False, escalate_at=db.now() + timedelta(minutes=5))
    await saved(db, asked)

    async with db.transaction() as tx:
        await asking.climb(tx, 1, now=tx.now)

    assert await kept(db) == asked


# the channel


async def test_of_two_channels_for_one_incident_the_first_counts(
    db: Database, di1: Incident
) -> None:
    async with db.transaction() as tx:
        for channel in ("C1", "C2"):
            await channels.channel_opened(
                tx, 1, channel=channel, name="di-1", moved=False, now=tx.now
            )

    assert (await kept(db)).channel == "C1"
    assert (await kinds(db)).count(events.ChannelOpened.kind) == 1


async def test_a_channel_is_lost_once(db: Database, di1: Incident) -> None:
    await saved(db, replace(di1, channel="C1"))
    async with db.transaction() as tx:
        for _ in range(2):
            await channels.channel_lost(tx, 1, why=Loss.ARCHIVED, now=tx.now)

    assert (await kinds(db)).count(events.ChannelLost.kind) == 1


async def test_what_happens_to_other_channels_and_messages_is_not_ours(
    db: Database, di1: Incident
) -> None:
    before = await kinds(db)
    async with db.transaction() as tx:
        await tx.places.put(Place(slot="alert:run:1", channel="C9", ts="9.0"))
        await channels.channel_renamed(tx, "C9", name="another", now=tx.now)
        await channels.channel_regained(tx, "C9", now=tx.now)
        await channels.message_deleted(tx, "C9", "9.0")
        await channels.message_deleted(tx, "C9", "8.0")
        assert await tx.places.find("alert:run:1") is not None
        assert await situations.announced(tx, channel="C9", ts="9.0") is None
        assert await situations.announced(tx, channel="C9", ts="8.0") is None

    assert await kinds(db) == before


async def test_only_a_dashboard_with_an_address_is_a_link(db: Database, di1: Incident) -> None:
    async with db.reading() as tx:
        links = await briefing.bookmarks(tx, di1)

    assert links == [
        ("Status thread", "place:announcement:1"),
        ("Board pack", "https://bi.example/1"),
    ]


# promises


async def test_the_same_promise_again_is_the_one_that_stands(db: Database, di1: Incident) -> None:
    async with db.transaction() as tx:
        before = await tx.promises.list_of(1)
        due = di1.next_update_due
        await promises.make(tx, di1, PromiseKind.NEXT_UPDATE, due, by=ANA, now=tx.now)
        assert await tx.promises.list_of(1) == before


async def test_the_next_word_is_moved_ahead_only_and_where_one_is_promised(
    db: Database, di1: Incident, clock: MovingClock
) -> None:
    async with db.transaction() as tx:
        with pytest.raises(InvalidInput, match="has passed"):
            await promises.move(tx, di1, tx.now, reason="", by=ANA, now=tx.now)
        later = tx.now + timedelta(hours=1)
        silent = replace(di1, next_update_due=None)
        with pytest.raises(InvalidInput, match="No word is promised"):
            await promises.move(tx, silent, later, reason="", by=ANA, now=tx.now)


@pytest.mark.parametrize("missed", [True, False])
async def test_a_word_is_moved_also_when_it_was_missed(
    db: Database, di1: Incident, clock: MovingClock, missed: bool
) -> None:
    now = clock.advance(hours=3 if missed else 0)
    async with db.transaction() as tx:
        standing = await tx.promises.find_open(1, PromiseKind.NEXT_UPDATE)
        assert standing is not None
        if missed:
            await promises.miss(tx, di1, standing, now=now)
        due = now + timedelta(hours=1)
        await promises.move(tx, di1, due, reason="the load runs", by=ANA, now=now)
        states = [one.state for one in await tx.promises.list_of(1)]

    before = PromiseState.MISSED if missed else PromiseState.MOVED
    assert states == [before, PromiseState.OPEN]
    assert (await kept(db)).next_update_due == due


async def test_after_the_first_word_a_worse_severity_asks_for_its_own_cadence(
    db: Database, di1: Incident
) -> None:
    told = replace(di1, first_update_at=db.now(), next_update_due=None)
    async with db.transaction() as tx:
        changed = await promises.hasten(tx, told, by=ANA, now=tx.now)
        cadence = tx.policy.cadence(Severity.SEV1, told.status)

    assert cadence is not None
    assert changed.next_update_due == db.now() + cadence


async def test_no_next_word_is_promised_where_none_is_asked_for(
    db: Database, di1: Incident
) -> None:
    before = (await kinds(db)).count(events.PromiseMade.kind)
    async with db.transaction() as tx:
        changed = await promises.promise_next_word(tx, di1, None, now=tx.now)
        assert await tx.promises.find_open(1, PromiseKind.NEXT_UPDATE) is None

    assert changed.next_update_due is None
    assert (await kinds(db)).count(events.PromiseMade.kind) == before


@pytest.mark.parametrize(
    ("hours", "over", "state"),
    [
        (1, True, PromiseState.KEPT),
        (4, True, PromiseState.MISSED),
        (4, False, PromiseState.DROPPED),
    ],
)
async def test_an_eta_is_judged_at_the_end_unless_it_was_no_incident(
    db: Database,
    di1: Incident,
    clock: MovingClock,
    hours: int,
    over: bool,
    state: PromiseState,
) -> None:
    async with db.transaction() as tx:
        due = tx.now + timedelta(hours=2)
        await promises.make(tx, di1, PromiseKind.ETA, due, by=ANA, now=tx.now)
    now = clock.advance(hours=hours)
    async with db.transaction() as tx:
        changed = await promises.end_all(tx, di1, now=now, kept=over)
        states = {one.kind: one.state for one in await tx.promises.list_of(1)}

    assert states[PromiseKind.ETA] is state
    assert (changed.eta, changed.next_update_due, changed.nudge_at) == (None, None, None)


# the all-clear


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
        said = Declaration(title="Something is odd", severity=Severity.SEV3)
        other, _ = await declaring.declare(tx, said, by=ANA, key="k2", now=tx.now)
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


# what waits


async def test_a_message_outside_an_incident_is_revived_once(db: Database) -> None:
    async with db.transaction() as tx:
        await tx.outbox.add(Notice(way=Way.POST, kind="x", to="#gone"))
    async with db.transaction() as tx:
        (claim,) = await tx.outbox.claim(lease=timedelta(seconds=10), limit=5)
        await tx.outbox.dead(claim, error="channel_not_found")
    async with db.transaction() as tx:
        first, second = await tx.outbox.revive(claim.id), await tx.outbox.revive(claim.id)

    assert first is not None
    assert (first.kind, second) == ("x", None)
