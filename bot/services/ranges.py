"""Bad ranges: days of an asset that must not be used, and the same days downstream."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.domain import event as events
from bot.domain.asset import Asset
from bot.domain.bad_range import BadRange, RangeState, missing
from bot.domain.errors import InvalidInput, NothingToChange
from bot.domain.event import Event
from bot.domain.incident import Incident
from bot.domain.range_words import must_be_usable
from bot.domain.when import day_of
from bot.services import affected
from bot.services.incidents import must_be_responder
from bot.services.record import facts_of, record, tell
from storage import Transaction

SLICE_MAX = 200
AT_ONCE = 50
"""Assets that get a range in one go: what lineage proposes is chosen from, not swallowed whole."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Days to be marked as bad, on these assets (ids)."""

    assets: Sequence[int]
    first: date
    last: date
    slice: str = ""
    downstream_of: str = ""


async def today_of(tx: Transaction, person: str, *, now: datetime) -> date:
    """What day it is where this person is."""
    known = await tx.people.find(person)
    return day_of(now, known.timezone if known else tx.policy.timezone)


async def add(
    tx: Transaction, incident: Incident, wanted: Wanted, *, by: str, now: datetime
) -> list[BadRange]:
    """Mark days as bad; assets that were not linked are linked. Days listed already are left out."""
    await must_be_responder(tx, incident, by=by, action="range")
    incident.must_be_open("adding a bad range")
    today = await today_of(tx, by, now=now)
    must_be_usable(wanted.first, wanted.last, today=today)
    assets = await tx.assets.list_by_id(wanted.assets[:AT_ONCE])
    if not assets:
        raise InvalidInput("asset", "Choose the asset whose days must not be used.")
    known = await tx.ranges.list_of(incident.id)
    parts = [part for one in assets for part in missing(_new(incident, one, wanted, by=by), known)]
    if not parts:
        raise NothingToChange(f"{_named(assets)}: those days are on the list already.")
    await _link(tx, incident, assets, by=by, now=now)
    added = [await tx.ranges.add(part) for part in parts]
    told = [_added(part, wanted, by=by) for part in added]
    await record_all(tx, incident, told, step="added", by=by, now=now)
    return added


async def downstream(tx: Transaction, incident: Incident, bad: BadRange) -> list[Asset]:
    """What reads the asset and does not have these days on the list yet, nearest first.

    What people look at is left out: a dashboard is refreshed, not reloaded.
    """
    lineage = await tx.assets.lineage()
    found = await tx.assets.list_by_id(lineage.downstream([bad.asset]))
    known = await tx.ranges.list_of(incident.id)
    return [
        asset
        for asset in found
        if not asset.kind.is_read_by_people
        and missing(replace(bad, id=0, asset=asset.id, state=RangeState.OPEN), known)
    ][:AT_ONCE]


async def record_all(
    tx: Transaction, incident: Incident, told: Sequence[Event], *, step: str, by: str, now: datetime
) -> None:
    """One entry each, and one message for all of them together."""
    for event in told:
        await record(tx, incident, event, now=now, quietly=len(told) > 1)
    if len(told) > 1:
        facts = {"step": step, "by": by, "ranges": [facts_of(event) for event in told]}
        await tell(tx, incident, kind="several_ranges", to=incident.home, facts=facts)


async def _link(
    tx: Transaction, incident: Incident, assets: Sequence[Asset], *, by: str, now: datetime
) -> None:
    """Link those that are not linked yet, as if somebody had: with owners invited, and the rest."""
    linked = set(await tx.incidents.list_assets(incident.id))
    new = [asset for asset in assets if asset.id not in linked]
    if new:
        await affected.link(tx, incident, new, by=by, now=now)


async def also(
    tx: Transaction,
    incident: Incident,
    bad: BadRange,
    assets: Sequence[int] | None,
    *,
    by: str,
    now: datetime,
) -> list[BadRange]:
    """The same days of assets that read this one; None: of all of them."""
    chosen = assets
    if chosen is None:
        chosen = [asset.id for asset in await downstream(tx, incident, bad)]
    if not chosen:
        raise NothingToChange(f"What reads {bad.asset_name} has these days on its list already.")
    wanted = Wanted(
        assets=chosen,
        first=bad.first,
        last=bad.last,
        slice=bad.slice,
        downstream_of=bad.asset_name,
    )
    return await add(tx, incident, wanted, by=by, now=now)


def _new(incident: Incident, asset: Asset, wanted: Wanted, *, by: str) -> BadRange:
    return BadRange(
        incident=incident.id,
        asset=asset.id,
        asset_name=asset.name,
        first=wanted.first,
        last=wanted.last,
        slice=" ".join(wanted.slice.split())[:SLICE_MAX],
        added_by=by,
    )


def _added(bad: BadRange, wanted: Wanted, *, by: str) -> "events.RangeAdded":
    return events.RangeAdded(
        incident=bad.incident,
        by=by,
        asset=bad.asset_name,
        first=bad.first,
        last=bad.last,
        slice=bad.slice,
        downstream_of=wanted.downstream_of,
    )


def _named(assets: Sequence[Asset]) -> str:
    return ", ".join(asset.name for asset in assets[:5])
