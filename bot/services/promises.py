"""Promises: the next word and the ETA of safe-to-use, made, kept, moved, missed, and watched."""

from dataclasses import replace
from datetime import datetime

from bot.domain import event as events
from bot.domain.errors import InvalidInput
from bot.domain.incident import Incident
from bot.domain.promise import Promise, PromiseKind, PromiseState
from bot.services.record import record
from storage import Transaction


async def make(
    tx: Transaction,
    incident: Incident,
    kind: PromiseKind,
    due: datetime | None,
    *,
    by: str,
    now: datetime,
) -> Incident:
    """Promise the next word or an ETA in place of the one before; None promises nothing.

    Returns the incident with its timer set; the caller saves it.
    """
    before = await tx.promises.find_open(incident.id, kind)
    if kind is PromiseKind.ETA:
        changed = replace(incident, eta=due)
    else:
        changed = replace(incident, next_update_due=due)
    if before is not None and before.due == due:
        return await watched(tx, changed)
    if before is not None:
        state = PromiseState.MOVED if due else PromiseState.DROPPED
        await tx.promises.end(before, state)
    if due is not None:
        made = Promise(incident=incident.id, kind=kind, due=due, made_at=now, made_by=by)
        tx.promises.add(made)
    return await watched(tx, changed)


async def watched(tx: Transaction, incident: Incident) -> Incident:
    """The incident with its timer at the instant at which an open promise next asks for something."""
    standing = [await tx.promises.find_open(incident.id, kind) for kind in PromiseKind]
    grace = tx.policy.late_grace
    wakes = [promise.wakes_at(grace=grace) for promise in standing if promise]
    return replace(incident, nudge_at=min(wakes, default=None))


async def keep_word(tx: Transaction, incident: Incident, *, now: datetime) -> bool | None:
    """A word goes out: end the promise of it as kept or missed. Returns whether it is in time.

    None: no word was due. A promise recorded as missed before is not recorded a second time.
    """
    promise = await tx.promises.find_open(incident.id, PromiseKind.NEXT_UPDATE)
    if promise is None:
        return None if incident.next_update_due is None else False
    if promise.is_late(now, grace=tx.policy.late_grace):
        await miss(tx, incident, promise, now=now)
        return False
    await tx.promises.end(promise, PromiseState.KEPT)
    return True


async def miss(tx: Transaction, incident: Incident, promise: Promise, *, now: datetime) -> None:
    """Write down, once, that a promise was not kept."""
    await tx.promises.end(promise, PromiseState.MISSED)
    missed = events.PromiseMissed(incident=incident.id, due=promise.due, promise=promise.kind)
    await record(tx, incident, missed, now=now)


async def promise_next_word(
    tx: Transaction, incident: Incident, due: datetime | None, *, by: str = "", now: datetime
) -> Incident:
    """Promise the next word without one being said now, as at declaring or reopening."""
    changed = await make(tx, incident, PromiseKind.NEXT_UPDATE, due, by=by, now=now)
    await tx.incidents.save(changed)
    if due is not None:
        made = events.PromiseMade(incident=incident.id, by=by, due=due)
        await record(tx, changed, made, now=now)
    return changed


async def hasten(tx: Transaction, incident: Incident, *, by: str, now: datetime) -> Incident:
    """The severity has changed: where it asks for words sooner, the next one is promised sooner.

    Never later: what was promised stays promised.
    """
    if incident.first_update_at is None:
        after = tx.policy.first_word(incident.severity)
    else:
        after = tx.policy.cadence(incident.severity, incident.status)
    standing = incident.next_update_due
    if after is None or (standing is not None and standing <= now + after):
        return incident
    return await promise_next_word(tx, incident, now + after, by=by, now=now)


async def move(
    tx: Transaction, incident: Incident, due: datetime, *, reason: str, by: str, now: datetime
) -> Incident:
    """Move the promised next word, with a reason that everybody may read."""
    incident.must_be_open("moving the next word")
    before = incident.next_update_due
    if due <= now:
        raise InvalidInput("due", "That time has passed; the next word can only be promised ahead.")
    if before is None:
        raise InvalidInput(
            "due", f"No word is promised for {incident.ref}; an update can promise one."
        )
    promise = await tx.promises.find_open(incident.id, PromiseKind.NEXT_UPDATE)
    if promise is not None:
        await tx.promises.end(promise, PromiseState.MOVED, reason=reason)
    changed = await make(tx, incident, PromiseKind.NEXT_UPDATE, due, by=by, now=now)
    await tx.incidents.save(changed)
    moved = events.PromiseMoved(incident=incident.id, by=by, before=before, due=due, reason=reason)
    await record(tx, changed, moved, now=now)
    return changed


async def end_all(
    tx: Transaction, incident: Incident, *, now: datetime, kept: bool = True
) -> Incident:
    """The incident is over: the last word was said, and nothing more is promised.

    `kept` is false where an ETA of safe-to-use has no meaning any more, as when it was no incident.
    Returns the incident without promises and timer; the caller saves it.
    """
    if kept:
        await keep_word(tx, incident, now=now)
    for kind in PromiseKind:
        promise = await tx.promises.find_open(incident.id, kind)
        if promise is None:
            continue
        if not kept:
            await tx.promises.end(promise, PromiseState.DROPPED)
        elif promise.is_late(now, grace=tx.policy.late_grace):
            await miss(tx, incident, promise, now=now)
        else:
            await tx.promises.end(promise, PromiseState.KEPT)
    return replace(incident, next_update_due=None, eta=None, nudge_at=None)
