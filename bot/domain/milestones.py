"""The times that an incident is measured by: what they are called, and when a correction makes sense."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.domain.errors import InvalidInput, NothingToChange
from bot.domain.event import TimeCorrected
from bot.domain.incident import Incident, Milestone

WORDS: Mapping[Milestone, str] = {
    Milestone.STARTED: "Impact started",
    Milestone.DETECTED: "Detected",
    Milestone.DECLARED: "Declared",
    Milestone.ACKNOWLEDGED: "Command taken",
    Milestone.FIRST_UPDATE: "First update",
    Milestone.IDENTIFIED: "Cause known",
    Milestone.MITIGATED: "New data right",
    Milestone.SAFE: "Safe to use",
    Milestone.RESOLVED: "All-clear given",
    Milestone.CLOSED: "Closed",
}
FREE = (Milestone.STARTED, Milestone.DETECTED)
"""May be said at any time: the bot cannot know when it began, nor who saw it first."""
CORRECTABLE = (
    *FREE,
    Milestone.ACKNOWLEDGED,
    Milestone.IDENTIFIED,
    Milestone.MITIGATED,
    Milestone.SAFE,
)
"""The others are acts of the bot's own record (declared, told, closed) and stay."""
IN_ORDER = (
    (Milestone.STARTED, Milestone.DETECTED),
    (Milestone.STARTED, Milestone.IDENTIFIED),
    (Milestone.STARTED, Milestone.MITIGATED),
    (Milestone.STARTED, Milestone.SAFE),
    (Milestone.DETECTED, Milestone.DECLARED),
    (Milestone.DECLARED, Milestone.ACKNOWLEDGED),
    (Milestone.IDENTIFIED, Milestone.RESOLVED),
    (Milestone.MITIGATED, Milestone.RESOLVED),
    (Milestone.SAFE, Milestone.RESOLVED),
)
"""The first of each pair is not after the second."""
NAMES = {
    "start": Milestone.STARTED,
    "impact": Milestone.STARTED,
    "began": Milestone.STARTED,
    "taken": Milestone.ACKNOWLEDGED,
    "cause": Milestone.IDENTIFIED,
    "update": Milestone.FIRST_UPDATE,
}
SOON = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True)
class Known:
    """One milestone: when (None: not yet), where that comes from, and who said so last."""

    milestone: Milestone
    at: datetime | None
    source: str
    by: str = ""
    before: datetime | None = None


def read_milestone(word: str) -> Milestone:
    """`started`, `detected`, …; raises InvalidInput with those that may be corrected."""
    lower = word.lower()
    try:
        return NAMES.get(lower) or Milestone(lower)
    except ValueError:
        allowed = ", ".join(f"`{one}`" for one in CORRECTABLE)
        raise InvalidInput(
            "milestone", f"Times that can be set: {allowed}; such as `times started 07:30`."
        ) from None


def can_be_corrected(incident: Incident, which: Milestone) -> bool:
    """Whether the time may be set now; those of later steps only once the step was taken."""
    return which in FREE or (which in CORRECTABLE and incident.milestone(which) is not None)


def correct_times(
    incident: Incident, times: Mapping[Milestone, datetime], *, by: str, now: datetime
) -> tuple[Incident, list[TimeCorrected]]:
    """Set or correct milestones, all or none; those that stay within their minute are left alone.

    Raises InvalidInput for the field named as the milestone, or NothingToChange.
    """
    changes = {which: at for which, at in times.items() if not _same(incident.milestone(which), at)}
    if not changes:
        raise NothingToChange("Those are the times already.")
    for which, at in changes.items():
        _must_be_possible(incident, which, at, now=now)
    columns: dict[str, Any] = {f"{which}_at": at for which, at in changes.items()}
    changed = replace(incident, **columns)
    for earlier, later in IN_ORDER:
        _must_be_in_order(changed, earlier, later, changes)
    return changed, [
        TimeCorrected(
            incident=incident.id,
            by=by,
            milestone=which,
            before=incident.milestone(which),
            after=at,
        )
        for which, at in changes.items()
    ]


def _must_be_possible(incident: Incident, which: Milestone, at: datetime, *, now: datetime) -> None:
    if which not in CORRECTABLE:
        raise InvalidInput(which, f"“{WORDS[which]}” is what the bot recorded, and stays as it is.")
    if not can_be_corrected(incident, which):
        raise InvalidInput(
            which,
            f"{incident.ref} has not come to “{WORDS[which]}” yet; its time is set by that step.",
        )
    if at > now + SOON:
        raise InvalidInput(which, f"“{WORDS[which]}” cannot be in the future.")


def _must_be_in_order(
    incident: Incident,
    earlier: Milestone,
    later: Milestone,
    changes: Mapping[Milestone, datetime],
) -> None:
    """Of the two, the one that was changed is at fault."""
    first, second = incident.milestone(earlier), incident.milestone(later)
    if first is None or second is None or first <= second or not {earlier, later} & changes.keys():
        return
    at_fault, other = (earlier, later) if earlier in changes else (later, earlier)
    side = "after" if at_fault is earlier else "before"
    raise InvalidInput(
        at_fault,
        f"“{WORDS[at_fault]}” cannot be {side} “{WORDS[other]}” "
        f"({incident.milestone(other):%d %b %Y %H:%M} UTC).",
    )


def _same(before: datetime | None, after: datetime) -> bool:
    """A picker shows minutes: a time within the same minute was not touched."""
    if before is None:
        return False
    return before.replace(second=0, microsecond=0) == after.replace(second=0, microsecond=0)
