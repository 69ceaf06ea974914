"""The life of an incident, by its seldom turns: what changes nothing, comes too late, or twice."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.domain import event as events
from bot.domain.errors import InvalidInput, NoIncidentHere, NothingToChange
from bot.domain.event import Loss
from bot.domain.incident import Incident
from bot.domain.notice import Notice, NoticeState, Place, Way
from bot.domain.policy import Role
from bot.domain.promise import PromiseKind, PromiseState
from bot.domain.severity import Severity
from bot.services import (
    asking,
    briefing,
    channels,
    incidents,
    promises,
    record,
    situations,
    vacancies,
)
from storage import Database
from tests.conftest import MovingClock
from tests.services.declared import ANA, BEN, declared, kept, kinds, saved


@pytest.fixture
async def di1(db: Database) -> Incident:
    return await declared(db)


async def test_a_channel_that_is_being_opened_is_not_lost(db: Database, di1: Incident) -> None:
    async with db.transaction() as tx:
        before = await tx.outbox.list_all(1)
        await channels.channel_lost(tx, 1, why=Loss.ARCHIVED, now=tx.now)
        after = await tx.outbox.list_all(1)

    assert after == before
    assert (await kept(db)).has_channel


async def test_text_of_a_class_of_its_own_is_kept_as_it_is(db: Database) -> None:
    class Words(str):
        __slots__ = ()

    assert record.plain({"said": Words("late"), "at": [date(2026, 2, 3)]}) == {
        "said": "late",
        "at": ["2026-02-03"],
    }


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


async def test_what_was_under_way_when_the_channel_was_lost_goes_where_the_rest_went(
    db: Database, di1: Incident
) -> None:
    await saved(db, replace(di1, channel="C1"))
    async with db.transaction() as tx:
        await channels.channel_lost(tx, 1, why=Loss.ARCHIVED, now=tx.now)
        for way in (Way.POST, Way.CANVAS):  # back in the queue, for a place that is no more
            await tx.outbox.add(Notice(way=way, kind="late", to="channel:1", incident=1))

    async with db.transaction() as tx:
        await channels.channel_lost(tx, 1, why=Loss.ARCHIVED, now=tx.now)

    async with db.reading() as tx:
        late = [one for one in await tx.outbox.list_all(1) if one.kind == "late"]
        dead = await tx.undelivered.list()
        figures = await tx.counting.figures()
    assert [(one.way, one.to) for one in late] == [
        (Way.POST, "announcement:1"),
        (Way.CANVAS, "channel:1"),
    ]
    assert (figures.notices[Way.CANVAS, NoticeState.WAITING], list(dead)) == (0, [])


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
        with pytest.raises(NoIncidentHere):
            await situations.here(tx, channel="C9", thread_ts="9.0", verb="note")

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


# what waits


async def test_who_was_invited_before_an_instant_is_not_listed(
    db: Database, di1: Incident, clock: MovingClock
) -> None:
    async def invite(person: str) -> None:
        facts = {"people": [person]}
        async with db.transaction() as tx:
            await tx.outbox.add(
                Notice(way=Way.INVITE, kind=person, to="channel:1", incident=di1.id, facts=facts)
            )

    await invite("U1")
    clock.advance(minutes=1)
    await invite("U2")

    async with db.reading() as tx:
        assert await tx.outbox.list_invited(di1.id, since=clock()) == {"U2"}
        assert await tx.outbox.list_invited(di1.id + 1, since=clock()) == set()
