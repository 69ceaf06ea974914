"""How an incident ends, and begins again: restoring, resolved, closed, dismissed, reopened."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain import event as events
from bot.domain.errors import BotError, InvalidInput, NothingToChange, NotInThisStatus
from bot.domain.incident import Incident
from bot.domain.status import Status

REASON_MAX = 1000


class PostmortemMissing(BotError):
    """It can be closed once its postmortem is published, or waived with a reason."""


def begin_restoring(incident: Incident, *, by: str) -> tuple[Incident, "events.StatusChanged"]:
    """The first bad range is reloaded; raises NothingToChange when restoring has begun before."""
    incident.must_be_open("restoring")
    if incident.status is Status.RESTORING:
        raise NothingToChange(f"{incident.ref} is being restored already.")
    event = events.StatusChanged(
        incident=incident.id, by=by, before=incident.status, after=Status.RESTORING
    )
    return replace(incident, status=Status.RESTORING), event


def resolve(
    incident: Incident,
    *,
    safe_at: datetime,
    close_at: datetime | None,
    reason: str,
    now: datetime,
) -> Incident:
    """Everything is safe again: nothing more is promised, and nobody more is asked to take command.

    `reason` is why it is safe although something is open; readers go on seeing it.
    """
    incident.must_be_open("the all-clear")
    return replace(
        _quiet(incident),
        status=Status.RESOLVED,
        safe_at=safe_at,
        resolved_at=max(incident.instant(now), safe_at),
        close_at=close_at,
        reason=reason,
    )


def reopen(
    incident: Incident, *, reason: str, restoring: bool, by: str
) -> tuple[Incident, "events.IncidentReopened"]:
    """Begin again where it fits; milestones stay, but nothing says "safe" any more."""
    if incident.status.is_open:
        raise NothingToChange(f"{incident.ref} is open ({incident.status}) already.")
    event = events.IncidentReopened(
        incident=incident.id, by=by, reason=_said(reason, "what is wrong again")
    )
    return replace(
        incident,
        status=Status.RESTORING if restoring else Status.INVESTIGATING,
        safe_at=None,
        closed_at=None,
        close_at=None,
        reason="",
    ), event


def dismiss(
    incident: Incident, *, reason: str, by: str
) -> tuple[Incident, "events.IncidentDismissed"]:
    """There is no problem after all."""
    if incident.status is Status.DISMISSED:
        raise NothingToChange(f"{incident.ref} is dismissed already.")
    incident.must_be_open("dismissing")
    said = _said(reason, "why there is no problem")
    event = events.IncidentDismissed(incident=incident.id, by=by, reason=said)
    return replace(_quiet(incident), status=Status.DISMISSED, close_at=None, reason=said), event


def close(
    incident: Incident,
    *,
    reason: str,
    bad: Sequence[str],
    postmortem_missing: str,
    by: str,
    now: datetime,
) -> tuple[Incident, "events.IncidentClosed"]:
    """Nothing is left to do. `bad` are ranges that still must not be used, in words.

    `postmortem_missing` says what its severity asks for and is not there; a reason waives it.
    """
    if incident.status is Status.CLOSED:
        raise NothingToChange(f"{incident.ref} is closed already.")
    if incident.status is not Status.RESOLVED:
        how = (
            "give the all-clear first (`safe`), or `dismiss` it if there is no problem."
            if incident.status.is_open
            else "a dismissed incident is over as it is."
        )
        raise NotInThisStatus(f"{incident.ref} is {incident.status}: {how}")
    if bad:
        raise NotInThisStatus(
            f"{incident.ref} still has bad ranges: {'; '.join(bad[:5])}. Check or withdraw them "
            f"first: `/data-incident {incident.ref} range`."
        )
    if postmortem_missing and not reason.strip():
        raise PostmortemMissing(
            f"{incident.ref} is not closed: {postmortem_missing} Publish it with `/data-incident "
            f"{incident.ref} postmortem`, or waive it: `/data-incident {incident.ref} close <why no "
            "postmortem is needed>`."
        )
    said = " ".join(reason.split())[:REASON_MAX]
    event = events.IncidentClosed(incident=incident.id, by=by, reason=said)
    return replace(
        incident, status=Status.CLOSED, closed_at=incident.instant(now), close_at=None
    ), event


def within_days(since: datetime | None, days: int, *, now: datetime) -> bool:
    """Whether an instant is at most so many days ago."""
    return since is not None and now - since <= timedelta(days=days)


def _quiet(incident: Incident) -> Incident:
    """Without anything that is promised, or that somebody would be reminded of."""
    return replace(
        incident,
        eta=None,
        next_update_due=None,
        nudge_at=None,
        escalate_at=None,
    )


def _said(reason: str, what: str) -> str:
    said = " ".join(reason.split())[:REASON_MAX]
    if not any(char.isprintable() and not char.isspace() for char in said):
        raise InvalidInput("reason", f"Say {what}: the people who are told will read it.")
    return said
