"""What a person wants to tell as a status update: checked, and what it changes in the incident."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain import event as events
from bot.domain.errors import InvalidInput
from bot.domain.event import Event
from bot.domain.incident import Incident
from bot.domain.status import CauseClass, Status
from bot.domain.update import Sureness

WORDS_MAX = 3000
"""What one field of a form holds."""
FORWARD = (Status.INVESTIGATING, Status.IDENTIFIED, Status.MITIGATED)
"""Statuses that an update may set; the others come from what people do (take, reload, all-clear)."""


@dataclass(frozen=True, kw_only=True)
class Said:
    """One update as it was typed. `origin` is an asset's id; `nothing_new` repeats the last words."""

    status: Status
    words: str
    eta: datetime | None = None
    sure: Sureness = Sureness.LIKELY
    next_due: datetime | None = None
    origin: int | None = None
    cause: CauseClass | None = None
    confirmed: bool = False
    nothing_new: bool = False


def statuses(incident: Incident) -> list[Status]:
    """What an update may set the status to: where it is now, and the ones people set by hand."""
    return [one for one in Status if one is incident.status or one in FORWARD]


def checked(said: Said, incident: Incident, *, now: datetime) -> Said:
    """The update with clean words; raises InvalidInput for the field that cannot be told."""
    incident.must_be_open("a status update")
    if said.status not in statuses(incident):
        raise InvalidInput("status", _why_not(said.status, incident))
    words = said.words.strip()
    if not any(char.isprintable() and not char.isspace() for char in words):
        raise InvalidInput("words", "Say in a sentence what people should know; this is empty.")
    if len(words) > WORDS_MAX:
        raise InvalidInput(
            "words", f"An update holds {WORDS_MAX:,} characters; this one has {len(words):,}."
        )
    if said.eta is not None and said.eta <= now and said.eta != incident.eta:
        raise InvalidInput("eta", "That time has passed; say when the data will be safe to use.")
    if said.next_due is not None and said.next_due <= now:
        raise InvalidInput("next", "That time has passed; the next word comes after this one.")
    return replace(said, words=words)


def told(
    incident: Incident, said: Said, *, by: str, origin: str, now: datetime
) -> tuple[Incident, list[Event]]:
    """The incident after a checked update, and what happened besides: status and cause.

    Milestones keep the instant they were first reached; `origin` is the name of `said.origin`.
    """
    happened: list[Event] = []
    changed = _reached(replace(incident, status=said.status, last_words=said.words), now)
    if said.status is not incident.status:
        happened.append(
            events.StatusChanged(
                incident=incident.id, by=by, before=incident.status, after=said.status
            )
        )
    if said.cause is not None and said.status is Status.IDENTIFIED:
        began = said.origin or incident.origin
        changed = replace(changed, cause=said.cause, cause_confirmed=said.confirmed, origin=began)
        if _cause(changed) != _cause(incident) or happened:
            happened.append(
                events.CauseIdentified(
                    incident=incident.id,
                    by=by,
                    cause=said.cause,
                    confirmed=said.confirmed,
                    origin=origin,
                )
            )
    return changed, happened


def _reached(incident: Incident, now: datetime) -> Incident:
    """The incident with the milestones that its status and a first update stand for."""
    changed = replace(incident, first_update_at=incident.first_update_at or incident.instant(now))
    if incident.status is Status.IDENTIFIED:
        changed = replace(changed, identified_at=incident.identified_at or incident.instant(now))
    if incident.status is Status.MITIGATED:
        changed = replace(changed, mitigated_at=incident.mitigated_at or incident.instant(now))
    return changed


def _cause(incident: Incident) -> tuple[CauseClass | None, bool, int | None]:
    return incident.cause, incident.cause_confirmed, incident.origin


def _why_not(status: Status, incident: Incident) -> str:
    if status.is_open:
        return f"{incident.ref} gets to “{status}” by what is done, not by an update."
    return (
        "Safe again is said by the all-clear, with its evidence: "
        f"`/data-incident {incident.ref} safe`."
    )
