"""A whole incident, told through the services: from a stale source to the all-clear."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.demo.people import PEOPLE
from bot.demo.shop_files import catalogue
from bot.domain import event as events
from bot.domain.action_item import ActionType, Wish
from bot.domain.all_clear import AllClear
from bot.domain.incident import Incident, Milestone
from bot.domain.person import Person
from bot.domain.recurrence import Link
from bot.domain.severity import Severity
from bot.domain.status import CauseClass, Status
from bot.domain.telling import Said
from bot.services import (
    action_items,
    declaring,
    incidents,
    milestones,
    postmortems,
    range_steps,
    ranges,
    timeline,
    updates,
)
from bot.services.declaring import Declaration
from bot.services.ranges import Wanted
from bot.services.record import record
from storage import Database, Transaction
from tests.conftest import MovingClock

ANA, BEN, FARAH = "UANA", "UBEN", "UFARAH"
LINK = "https://shop.slack.example/archives/C1/p1"


async def shop(db: Database) -> None:
    """People and assets."""
    async with db.transaction() as tx:
        for one in PEOPLE:
            person = f"U{one.name.upper()}"
            known = Person(id=person, name=one.name, real_name=one.real_name, email=one.email)
            await tx.people.save(known)
        await tx.assets.replace_all(catalogue())


async def resolved(db: Database, clock: MovingClock) -> Incident:
    """DI-2, and DI-1 before it; the draft of its postmortem is there."""
    await shop(db)
    await _before(db, clock)
    incident = await _declared(db, clock)
    await _told(db, clock, incident)
    await _repaired(db, clock, incident)
    return await all_clear(db, incident.id, clock.advance(minutes=20))


async def all_clear(db: Database, number: int, now: datetime, *, by: str = ANA) -> Incident:
    """Everything is safe to use again; the postmortem is drafted."""
    async with db.transaction() as tx:
        incident = await tx.incidents.get(number)
        safe = replace(
            incident, status=Status.RESOLVED, safe_at=now - timedelta(minutes=5), resolved_at=now
        )
        await tx.incidents.save(safe)
        evidence = ("2 ranges reloaded and checked", "Revenue agrees with the shop's own report")
        given = AllClear(
            incident=number,
            assets=tuple(await tx.incidents.list_assets(number)),
            whole=True,
            safe_at=now - timedelta(minutes=5),
            given_at=now,
            by=by,
            evidence=evidence,
        )
        await tx.ranges.add_all_clear(given)
        event = events.AllClearGiven(
            incident=number,
            by=by,
            assets=("mart.orders",),
            whole=True,
            safe_at=given.safe_at,
            evidence=evidence,
        )
        await record(tx, safe, event, now=now)
        await postmortems.draft(tx, safe, now=now)
    return safe


async def _before(db: Database, clock: MovingClock) -> None:
    """The same trouble three weeks ago, with one fix done and one still open."""
    then = clock() - timedelta(days=23)
    earlier = Incident(
        title="Orders were late",
        severity=Severity.SEV2,
        declared_by=ANA,
        declared_at=then,
        commander=ANA,
        status=Status.CLOSED,
        safe_at=then + timedelta(hours=3),
    )
    async with db.transaction() as tx:
        kept = await tx.incidents.add(earlier)
        wishes = ("Add a freshness check on raw.orders", "Page the loader's owner at 06:00")
        for text in wishes:
            wish = Wish(text=text, type=ActionType.DETECT, owner=BEN, due=date(2026, 2, 20))
            await action_items.file(tx, kept, wish, by=ANA, now=then)
        await action_items.complete(tx, kept, 1, note="", by=ANA, now=then)


async def _declared(db: Database, clock: MovingClock) -> Incident:
    async with db.transaction() as tx:
        orders = await _asset(tx, "mart.orders")
        said = Declaration(
            title="Revenue is missing since Tuesday",
            severity=Severity.SEV2,
            summary="The board pack shows 0 € for Tuesday. <@UFARAH> saw it first.",
            assets=[orders],
        )
        incident, _ = await declaring.declare(tx, said, by=FARAH, key="k", now=clock())
        await tx.recurrences.add_if_absent(
            Link(incident=incident.id, earlier=1, days=30, because="same origin and failure mode")
        )
    clock.advance(minutes=4)
    async with db.transaction() as tx:
        incident = await tx.incidents.get(incident.id)
        incident = await incidents.take_command(tx, incident, by=ANA, now=clock())
        incident = await milestones.correct(
            tx,
            incident,
            {Milestone.STARTED: clock() - timedelta(hours=5)},
            by=ANA,
            now=clock(),
        )
        await timeline.add_note(
            tx,
            incident,
            "Ben changed the loader's schema: <@UBEN> & @ana <!channel> [x](https://evil)",
            by=BEN,
            at=clock() - timedelta(hours=6),
            now=clock(),
            permalink=LINK,
        )
    return incident


async def _told(db: Database, clock: MovingClock, incident: Incident) -> None:
    clock.advance(minutes=6)
    async with db.transaction() as tx:
        incident = await tx.incidents.get(incident.id)
        incident = await incidents.change_severity(
            tx, incident, Severity.SEV1, by=ANA, reason="the board reads it at 11:00", now=clock()
        )
        said = Said(
            status=Status.INVESTIGATING,
            words="Tuesday's revenue is missing. Other days are right.",
            eta=clock() + timedelta(hours=3),
        )
        await updates.post(tx, incident, said, by=ANA, now=clock())
    clock.advance(minutes=25)
    async with db.transaction() as tx:
        incident = await tx.incidents.get(incident.id)
        source = await _asset(tx, "staging.stg_shop__orders")
        said = Said(
            status=Status.IDENTIFIED,
            words="A column was renamed in the shop's database; Tuesday is being reloaded.",
            cause=CauseClass.UPSTREAM_CHANGE,
            confirmed=True,
            origin=source,
        )
        await updates.post(tx, incident, said, by=ANA, now=clock())
        wrong = await timeline.add_note(tx, incident, "A mistaken note", by=ANA, now=clock())
        await timeline.strike(tx, incident, wrong, by=ANA, reason="wrong", now=clock())


async def _repaired(db: Database, clock: MovingClock, incident: Incident) -> None:
    first, last = date(2026, 2, 2), date(2026, 2, 3)
    async with db.transaction() as tx:
        incident = await tx.incidents.get(incident.id)
        orders, source = (
            await _asset(tx, "mart.orders"),
            await _asset(tx, "staging.stg_shop__orders"),
        )
        wanted = Wanted(assets=[orders, source], first=first, last=last)
        await ranges.add(tx, incident, wanted, by=ANA, now=clock())
        wish = Wish(
            text="Fail the load when a column is missing",
            type=ActionType.PREVENT,
            owner=BEN,
            due=date(2026, 2, 17),
        )
        await action_items.file(tx, incident, wish, by=ANA, now=clock())
    now = clock.advance(hours=1)
    async with db.transaction() as tx:
        incident = await tx.incidents.get(incident.id)
        await range_steps.reload(tx, incident, "all", by=ANA, now=now)
    now = clock.advance(minutes=30)
    async with db.transaction() as tx:
        incident = await tx.incidents.get(incident.id)
        mitigated = replace(incident, mitigated_at=now - timedelta(hours=1))
        await tx.incidents.save(mitigated)
        await range_steps.check(tx, mitigated, "all row counts agree", by=ANA, now=now)


async def _asset(tx: Transaction, name: str) -> int:
    found = await tx.assets.find(name)
    assert found is not None
    return found.id
