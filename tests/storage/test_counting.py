"""Figures of what is kept: counted right, and from an index where a table grows."""

from datetime import timedelta
from typing import Any

from sqlalchemy import event

from bot.domain.incident import Incident
from bot.domain.notice import Notice, NoticeState, Place, Way
from bot.domain.promise import Promise, PromiseKind, PromiseState
from bot.domain.severity import Severity
from bot.domain.status import Status
from storage import Database, migrate
from tests.conftest import MovingClock

LEASE = timedelta(seconds=10)


def post(to: str, **more: object) -> Notice:
    return Notice(way=Way.POST, kind="said", to=to, **more)  # type: ignore[arg-type]


async def an_open_one(db: Database, *, drill: bool = False) -> int:
    async with db.transaction() as tx:
        kept = await tx.incidents.add(
            Incident(
                title="Revenue is missing",
                severity=Severity.SEV1,
                status=Status.INVESTIGATING,
                declared_by="UANA",
                declared_at=tx.now,
                drill=drill,
            )
        )
    return kept.id


async def test_an_empty_database_counts_nothing_and_says_its_revision(db: Database) -> None:
    async with db.reading() as tx:
        found = await tx.counting.figures()

    assert (found.revision, found.waiting, found.oldest) == (migrate.HEAD, 0, None)
    assert set(found.notices.values()) == set(found.incidents.values()) == {0}


async def test_notices_are_counted_by_way_and_state(db: Database) -> None:
    async with db.transaction() as tx:
        for to in ("C1", "C2", "C3"):
            await tx.outbox.add(post(to))
        await tx.outbox.flush()
        claim, *_ = await tx.outbox.claim(lease=LEASE, limit=2)
        await tx.outbox.dead(claim, error="channel_not_found")
        await tx.outbox.add(post("C4"))
        await tx.outbox.flush()
        *_, nobody_misses_it = await tx.outbox.claim(lease=LEASE, limit=2)
        await tx.outbox.dead(nobody_misses_it, error="", doubt="ended with the account")
        await tx.outbox.add(post("C5"))

    async with db.reading() as tx:
        found = await tx.counting.figures()

    counts = {state: found.notices.get((Way.POST, state)) for state in NoticeState}
    assert counts == {"waiting": 1, "sending": 2, "dead": 1, "sent": None}
    assert found.waiting == 3


async def test_the_oldest_notice_is_one_that_could_have_gone_out(
    db: Database, clock: MovingClock
) -> None:
    async with db.transaction() as tx:
        await tx.outbox.add(post("channel:7"))  # its place is not there
        await tx.outbox.add(post("C1", not_before=clock() + timedelta(minutes=5)))
    clock.advance(minutes=4)

    async with db.reading() as tx:
        before = (await tx.counting.figures()).oldest
    clock.advance(minutes=2)
    async with db.reading() as tx:
        after = (await tx.counting.figures()).oldest
    async with db.transaction() as tx:
        await tx.places.put(Place(slot="channel:7", channel="C7"))
    async with db.reading() as tx:
        oldest = (await tx.counting.figures()).oldest

    assert before is None
    assert after == clock() - timedelta(minutes=1)
    assert oldest == clock() - timedelta(minutes=6)


async def test_a_notice_that_failed_keeps_its_age_while_it_waits_for_its_next_attempt(
    db: Database, clock: MovingClock
) -> None:
    async with db.transaction() as tx:
        await tx.outbox.add(post("C1"))
        await tx.outbox.flush()
        (claim,) = await tx.outbox.claim(lease=LEASE, limit=1)
        at = clock() + timedelta(hours=1)
        await tx.outbox.later(claim, at=at, error="ratelimited", certainly_not_sent=True)
    clock.advance(minutes=10)

    async with db.reading() as tx:
        oldest = (await tx.counting.figures()).oldest

    assert oldest == clock() - timedelta(minutes=10)


async def test_promises_are_due_overdue_or_missed(db: Database, clock: MovingClock) -> None:
    number = await an_open_one(db)
    async with db.transaction() as tx:
        for minutes in (30, 90, -5):
            due = clock() + timedelta(minutes=minutes)
            tx.promises.add(
                Promise(incident=number, kind=PromiseKind.ETA, due=due, made_at=clock())
            )
        missed, *_ = await tx.promises.list_of(number)
        tx.promises.add(
            Promise(incident=number, kind=PromiseKind.NEXT_UPDATE, due=missed.due, made_at=clock())
        )
        await tx.promises.end(missed, PromiseState.MISSED)

    async with db.reading() as tx:
        found = await tx.counting.figures()

    assert (found.promised, found.overdue, found.missed) == (1, 1, 1)


async def test_open_incidents_are_counted_without_drills(db: Database) -> None:
    await an_open_one(db)
    await an_open_one(db, drill=True)

    async with db.reading() as tx:
        found = await tx.counting.figures()

    assert found.incidents[Severity.SEV1, Status.INVESTIGATING] == 1
    assert sum(found.incidents.values()) == 1


async def test_figures_never_read_all_notices(db: Database) -> None:
    """Sent notices are kept for ever: the figures must not grow slower with them."""
    async with db.reading() as tx:
        asked: list[tuple[str, Any]] = []
        engine = tx.connection.sync_connection
        assert engine is not None

        @event.listens_for(engine, "before_cursor_execute")
        def _note(_c: object, _k: object, words: str, given: Any, *_: object) -> None:
            asked.append((words, given))

        await tx.counting.figures()
        if db.is_sqlite:
            plans = [
                (await tx.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {words}", given)).all()
                for words, given in list(asked)
                if "notice" in words
            ]
            steps = [step.detail for plan in plans for step in plan]
            scans = [step for step in steps if "notice" in step and "USING" not in step]
            assert (len(plans), scans) == (3, [])
