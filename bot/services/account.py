"""Gathers everything the record knows about one incident."""

from collections.abc import Sequence

from bot.domain.account import Account, Earlier
from bot.domain.asset import Asset
from bot.domain.blameless import Cast, roles_of
from bot.domain.incident import Detection, Incident
from bot.domain.timeline import Entry
from bot.services.record import about
from bot.services.situations import hurt
from storage import Transaction


async def account_of(tx: Transaction, incident: Incident) -> Account:
    """What its postmortem is a function of."""
    linked = await tx.incidents.list_assets(incident.id)
    assets = await tx.assets.list_by_id(linked)
    origin = await tx.assets.list_by_id([incident.origin] if incident.origin else [])
    entries = await tx.timeline.list_all(incident.id)
    return Account(
        incident=incident,
        rules=tx.policy.of(incident.severity),
        about=about(incident),
        assets=assets,
        hurt=await hurt(tx, linked),
        origin=origin[0] if origin else None,
        alerts=await tx.alerts.list_of_incident(incident.id),
        ranges=await tx.ranges.list_of(incident.id),
        all_clears=await tx.ranges.list_all_clears(incident.id),
        updates=await tx.updates.list_of(incident.id),
        promises=await tx.promises.list_of(incident.id),
        entries=entries,
        earlier=await _earlier(tx, incident),
        items=await tx.action_items.list_of([incident.id]),
        cast=await _cast(tx, incident, assets, entries),
    )


async def _earlier(tx: Transaction, incident: Incident) -> list[Earlier]:
    links = await tx.recurrences.list_of(incident.id)
    items = await tx.action_items.list_of([link.earlier for link in links])
    return [
        Earlier(
            link=link,
            incident=await tx.incidents.get(link.earlier),
            items=[item for item in items if item.incident == link.earlier],
        )
        for link in links
    ]


async def _cast(
    tx: Transaction, incident: Incident, assets: Sequence[Asset], entries: Sequence[Entry]
) -> Cast:
    """Everybody known, and the part of those who had one."""
    asked = (str(one.facts["person"]) for one in entries if one.kind == "commander_asked")
    responders = [person for person, _ in await tx.incidents.list_responders(incident.id)]
    owners = await tx.people.ids(owner for asset in assets for owner in asset.owners)
    noted = (one.by for one in entries if one.by)
    roles = roles_of(
        commander=incident.commander,
        comms_lead=incident.comms_lead,
        reporter=incident.declared_by,
        reporter_is_stakeholder=incident.detection is Detection.STAKEHOLDER,
        on_call=asked,
        owners=owners,
        responders=(*responders, *noted),
    )
    return Cast({one.id: one for one in await tx.people.list_known()}, roles)
