"""The present state of an incident, put together from the record."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.asset import Asset
from bot.domain.errors import NoIncidentHere
from bot.domain.incident import Incident
from bot.domain.severity import Stake
from bot.domain.situation import Situation
from bot.services.cleared import cleared, still_hurt
from storage import Transaction

LETTERS = 200
"""Of what could not be delivered, the newest so many are read for a card."""


async def situation(tx: Transaction, incident_id: int) -> Situation:
    """Everything that card, briefing and catch-up show; raises IncidentNotFound."""
    incident = await tx.incidents.get(incident_id)
    linked = await tx.incidents.list_assets(incident_id)
    there = await tx.inventories.of(incident_id, linked)
    read = await hurt(tx, linked)
    safe = await _safe_already(tx, incident, linked) if there.all_clears else set()
    origin = await tx.assets.list_by_id([incident.origin] if incident.origin else [])
    dead = (
        await tx.undelivered.list(incident=incident_id, limit=LETTERS) if there.undelivered else ()
    )
    return Situation(
        incident=incident,
        rules=tx.policy.of(incident.severity),
        assets=await tx.assets.list_by_id(linked),
        hurt=[asset for asset in read if asset.id not in safe],
        safe_already=[asset for asset in read if asset.id in safe],
        origin=origin[0] if origin else None,
        alerts=await tx.alerts.list_of_incident(incident_id) if there.alerts else (),
        ranges=await tx.ranges.list_of(incident_id) if there.ranges else (),
        responders=await tx.incidents.list_responders(incident_id),
        last_update=await tx.updates.find_last(incident_id) if there.updates else None,
        earlier=await tx.recurrences.list_of(incident_id) if there.earlier else (),
        subscribers=there.subscribers,
        open_actions=there.open_actions,
        postmortem=there.postmortem or "",
        undelivered=dead,
        late=_missed(incident, incident.next_update_due, stands=there.next_update),
        eta_passed=_missed(incident, incident.eta, stands=there.eta),
    )


async def _safe_already(tx: Transaction, incident: Incident, assets: Sequence[int]) -> set[int]:
    """What partial all-clears have made safe of an incident that is still open."""
    done = await cleared(tx, incident) if incident.status.is_open else frozenset()
    if not done:
        return set()
    safe, _ = await still_hurt(tx, assets, [asset for asset in assets if asset not in done])
    return {asset.id for asset in safe}


def _missed(incident: Incident, told: datetime | None, *, stands: bool) -> bool:
    """A time was told, but its promise has ended: it was written down as missed."""
    return told is not None and incident.status.is_open and not stands


async def hurt(tx: Transaction, assets: Sequence[int]) -> list[Asset]:
    """What people read downstream of (or among) these assets: dashboards and the like, tier first."""
    if not assets:
        return []
    lineage = await tx.assets.lineage()
    found = await tx.assets.list_by_id([*assets, *lineage.downstream(assets)])
    read = [asset for asset in found if asset.kind.is_read_by_people]
    return sorted(read, key=lambda asset: (asset.tier or 9, asset.name))


async def stakes(tx: Transaction, assets: Sequence[Asset]) -> list[Stake]:
    """What each asset puts at stake: its tier and the dashboards that read it."""
    made = []
    for asset in assets:
        dashboards = await hurt(tx, [asset.id])
        named = [(dashboard.name, dashboard.tier) for dashboard in dashboards]
        made.append(Stake(name=asset.name, tier=asset.tier, dashboards=named))
    return made


async def here(
    tx: Transaction,
    *,
    channel: str,
    thread_ts: str = "",
    incident: int | None = None,
    verb: str = "",
) -> Incident:
    """The incident meant: named by number, or of this channel, or of this status thread.

    Raises NoIncidentHere (with the verb that was tried) or IncidentNotFound.
    """
    if incident is not None:
        return await tx.incidents.get(incident)
    found = await tx.incidents.find_by_channel(channel)
    if found is None and thread_ts:
        found = await announced(tx, channel=channel, ts=thread_ts)
    if found is None:
        found = await find_former(tx, channel)
    if found is None:
        raise NoIncidentHere(verb)
    return found


async def announced(tx: Transaction, *, channel: str, ts: str) -> Incident | None:
    """The incident whose announcement this message is, and so whose status thread hangs on it."""
    place = await tx.places.find_by_message(channel, ts)
    if place is None or not place.slot.startswith("announcement:"):
        return None
    return await tx.incidents.get(int(place.slot.split(":")[1]))


def former(incident: int) -> str:
    """The slot of a channel that an incident had and cannot use any more."""
    return f"former:{incident}"


async def find_former(tx: Transaction, channel: str) -> Incident | None:
    """The incident that was worked on in this channel until it was lost, or None."""
    place = await tx.places.find_in(channel, former(0).rstrip("0"))
    return await tx.incidents.get(int(place.slot.split(":")[1])) if place else None
