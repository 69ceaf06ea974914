"""Postmortems: drafted when an incident is resolved, answered, edited, published or waived."""

from dataclasses import replace
from datetime import datetime

from bot.domain import event as events
from bot.domain.errors import NotInThisStatus
from bot.domain.incident import Incident
from bot.domain.postmortem import Postmortem, PostmortemState, due
from bot.services.record import record
from storage import Transaction


async def draft(
    tx: Transaction, incident: Incident, *, now: datetime, by: str = ""
) -> Postmortem | None:
    """Draft the postmortem of an incident that is over; None when the policy asks for none.

    Called without `by` when the incident is resolved; a person who asks for one gets one. A draft
    holds no text of the record: what it says is a function of the record, whenever it is read.
    """
    if incident.status.is_open:
        raise NotInThisStatus(
            f"{incident.ref} is still open: its postmortem is drafted with the all-clear "
            f"(`/data-incident {incident.ref} safe`)."
        )
    known = await tx.postmortems.find(incident.id)
    if known is not None and (known.state is PostmortemState.PUBLISHED or not _again(known, by)):
        return known
    wanted = await _policy_asks(tx, incident)
    if known is None and not wanted and not by:
        return None
    made = _drafted(tx, incident, known, wanted=wanted, now=now)
    await _keep(tx, made, new=known is None)
    if known is None or known.state is not PostmortemState.DRAFT:
        open_questions = made.unanswered(start_known=incident.started_at is not None)
        event = events.PostmortemDrafted(
            incident=incident.id, by=by, short=made.short, questions=len(open_questions)
        )
        await record(tx, incident, event, now=now)
    return made


def _again(known: Postmortem, by: str) -> bool:
    """A draft is drafted anew (its due date moves); a waived one only when a person asks."""
    return known.state is PostmortemState.DRAFT or bool(by)


def _drafted(
    tx: Transaction, incident: Incident, known: Postmortem | None, *, wanted: bool, now: datetime
) -> Postmortem:
    rules = tx.policy.of(incident.severity)
    at = due(
        incident.resolved_at or now,
        days=rules.postmortem_days,
        working=rules.working_days,
        timezone=tx.policy.timezone,
    )
    return replace(
        known or Postmortem(incident=incident.id, drafted_at=now),
        state=PostmortemState.DRAFT,
        short=rules.short_postmortem,
        due_at=at if wanted else None,
        remind_at=at if wanted else None,
        reason="",
    )


async def _policy_asks(tx: Transaction, incident: Incident) -> bool:
    asks = tx.policy.of(incident.severity).postmortem
    if asks == "recurrence":
        return bool(await tx.recurrences.list_of(incident.id))
    return asks == "required"


async def _keep(tx: Transaction, made: Postmortem, *, new: bool) -> None:
    if new:
        await tx.postmortems.add_if_absent(made)
    else:
        await tx.postmortems.save(made)
