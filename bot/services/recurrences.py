"""Recurrence: incidents link by themselves to the same trouble before, and what resembles them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain import event as events
from bot.domain.action_item import ActionItem, ActionState
from bot.domain.asset import Asset
from bot.domain.incident import Incident
from bot.domain.recurrence import Kinship, Link, Traits, because, kinship, traits, window
from bot.domain.seen_before import SeenBefore
from bot.domain.status import Status
from bot.services.record import record
from storage import Transaction

A_HANDFUL = 5


@dataclass(frozen=True, kw_only=True)
class Weaker:
    """An incident on the same asset, or on one that is a step away in the lineage."""

    incident: Incident
    asset: Asset
    is_neighbour: bool


async def link_by_itself(
    tx: Transaction, incident: Incident, *, now: datetime, quietly: bool = False
) -> Sequence[SeenBefore]:
    """Link to earlier incidents of the same trouble, and tell of it when there are new ones.

    Called at declaring and again when the cause is known: keys found out later link later.
    Returns what it is linked to when there are new ones, else nothing.
    """
    if incident.origin is None and not await tx.incidents.list_assets(incident.id):
        return ()
    mine = (await _traits(tx, [incident]))[0]
    if not mine.checks and not (incident.origin and mine.cause):
        return ()
    new = [await tx.recurrences.add_if_absent(link) for link in await _links(tx, mine)]
    if not any(new):
        return ()
    seen = await seen_before(tx, incident)
    event = events.RecurrenceFound(
        incident=incident.id,
        earlier=tuple(one.id for one in seen),
        days=max(one.days for one in seen),
        because=seen[0].because,
        promised=sum(one.promised for one in seen),
        still_open=sum(len(one.fixes) for one in seen),
        seen=tuple(seen),
    )
    await record(tx, incident, event, now=now, quietly=quietly)
    return seen


async def seen_before(tx: Transaction, incident: Incident) -> list[SeenBefore]:
    """The earlier incidents it is linked to, the latest all-clear first, with what was promised."""
    links = {link.earlier: link for link in await tx.recurrences.list_of(incident.id)}
    items = await tx.action_items.list_of(list(links)) if links else []
    found = []
    for earlier in await tx.incidents.list_by_id(list(links)) if links else []:
        promised = [item for item in items if item.incident == earlier.id]
        kept = await tx.postmortems.find(earlier.id)
        told = _told(incident, earlier, links[earlier.id], promised, postmortem=kept is not None)
        found.append(told)
    return sorted(found, key=lambda one: (one.safe_at, one.id), reverse=True)


async def weaker(tx: Transaction, incident: Incident) -> list[Weaker]:
    """Other incidents on the same assets, then on their neighbours: a handful, the newest first."""
    own = await tx.incidents.list_assets(incident.id)
    if not own:
        return []
    lineage = await tx.assets.lineage()
    beside = sorted({step for asset in own for step in lineage.neighbours(asset)} - set(own))
    linked = {link.earlier for link in await tx.recurrences.list_of(incident.id)}
    found: dict[int, Weaker] = {}
    for assets in (own, beside):
        candidates = await tx.incidents.list_of_assets(assets) if assets else []
        about = await tx.incidents.assets_of([one.id for one in candidates])
        for one in candidates:
            left_out = one.id in linked or one.drill or one.status is Status.DISMISSED
            if left_out or one.id in {incident.id, *found}:
                continue
            shared = next(asset for asset in about[one.id] if asset in assets)
            asset = await tx.assets.get(shared)
            found[one.id] = Weaker(incident=one, asset=asset, is_neighbour=assets is beside)
    return list(found.values())[:A_HANDFUL]


async def _links(tx: Transaction, mine: Traits) -> list[Link]:
    """What it is to be linked to: the keys decide, within the policy's windows."""
    windows = tx.policy.recurrence_days
    if not windows:
        return []
    since = mine.began - timedelta(days=max(windows))
    found = []
    for earlier in await _traits(tx, await tx.recurrences.list_safe_since(since)):
        days, kin = window(mine, earlier, windows), kinship(mine, earlier)
        if days is not None and kin is not None:
            words = because(kin, await _name(tx, kin))
            found.append(
                Link(
                    incident=mine.incident.id,
                    earlier=earlier.incident.id,
                    days=days,
                    because=words,
                )
            )
    return found


async def _traits(tx: Transaction, incidents: Sequence[Incident]) -> list[Traits]:
    """What each incident is recognized by, with two look-ups for all of them."""
    ids = [incident.id for incident in incidents]
    if not ids:
        return []
    alerts = await tx.alerts.list_of_incidents(ids)
    assets = await tx.incidents.assets_of(ids)
    return [
        traits(
            incident,
            [alert for alert in alerts if alert.incident == incident.id],
            assets.get(incident.id, []),
        )
        for incident in incidents
    ]


async def _name(tx: Transaction, kin: Kinship) -> str:
    asset = kin.check.asset if kin.check else kin.origin or 0
    return (await tx.assets.get(asset)).name


def _told(
    incident: Incident,
    earlier: Incident,
    link: Link,
    items: Sequence[ActionItem],
    *,
    postmortem: bool,
) -> SeenBefore:
    safe_at = earlier.safe_at or earlier.declared_at
    began = incident.started_at or incident.declared_at
    return SeenBefore(
        id=earlier.id,
        title=earlier.title,
        safe_at=safe_at,
        days_ago=max(0, (began - safe_at).days),
        days=link.days,
        because=link.because,
        channel=earlier.channel,
        thread_link="" if earlier.channel else f"place:announcement:{earlier.id}",
        postmortem=postmortem,
        promised=len(items),
        dropped=sum(item.state is ActionState.DROPPED for item in items),
        fixes=tuple(item.text for item in items if item.state is ActionState.OPEN),
    )
