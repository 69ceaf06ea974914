"""The outbox: order per destination, leases with fences, one waiting notice per slot."""

from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event

from bot.domain.notice import Claim, Notice, NoticeState, Place, Way
from storage import Database
from storage.claims import Admission, Kind
from tests.conftest import MovingClock

LEASE = timedelta(seconds=10)


async def queue(db: Database, *notices: Notice) -> None:
    async with db.transaction() as tx:
        for notice in notices:
            await tx.outbox.add(notice)


def post(to: str, text: str, *, priority: int = 3) -> Notice:
    return Notice(way=Way.POST, kind=text, to=to, priority=priority)


async def test_of_each_destination_only_the_oldest_is_claimed(db: Database) -> None:
    await queue(db, post("C1", "one"), post("C1", "two"), post("C2", "three"))

    async with db.transaction() as tx:
        claims = await tx.outbox.claim(lease=LEASE, limit=10)

    assert [claim.notice.kind for claim in claims] == ["one", "three"]


async def test_the_worst_incident_goes_out_first(db: Database) -> None:
    await queue(db, post("C1", "sev3", priority=3), post("C2", "sev1", priority=1))

    async with db.transaction() as tx:
        claims = await tx.outbox.claim(lease=LEASE, limit=1)

    assert [claim.notice.kind for claim in claims] == ["sev1"]


async def test_what_is_sent_makes_room_for_the_next(db: Database) -> None:
    await queue(db, post("C1", "one"), post("C1", "two"))
    async with db.transaction() as tx:
        (claim,) = await tx.outbox.claim(lease=LEASE, limit=10)

    async with db.transaction() as tx:
        assert await tx.outbox.sent(claim, channel="C1", ts="1.0")
        (following,) = await tx.outbox.claim(lease=LEASE, limit=10)

    assert following.notice.kind == "two"


async def test_a_message_for_a_channel_waits_until_the_channel_is_there(db: Database) -> None:
    await queue(db, post("channel:7", "briefing"))
    async with db.transaction() as tx:
        before = await tx.outbox.claim(lease=LEASE, limit=10)
        await tx.places.put(Place(slot="channel:7", channel="C7"))

    async with db.transaction() as tx:
        after = await tx.outbox.claim(lease=LEASE, limit=10)

    assert (len(before), len(after)) == (0, 1)


async def test_a_worker_that_wakes_after_its_lease_writes_nothing(
    db: Database, clock: MovingClock
) -> None:
    await queue(db, post("C1", "one"))
    async with db.transaction() as tx:
        (sleeper,) = await tx.outbox.claim(lease=LEASE, limit=10)
    clock.advance(seconds=11)
    async with db.transaction() as tx:
        (other,) = await tx.outbox.claim(lease=LEASE, limit=10)

    async with db.transaction() as tx:
        late = await tx.outbox.sent(sleeper)
        ours = await tx.outbox.sent(other)

    assert (late, ours) == (False, True)
    assert other.maybe_sent


async def test_a_claim_that_certainly_was_not_sent_need_not_be_looked_for(
    db: Database, clock: MovingClock
) -> None:
    await queue(db, post("C1", "one"))
    async with db.transaction() as tx:
        (claim,) = await tx.outbox.claim(lease=LEASE, limit=10)
    async with db.transaction() as tx:
        await tx.outbox.later(claim, at=clock(), error="ratelimited", certainly_not_sent=True)

    async with db.transaction() as tx:
        (again,) = await tx.outbox.claim(lease=LEASE, limit=10)

    assert not again.maybe_sent
    assert again.attempts == 2


async def test_wishes_for_one_slot_are_one_notice_while_it_waits(db: Database) -> None:
    card = Notice(way=Way.SLOT, kind="card", to="C1", slot="card:7")

    await queue(db, card, card)
    await queue(db, card)

    async with db.reading() as tx:
        assert await tx.outbox.count(NoticeState.WAITING) == 1


