"""Somebody joins an incident's channel later: an entry, and a private catch-up from the record."""

from datetime import datetime, timedelta
from typing import Any

from bot.domain import event as events
from bot.domain.bad_range import RangeState
from bot.domain.notice import Way
from bot.domain.policy import Role
from bot.domain.situation import Situation
from bot.services.record import record, tell
from bot.services.situations import situation
from storage import Transaction

JUST_INVITED = timedelta(minutes=10)
"""Whoever was invited by us within this time has the briefing before their eyes."""
RANGES = 8


async def joined(
    tx: Transaction,
    channel: str,
    person: str,
    *,
    invited_by_us: bool,
    at: datetime | None = None,
    now: datetime,
) -> None:
    """Note that somebody came, and when, and tell them alone how things stand; not whom we invited
    just now."""
    incident = await tx.incidents.find_by_channel(channel)
    known = await tx.people.find(person)
    if incident is None or invited_by_us or (known is not None and known.is_bot):
        return
    if person in await tx.outbox.list_invited(incident.id, since=now - JUST_INVITED):
        return
    came = events.PersonJoined(
        incident=incident.id, by=person, person=person, at=min(at or now, now)
    )
    await record(tx, incident, came, now=now)
    facts = catch_up(await situation(tx, incident.id))
    await tell(
        tx,
        incident,
        kind="catch_up",
        to=f"channel:{incident.id}",
        facts={**facts, "person": person},
        way=Way.EPHEMERAL,
    )


def catch_up(now: Situation) -> dict[str, Any]:
    """What somebody needs who knows nothing yet."""
    incident, last = now.incident, now.last_update
    responders = [person for person, role in now.responders if role == Role.RESPONDER]
    return {
        "summary": incident.summary,
        "label": now.rules.label,
        "since": incident.declared_at,
        "started": incident.started_at,
        "open": incident.status.is_open,
        "took": incident.commander_took,
        "comms_lead": incident.comms_lead,
        "responders": list(dict.fromkeys(responders)),
        "assets": [asset.name for asset in now.assets],
        "origin": now.origin.name if now.origin else "",
        "hurt": list(dict.fromkeys(asset.name for asset in now.hurt)),
        "ranges": _ranges(now),
        "last_words": last.words if last else "",
        "last_at": last.at if last else None,
        "eta": incident.eta,
        "next_due": incident.next_update_due,
    }


def _ranges(now: Situation) -> list[dict[str, Any]]:
    return [
        {
            "asset": one.asset_name,
            "first": one.first,
            "last": one.last,
            "state": one.state,
        }
        for one in now.ranges
        if one.state is not RangeState.WITHDRAWN
    ][:RANGES]
