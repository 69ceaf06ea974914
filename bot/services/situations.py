"""The present state of an incident, put together from the record."""

from collections.abc import Sequence

from bot.domain.action_item import ActionState
from bot.domain.asset import Asset
from bot.domain.errors import NoIncidentHere
from bot.domain.incident import Incident
from bot.domain.promise import PromiseKind
from bot.domain.severity import Stake
from bot.domain.situation import Situation
from bot.services.cleared import cleared, still_hurt
from storage import Transaction


async def situation(tx: Transaction, incident_id: int) -> Situation:
    """Everything that card, briefing and catch-up show; raises IncidentNotFound."""
    incident = await tx.incidents.get(incident_id)
    assets = await tx.assets.list_by_id(await tx.incidents.list_assets(incident_id))
    read = await hurt(tx, [asset.id for asset in assets])
    safe = await _safe_already(tx, incident, [asset.id for asset in assets])
    origin = await tx.assets.list_by_id([incident.origin] if incident.origin else [])
    postmortem = await tx.postmortems.find(incident_id)
    items = await tx.action_items.list_of([incident_id])
    wishes = await tx.subscriptions.list_for(incident_id, [asset.id for asset in assets])
    return Situation(
        incident=incident,
        rules=tx.policy.of(incident.severity),
        assets=assets,
        hurt=[asset for asset in read if asset.id not in safe],
        safe_already=[asset for asset in read if asset.id in safe],
        origin=origin[0] if origin else None,
        alerts=await tx.alerts.list_of_incident(incident_id),
        ranges=await tx.ranges.list_of(incident_id),
        responders=await tx.incidents.list_responders(incident_id),
        last_update=await tx.updates.find_last(incident_id),
        earlier=await tx.recurrences.list_of(incident_id),
        subscribers=len({wish.person for wish in wishes if not wish.muted}),
        open_actions=sum(item.state is ActionState.OPEN for item in items),
        postmortem=postmortem.state if postmortem else "",
        undelivered=await tx.outbox.list_dead(incident=incident_id, limit=3),
        late=await _missed(tx, incident, PromiseKind.NEXT_UPDATE),
        eta_passed=await _missed(tx, incident, PromiseKind.ETA),
    )


async def _safe_already(tx: Transaction, incident: Incident, assets: Sequence[int]) -> set[int]:
    """What partial all-clears have made safe of an incident that is still open."""
    done = await cleared(tx, incident) if incident.status.is_open else frozenset()
    if not done:
        return set()
    safe, _ = await still_hurt(tx, assets, [asset for asset in assets if asset not in done])
    return {asset.id for asset in safe}


async def _missed(tx: Transaction, incident: Incident, kind: PromiseKind) -> bool:
    """A time was told, but its promise has ended: it was written down as missed."""
    told = incident.eta if kind is PromiseKind.ETA else incident.next_update_due
    if told is None or not incident.status.is_open:
        return False
    return await tx.promises.find_open(incident.id, kind) is None


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