async def test_a_notice_with_a_key_is_queued_once_ever(db: Database) -> None:
    nudge = Notice(way=Way.POST, kind="nudge", to="person:U1", once="nudge:7:1")

    await queue(db, nudge)
    async with db.transaction() as tx:
        (claim,) = await tx.outbox.claim(lease=LEASE, limit=10)
        await tx.outbox.sent(claim)
    await queue(db, nudge)

    async with db.reading() as tx:
        assert await tx.outbox.count() == 0


async def test_what_is_dead_holds_up_nothing_behind_it(db: Database) -> None:
    await queue(db, post("C1", "poison"), post("C1", "next"))
    async with db.transaction() as tx:
        (claim,) = await tx.outbox.claim(lease=LEASE, limit=10)
        await tx.outbox.dead(claim, error="invalid_blocks")

    async with db.transaction() as tx:
        (following,) = await tx.outbox.claim(lease=LEASE, limit=10)
        dead = await tx.undelivered.list()

    assert following.notice.kind == "next"
    assert [(one.notice.kind, one.error) for one in dead] == [("poison", "invalid_blocks")]


async def test_claiming_never_reads_all_notices(db: Database) -> None:
    """Sent notices are kept for ever: a claim must not grow slower with them."""
    await queue(db, post("C1", "one"))
    async with db.transaction() as tx:
        asked: list[tuple[str, Any]] = []
        engine = tx.connection.sync_connection
        assert engine is not None

        @event.listens_for(engine, "before_cursor_execute")
        def _note(_c: object, _k: object, words: str, given: Any, *_: object) -> None:
            asked.append((words, given))

        claims = await tx.outbox.claim(lease=LEASE, limit=10)
        assert len(claims) == 1
        if db.is_sqlite:
            words, given = next(one for one in asked if one[0].startswith("SELECT"))
            plan = await tx.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {words}", given)
            steps = [step.detail for step in plan.all()]
            assert [step for step in steps if "notice" in step and "USING" not in step] == []
            assert any("undone_by_lane" in step for step in steps)


class UndoneAfterwards(Exception):
    """The schema is loosened in a transaction that nothing stays of."""


async def test_what_a_newer_program_queues_is_left_to_it(db: Database) -> None:
    """A replica that is not replaced yet must neither fail on it nor be held up by it."""
    loosened = "PRAGMA ignore_check_constraints = 1"
    if not db.is_sqlite:
        loosened = "ALTER TABLE notice DROP CONSTRAINT way_values"
    newer = "UPDATE notice SET way = 'carrier_pigeon', state = '{}' WHERE kind = '{}'"
    await queue(db, post("C1", "one"), post("C2", "two"), post("C3", "three"))

    with suppress(UndoneAfterwards):
        async with db.transaction() as tx:
            await tx.connection.exec_driver_sql(loosened)
            await tx.connection.exec_driver_sql(newer.format("waiting", "one"))
            await tx.connection.exec_driver_sql(newer.format("dead", "two"))
            claims = await tx.outbox.claim(lease=LEASE, limit=10)
            figures = await tx.counting.figures()
            dead = list(await tx.undelivered.list())
            raise UndoneAfterwards

    assert [claim.notice.kind for claim in claims] == ["three"]
    assert sum(figures.notices.values()) == 1
    assert dead == []


@pytest.mark.parametrize(("back", "waits"), [(3600.0, False), (180.0, True)])
async def test_a_clock_set_back_makes_nothing_wait_for_longer_than_five_minutes(
    db: Database, clock: MovingClock, back: float, waits: bool
) -> None:
    await queue(db, post("C1", "leased"), post("C2", "put off"))
    async with db.transaction() as tx:
        claims = await tx.outbox.claim(lease=LEASE, limit=10)
        await tx.outbox.later(claims[1], at=tx.now + LEASE, error="busy", certainly_not_sent=True)

    clock.advance(seconds=-back)
    async with db.transaction() as tx:
        at_once = await tx.outbox.claim(lease=LEASE, limit=10)
    clock.advance(minutes=5)
    async with db.transaction() as tx:
        then = await tx.outbox.claim(lease=LEASE, limit=10)

    assert len(at_once) == (0 if waits else 2)
    assert len(then) == 2  # of those claimed at once the leases have run out


