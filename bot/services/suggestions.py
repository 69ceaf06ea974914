"""🔧 on a message: its words become an action item, and are taken back with the last 🔧."""

from datetime import datetime

from bot.domain.action_item import ActionState
from bot.domain.capture import Look, Seen, Why
from bot.domain.incident import Incident
from bot.services import action_items, timeline
from bot.services.people import readable
from bot.services.record import record
from storage import Transaction

TAKEN_BACK = "The 🔧 was taken away"


async def captured(tx: Transaction, look: Look, seen: Seen, *, now: datetime) -> None:
    """Suggest an item once per message; edits of the message do not change it."""
    incident = await timeline.incident_of(tx, look, seen)
    where = {"channel": look.channel, "ts": look.ts, "purpose": look.purpose}
    found = await tx.captures.find(**where)
    if found is None:
        return
    _, asked_by, number = found
    if number is not None and incident is not None:
        if look.why is Why.REMOVED and not _is_asked_for(tx, seen):
            await _take_back(tx, incident, number, by=look.by, now=now)
        return
    if incident is None or seen.ours or not seen.there or not _is_asked_for(tx, seen):
        await tx.captures.remove(**where)
        return
    item = await action_items.suggested(
        tx,
        incident,
        text=await readable(tx, seen.text),
        permalink=seen.permalink,
        by=asked_by,
        now=now,
    )
    await tx.captures.done(incident.id, **where, seq=item.number)


async def _take_back(
    tx: Transaction, incident: Incident, number: int, *, by: str, now: datetime
) -> None:
    """Drop it, unless somebody has made it their own meanwhile."""
    item = await tx.action_items.find(incident.id, number)
    if item is None or item.state is not ActionState.OPEN:
        return
    if item.owner or item.due or item.type:
        return
    dropped, event = item.drop(reason=TAKEN_BACK, by=by, now=now)
    await tx.action_items.save(dropped)
    await record(tx, incident, event, now=now)


def _is_asked_for(tx: Transaction, seen: Seen) -> bool:
    """While anybody's 🔧 is on it; what cannot be read counts as asked for."""
    return seen.reactions is None or tx.policy.action_emoji in seen.reactions
