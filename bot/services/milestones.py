"""An incident's times: where each comes from, and corrections, audited."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.domain.event import TimeCorrected
from bot.domain.incident import Detection, Incident, Milestone
from bot.domain.milestones import Known, correct_times
from bot.domain.timeline import Entry
from bot.services import incidents
from bot.services.record import record
from storage import Transaction

NOTICED = {
    Detection.MONITOR: "a monitor noticed",
    Detection.ENGINEER: "the data team noticed",
    Detection.STAKEHOLDER: "people who use it noticed",
}


async def known(tx: Transaction, incident: Incident) -> Sequence[Known]:
    """Every milestone with its source; a correction names who made it and what was before."""
    corrections = {
        str(entry.facts["milestone"]): entry
        for entry in await tx.timeline.list_all(incident.id, kinds=(TimeCorrected.kind,))
    }
    found = []
    for which in Milestone:
        entry = corrections.get(which)
        found.append(
            Known(
                milestone=which,
                at=incident.milestone(which),
                source=_source(incident, which) if entry is None else "",
                by=entry.by if entry else "",
                before=_before(entry),
            )
        )
    return found


async def correct(
    tx: Transaction,
    incident: Incident,
    times: Mapping[Milestone, datetime],
    *,
    by: str,
    now: datetime,
) -> Incident:
    """Set or correct milestones; each is an entry with what was before."""
    await incidents.must_be_responder(tx, incident, by=by, action="times")
    changed, corrections = correct_times(incident, times, by=by, now=now)
    await tx.incidents.save(changed)
    for event in corrections:
        await record(tx, changed, event, now=now)
    return changed


def _before(entry: Entry | None) -> datetime | None:
    text = entry.facts["before"] if entry else None
    return datetime.fromisoformat(text) if text else None


def _source(incident: Incident, which: Milestone) -> str:
    """Where the bot has it from."""
    if which is Milestone.DETECTED:
        return NOTICED[incident.detection]
    if which is Milestone.STARTED:
        return "from the alert" if incident.started_at else "nobody has said"
    return "recorded by the bot" if incident.milestone(which) else ""
