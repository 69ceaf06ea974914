"""Promises are watched: a private reminder before a word is due, and what is said when it is late."""

from dataclasses import replace
from datetime import datetime

from bot.domain import event as events
from bot.domain.incident import Incident
from bot.domain.promise import Promise, PromiseKind
from bot.services import promises, subscriptions
from bot.services.record import record, tell
from storage import Transaction


async def watch(tx: Transaction, incident_id: int, *, now: datetime) -> None:
    """Do what the open promises of an incident ask for now, and set its timer to what comes next."""
    incident = await tx.incidents.get(incident_id)
    if incident.nudge_at is None or incident.nudge_at > now:
        return
    if not incident.status.is_open:
        await tx.incidents.save(replace(incident, nudge_at=None))
        return
    for kind in PromiseKind:
        promise = await tx.promises.find_open(incident.id, kind)
        if promise is not None and promise.wakes_at(grace=tx.policy.late_grace) <= now:
            await _wake(tx, incident, promise, now=now)
    await tx.incidents.save(await promises.watched(tx, incident))


async def _wake(tx: Transaction, incident: Incident, promise: Promise, *, now: datetime) -> None:
    if promise.is_late(now, grace=tx.policy.late_grace):
        await promises.miss(tx, incident, promise, now=now)
        kind = "eta_passed" if promise.kind is PromiseKind.ETA else "word_missed"
        await _tell_them(tx, incident, promise, kind=kind)
    elif promise.kind is PromiseKind.NEXT_UPDATE and promise.nudged_at is None:
        await tx.promises.nudged(promise)
        people = _people(incident)
        nudged = events.UpdateNudged(incident=incident.id, due=promise.due, people=people)
        await record(tx, incident, nudged, now=now)
        await _tell_them(tx, incident, promise, kind="word_due")


async def _tell_them(tx: Transaction, incident: Incident, promise: Promise, *, kind: str) -> None:
    if kind in tx.policy.silenced:
        return
    waiting = len(await subscriptions.listeners(tx, incident))
    for person in _people(incident):
        facts = {"due": promise.due, "waiting": waiting}
        once = f"{kind}:{promise.id}:{promise.due.isoformat()}:{person}"
        await tell(tx, incident, kind=kind, to=f"person:{person}", facts=facts, once=once)


def _people(incident: Incident) -> tuple[str, ...]:
    """Commander and communications lead; whoever declared when nobody is in charge."""
    named = dict.fromkeys(one for one in (incident.commander, incident.comms_lead) if one)
    return tuple(named) or (incident.declared_by,)