async def test_what_became_of_a_slot_may_be_written_twice_or_too_late(
    db: Database, clock: MovingClock
) -> None:
    await queue(db, Notice(way=Way.SLOT, kind="card", to="C1", slot="card:1"))
    async with db.transaction() as tx:
        (first,) = await tx.outbox.claim(lease=LEASE, limit=10)
    clock.advance(seconds=11)
    async with db.transaction() as tx:
        (second,) = await tx.outbox.claim(lease=LEASE, limit=10)

    for claim in (second, second, first):  # nobody heard of the first commit; and a stale worker
        async with db.transaction() as tx:
            await tx.outbox.later(claim, at=None, error="busy", certainly_not_sent=True)

    async with db.transaction() as tx:
        (again,) = await tx.outbox.claim(lease=LEASE, limit=10)
    assert again.id == first.id


class Few:
    """A gate that lets so many of a kind through, and then is shut for it."""

    def __init__(self, left: dict[Kind, int]) -> None:
        self.left = dict(left)  # the next test is given the same one

    def shut(self) -> list[Kind]:
        return [kind for kind, left in self.left.items() if not left]

    def admit(self, claim: Claim) -> Admission:
        kind = (claim.notice.way, claim.placed)
        if not self.left.get(kind, 1):
            return Admission(goes=False)
        if kind in self.left:
            self.left[kind] -= 1
        return Admission(goes=True)


@pytest.mark.parametrize(
    ("left", "claimed"),
    [
        ({(Way.SLOT, True): 0}, ["one", "new", "two"]),
        ({(Way.SLOT, False): 0}, ["one", "old", "two"]),
        ({(Way.POST, False): 0}, ["old", "new"]),
        ({(Way.POST, False): 1}, ["one", "old", "new"]),
        ({(Way.POST, False): 0, (Way.SLOT, True): 0, (Way.SLOT, False): 0}, []),
    ],
)
async def test_what_the_gate_shuts_out_holds_up_no_other_kind(
    db: Database, left: dict[Kind, int], claimed: list[str]
) -> None:
    async with db.transaction() as tx:
        await tx.places.put(Place(slot="card:1", channel="C1", ts="1.0"))
    cards = [Notice(way=Way.SLOT, kind=kind, to="C1", slot=slot) for kind, slot in CARDS.items()]
    await queue(db, post("C1", "one"), *cards, post("C2", "two"))

    async with db.transaction() as tx:
        claims = await tx.outbox.claim(lease=LEASE, limit=4, gate=Few(left))

    assert [claim.notice.kind for claim in claims] == claimed


CARDS = {"old": "card:1", "new": "card:2"}


async def test_no_more_is_claimed_than_there_is_room_for_though_the_gate_shuts_meanwhile(
    db: Database,
) -> None:
    await queue(db, post("C1", "one"), post("C2", "two"), post("C3", "three"))

    async with db.transaction() as tx:
        claims = await tx.outbox.claim(lease=LEASE, limit=1, gate=Few({(Way.POST, False): 1}))

    assert [claim.notice.kind for claim in claims] == ["one"]


async def test_what_is_sent_again_begins_anew(db: Database) -> None:
    await queue(db, post("C1", "note"))
    async with db.transaction() as tx:
        (claim,) = await tx.outbox.claim(lease=LEASE, limit=1)
        await tx.outbox.dead(claim, error="not_today")

    async with db.transaction() as tx:
        await tx.undelivered.revive(claim.id)
        (again,) = await tx.outbox.claim(lease=LEASE, limit=1)
        nothing = await tx.undelivered.revive(claim.id)

    assert (again.id, again.attempts, list(nothing)) == (claim.id, 1, [])
