"""What people who use the numbers are shown of an incident: theirs, what not to use, until when."""

from datetime import datetime
from typing import Any

from bot.domain.bad_range import progress
from bot.domain.incident import Incident
from bot.domain.telling import Said
from bot.services.situations import hurt
from storage import Transaction


async def facts(
    tx: Transaction, incident: Incident, said: Said, *, before: Incident, by: str
) -> dict[str, Any]:
    """The facts of an update: `incident` is as the update leaves it, `before` as it finds it."""
    last = await tx.updates.find_last(incident.id) if said.nothing_new else None
    moved = before.eta if before.eta and before.eta != said.eta else None
    return {
        **await standing(tx, incident),
        "words": said.words,
        "nothing_new": said.nothing_new,
        "since": last.at if last else None,
        "eta": said.eta,
        "eta_before": moved,
        "sure": said.sure,
        "next_due": said.next_due,
        "by": by,
    }


async def answer(tx: Transaction, incident: Incident, *, now: datetime) -> dict[str, Any]:
    """The facts of the current answer, for somebody who asks: the last words, and how old they are."""
    last = await tx.updates.find_last(incident.id)
    return {
        **await standing(tx, incident),
        "words": last.words if last else "",
        "at": last.at if last else None,
        "eta": incident.eta if incident.eta and incident.eta > now else None,
        "sure": last.sure if last else None,
        "next_due": incident.next_update_due,
        "overdue": incident.next_update_due is not None and incident.next_update_due < now,
        "open": incident.status.is_open,
        "safe_at": incident.safe_at,
    }


async def standing(tx: Transaction, incident: Incident) -> dict[str, Any]:
    """What is so whoever asks: what people read that is affected, the days not to use, progress."""
    affected = await hurt(tx, await tx.incidents.list_assets(incident.id))
    ranges = await tx.ranges.list_of(incident.id)
    bad = [one for one in ranges if one.is_bad]
    return {
        "severity_label": tx.policy.of(incident.severity).label,
        "affected": list(dict.fromkeys(asset.name for asset in affected)),
        "days": list({(one.first, one.last, one.slice): None for one in bad}),
        "progress": progress(ranges) if ranges else None,
    }
