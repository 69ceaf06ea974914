"""How an incident ends and begins again: reopened, dismissed, closed, each with its reason."""

from dataclasses import replace
from datetime import datetime

from bot.domain import ending
from bot.domain.bad_range import BadRange, RangeState
from bot.domain.incident import Incident
from bot.domain.postmortem import PostmortemState, due
from bot.domain.status import Status
from bot.services import asking, postmortems, promises, range_steps, readers
from bot.services.incidents import must_be_responder
from bot.services.last_words import SAFE_AGAIN, heard_of_it, record_and_tell
from bot.services.record import record, tell
from storage import Transaction


async def reopen(
    tx: Transaction, incident: Incident, *, reason: str, by: str, now: datetime
) -> Incident:
    """It is not over: everybody who read that it is safe hears so, and the next word is promised."""
    await must_be_responder(tx, incident, by=by, action="reopen")
    ranges = await tx.ranges.list_of(incident.id)
    restoring = any(one.is_bad for one in ranges) and any(
        one.state in {RangeState.RELOADED, RangeState.CHECKED} for one in ranges
    )
    changed, event = ending.reopen(incident, reason=reason, restoring=restoring, by=by)
    await tx.incidents.save(changed)
    after = tx.policy.cadence(changed.severity, changed.status)
    next_due = now + after if after else None
    changed = await promises.promise_next_word(tx, changed, next_due, by=by, now=now)
    over = "dismissed" if incident.status is Status.DISMISSED else SAFE_AGAIN
    await record_and_tell(
        tx,
        changed,
        event,
        kind="not_over",
        facts={
            **await readers.standing(tx, changed),
            "by": by,
            "reason": event.reason,
            "was": over,
            "said_at": incident.resolved_at if over == SAFE_AGAIN else None,
            "next_due": next_due,
        },
        before=await heard_of_it(tx, changed, what=over),
        now=now,
    )
    if not changed.commander_took and tx.policy.of(changed.severity).direct:
        return await asking.ask_again(tx, changed, by=by, now=now)
    if changed.commander not in {"", by}:
        facts = {"by": by, "reason": event.reason}
        to = f"person:{changed.commander}"
        await tell(tx, changed, kind=event.kind, to=to, facts=facts)
    return changed


async def dismiss(
    tx: Transaction, incident: Incident, *, reason: str, by: str, now: datetime
) -> Incident:
    """There is no problem: everybody who had heard of it hears so, and no day is bad any more."""
    await must_be_responder(tx, incident, by=by, action="dismiss")
    changed, event = ending.dismiss(incident, reason=reason, by=by)
    changed = await promises.end_all(tx, changed, now=now, kept=False)
    await tx.incidents.save(changed)
    bad = await _bad(tx, changed)
    _, told = await range_steps.withdrawn(tx, bad, reason=event.reason, by=by)
    for one in told:
        await record(tx, changed, one, now=now, quietly=True)
    await record_and_tell(
        tx,
        changed,
        event,
        kind="dismissed",
        facts={**await readers.standing(tx, changed), "by": by, "reason": event.reason},
        before=await heard_of_it(tx, changed),
        now=now,
    )
    return changed


async def close(
    tx: Transaction, incident: Incident, *, reason: str, by: str, now: datetime
) -> Incident:
    """Nothing is left to do; a reason waives the postmortem that is missing."""
    await must_be_responder(tx, incident, by=by, action="close")
    missing = await _postmortem_missing(tx, incident)
    changed, event = ending.close(
        incident,
        reason=reason,
        bad=[one.words for one in await _bad(tx, incident)],
        postmortem_missing=missing,
        by=by,
        now=now,
    )
    if missing:
        await postmortems.waive(tx, incident, reason=event.reason, by=by, now=now)
    await tx.incidents.save(changed)
    await record(tx, changed, event, now=now)
    return changed


async def close_by_itself(tx: Transaction, incident_id: int, *, now: datetime) -> None:
    """Some working days after the all-clear; with bad days left it waits another, and says so."""
    incident = await tx.incidents.get(incident_id)
    if incident.close_at is None or incident.close_at > now:
        return
    bad = await _bad(tx, incident)
    if incident.status is not Status.RESOLVED:
        await tx.incidents.save(replace(incident, close_at=None))
        return
    if bad:
        await _wait_with_closing(tx, incident, bad, now=now)
        return
    changed, event = ending.close(
        incident, reason="", bad=(), postmortem_missing="", by="", now=now
    )
    await tx.incidents.save(changed)
    once = f"closed:{incident.id}:{incident.close_at.isoformat()}"
    await record(tx, changed, event, now=now, once=once)


async def _wait_with_closing(
    tx: Transaction, incident: Incident, bad: list[BadRange], *, now: datetime
) -> None:
    days, zone = tx.policy.auto_close_days, tx.policy.timezone
    later = due(now, days=max(days, 1), working=True, timezone=zone)
    await tx.incidents.save(replace(incident, close_at=later))
    facts = {"ranges": [one.words for one in bad[:10]], "later": later}
    to = f"person:{incident.commander or incident.declared_by}"
    once = f"not_closed:{incident.id}:{incident.close_at}"
    await tell(tx, incident, kind="not_closed", to=to, facts=facts, once=once)


async def _postmortem_missing(tx: Transaction, incident: Incident) -> str:
    """What its severity asks for and is not there, as a sentence; empty when nothing is."""
    if tx.policy.of(incident.severity).postmortem != "required":
        return ""
    known = await tx.postmortems.find(incident.id)
    if known is not None and known.state is not PostmortemState.DRAFT:
        return ""
    asks = f"a {incident.severity.upper()} needs its postmortem first, and it is"
    return f"{asks} {'a draft' if known else 'not written'}."


async def _bad(tx: Transaction, incident: Incident) -> list[BadRange]:
    return [one for one in await tx.ranges.list_of(incident.id) if one.is_bad]
