"""What becomes of bad ranges: reloaded, checked, or withdrawn because they were never bad."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import TypeVar

from bot.domain import event as events
from bot.domain.bad_range import BadRange, RangeState
from bot.domain.ending import begin_restoring
from bot.domain.errors import InvalidInput, NothingToChange, NotInThisStatus
from bot.domain.incident import Incident
from bot.domain.range_words import lead_days, named
from bot.domain.status import Status
from bot.services.incidents import must_be_responder
from bot.services.ranges import record_all, today_of
from bot.services.record import record
from storage import Transaction

Step = TypeVar("Step", events.RangeReloaded, events.RangeChecked, events.RangeWithdrawn)
SAID_MAX = 1000


async def reload(
    tx: Transaction, incident: Incident, text: str, *, by: str, now: datetime
) -> list[BadRange]:
    """Days were loaded again; the first of them begins restoring."""
    wanted, _ = await _meant(tx, incident, text, {RangeState.OPEN}, by=by, now=now)
    done = await _change(tx, wanted, lambda one: one.reload(now=now))
    told = [_event(events.RangeReloaded, one, by=by) for one in done]
    changed = await _restoring(tx, incident, by=by, now=now)
    await record_all(tx, changed, told, step="reloaded", by=by, now=now)
    return done


async def check(
    tx: Transaction, incident: Incident, text: str, *, by: str, now: datetime
) -> list[BadRange]:
    """Reloaded days were looked at and are right; what follows in the text is the evidence."""
    both = {RangeState.RELOADED, RangeState.OPEN}
    wanted, evidence = await _meant(tx, incident, text, both, by=by, now=now)
    reloaded = [one for one in wanted if one.state is RangeState.RELOADED] or wanted
    done, told = await checked(tx, reloaded, evidence=evidence[:SAID_MAX], by=by, now=now)
    changed = await _restoring(tx, incident, by=by, now=now)
    await record_all(tx, changed, told, step="checked", by=by, now=now)
    return done


async def checked(
    tx: Transaction, ranges: Sequence[BadRange], *, evidence: str, by: str, now: datetime
) -> tuple[list[BadRange], list["events.RangeChecked"]]:
    """These ranges are right again; the caller records what happened."""
    done = await _change(tx, ranges, lambda one: one.check(evidence=evidence, now=now))
    told = [replace(_event(events.RangeChecked, one, by=by), evidence=evidence) for one in done]
    return done, told


async def withdrawn(
    tx: Transaction, ranges: Sequence[BadRange], *, reason: str, by: str
) -> tuple[list[BadRange], list["events.RangeWithdrawn"]]:
    """These ranges were never bad; the caller records what happened."""
    done = await _change(tx, ranges, BadRange.withdraw)
    return done, [replace(_event(events.RangeWithdrawn, one, by=by), reason=reason) for one in done]


async def withdraw(
    tx: Transaction, incident: Incident, text: str, *, reason: str = "", by: str, now: datetime
) -> list[BadRange]:
    """Days were never bad; what follows in the text is the reason."""
    every = {RangeState.RELOADED, RangeState.OPEN, RangeState.CHECKED}
    wanted, rest = await _meant(tx, incident, text, every, by=by, now=now)
    said = " ".join((reason or rest).split())[:SAID_MAX]
    if not said:
        raise InvalidInput("reason", "Say why these days were never bad.")
    done, told = await withdrawn(tx, wanted, reason=said, by=by)
    await record_all(tx, incident, told, step="withdrawn", by=by, now=now)
    return done


async def list_withdrawable(tx: Transaction, incident: Incident) -> list[BadRange]:
    """Ranges that are not withdrawn; raises NothingToChange when there are none."""
    every = await tx.ranges.list_of(incident.id)
    found = [one for one in every if one.state is not RangeState.WITHDRAWN]
    if not found:
        raise NothingToChange(f"{incident.ref} has no bad ranges that could be withdrawn.")
    return found


async def _meant(
    tx: Transaction,
    incident: Incident,
    text: str,
    states: set[RangeState],
    *,
    by: str,
    now: datetime,
) -> tuple[list[BadRange], str]:
    """The ranges in these states that the words mean, cut to the days named, and what follows."""
    await must_be_responder(tx, incident, by=by, action="range")
    if incident.status in {Status.CLOSED, Status.DISMISSED}:
        raise NotInThisStatus(f"{incident.ref} is {incident.status}; its ranges stay as they are.")
    found, rest = named(await tx.ranges.list_of(incident.id), text)
    days, rest = lead_days(rest, today=await today_of(tx, by, now=now))
    fitting = [one for one in found if one.state in states]
    if days is not None:
        fitting = [one for one in fitting if one.first <= days[1] and days[0] <= one.last]
    if not fitting:
        there = "; ".join(f"{one.words}: {one.state}" for one in found[:5])
        raise NothingToChange(f"Nothing of that is left to do. {there}".strip())
    return [await _cut(tx, one, days) for one in fitting], rest


async def _cut(tx: Transaction, bad: BadRange, days: tuple[date, date] | None) -> BadRange:
    """The part within the days; what is left of the range before and after is kept as its own."""
    if days is None:
        return bad
    part, rest = bad.carve(*days)
    for one in rest:
        await tx.ranges.add(one)
    return part or bad


async def _change(
    tx: Transaction, ranges: Sequence[BadRange], step: Callable[[BadRange], BadRange]
) -> list[BadRange]:
    done = [step(one) for one in ranges]
    for one in done:
        await tx.ranges.save(one)
    return done


async def _restoring(tx: Transaction, incident: Incident, *, by: str, now: datetime) -> Incident:
    """The first days loaded again begin restoring."""
    if not incident.status.is_open or incident.status is Status.RESTORING:
        return incident
    changed, event = begin_restoring(incident, by=by)
    await tx.incidents.save(changed)
    await record(tx, changed, event, now=now)
    return changed


def _event(kind: type[Step], bad: BadRange, *, by: str) -> Step:
    return kind(
        incident=bad.incident,
        by=by,
        asset=bad.asset_name,
        first=bad.first,
        last=bad.last,
        slice=bad.slice,
    )
