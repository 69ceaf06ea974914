"""What an incident is about: assets linked, unlinked, and the one where the trouble began."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain import event as events
from bot.domain.affected import Affected, Hurt
from bot.domain.asset import Asset
from bot.domain.errors import InvalidInput, NothingToChange, NotInThisStatus
from bot.domain.incident import Incident
from bot.domain.severity import Suggestion
from bot.domain.status import Status
from bot.services import recurrences
from bot.services.declaring import suggestion
from bot.services.incidents import must_be_responder
from bot.services.opening import invite
from bot.services.record import record
from bot.services.situations import hurt
from storage import Transaction

AT_ONCE = 50


async def affected(tx: Transaction, incident: Incident) -> list[Affected]:
    """Every asset linked, the origin first, with its owners and what is hurt downstream of it."""
    assets = await tx.assets.list_by_id(await tx.incidents.list_assets(incident.id))
    found = [
        Affected(
            asset=asset,
            owners=await _owners(tx, asset),
            hurt=[
                Hurt(name=one.name, url=one.url, tier=one.tier, owners=await _owners(tx, one))
                for one in await hurt(tx, [asset.id])
                if one.id != asset.id
            ],
            is_origin=asset.id == incident.origin,
        )
        for asset in assets
    ]
    return sorted(found, key=lambda one: not one.is_origin)


async def link(
    tx: Transaction, incident: Incident, assets: Sequence[Asset], *, by: str, now: datetime
) -> list[Asset]:
    """Link assets and invite their owners; returns those that were not linked yet."""
    await may_change(tx, incident, by=by)
    if not assets:
        raise InvalidInput("assets", "Choose what is affected, such as `mart.orders`.")
    new = set(await tx.incidents.link(incident.id, [asset.id for asset in assets[:AT_ONCE]]))
    linked = [asset for asset in assets if asset.id in new]
    if not linked:
        raise NothingToChange(f"{incident.ref} is about that already.")
    changed = replace(incident, domain=incident.domain or linked[0].domain)
    await tx.incidents.save(changed)
    worse = await _worse(tx, changed)
    event = events.AssetsLinked(
        incident=incident.id,
        by=by,
        assets=tuple(asset.name for asset in linked),
        suggested=worse.severity if worse else "",
        why=worse.why if worse else "",
    )
    await record(tx, changed, event, now=now)
    await _invite_owners(tx, changed, linked)
    await recurrences.link_by_itself(tx, changed, now=now)
    return linked


async def unlink(
    tx: Transaction, incident: Incident, asset: Asset, *, by: str, now: datetime
) -> Incident:
    """It is not about this asset after all; days of it that are still bad must be dealt with first."""
    await may_change(tx, incident, by=by)
    bad = [one for one in await tx.ranges.list_of(incident.id) if one.is_bad]
    if any(one.asset == asset.id for one in bad):
        raise NotInThisStatus(
            f"{asset.name} has days that must not be used: withdraw or check them first, "
            f"with `/data-incident {incident.ref} range`."
        )
    if not await tx.incidents.unlink(incident.id, asset.id):
        raise NothingToChange(f"{incident.ref} is not about {asset.name}.")
    origin = None if incident.origin == asset.id else incident.origin
    changed = replace(incident, origin=origin)
    await tx.incidents.save(changed)
    event = events.AssetUnlinked(incident=incident.id, by=by, asset=asset.name)
    await record(tx, changed, event, now=now)
    return changed


async def mark_origin(
    tx: Transaction, incident: Incident, asset: Asset, *, by: str, now: datetime
) -> Incident:
    """Here the trouble began: the asset is linked if it was not, and its owners are invited."""
    await may_change(tx, incident, by=by)
    if incident.origin == asset.id:
        raise NothingToChange(f"{asset.name} is marked as the origin of {incident.ref} already.")
    if await tx.incidents.link(incident.id, [asset.id]):
        linked = events.AssetsLinked(incident=incident.id, by=by, assets=(asset.name,))
        await record(tx, incident, linked, now=now, quietly=True)
    changed = replace(incident, origin=asset.id, domain=incident.domain or asset.domain)
    await tx.incidents.save(changed)
    event = events.OriginMarked(incident=incident.id, by=by, asset=asset.name)
    await record(tx, changed, event, now=now)
    await _invite_owners(tx, changed, [asset])
    await recurrences.link_by_itself(tx, changed, now=now)
    return changed


async def may_change(tx: Transaction, incident: Incident, *, by: str) -> None:
    """Raise unless this person may say what it is about, and it is not over for good."""
    await must_be_responder(tx, incident, by=by, action="assets")
    if incident.status in {Status.CLOSED, Status.DISMISSED}:
        raise NotInThisStatus(
            f"{incident.ref} is {incident.status}; what it was about stays as it is. "
            f"`/data-incident {incident.ref} reopen` opens it again."
        )


async def _worse(tx: Transaction, incident: Incident) -> Suggestion | None:
    """What the assets suggest, when that is worse than the severity there is."""
    assets = await tx.assets.list_by_id(await tx.incidents.list_assets(incident.id))
    advice = await suggestion(tx, assets, failure_mode=incident.failure_mode)
    return advice if advice.severity.rank < incident.severity.rank else None


async def _owners(tx: Transaction, asset: Asset) -> list[str]:
    return await tx.people.ids(asset.owners) or list(asset.owners)


async def _invite_owners(tx: Transaction, incident: Incident, assets: Sequence[Asset]) -> None:
    """Who owns what broke comes to help; who only reads a dashboard is told, not called in."""
    owners = [own for one in assets if not one.kind.is_read_by_people for own in one.owners]
    await invite(tx, incident, await tx.people.ids(owners))
