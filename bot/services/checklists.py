"""The checklist before an all-clear, filled from the record and through lineage."""

from collections.abc import Iterable, Sequence

from bot.domain.alert import Alert, AlertState
from bot.domain.all_clear import MORE_TO_CHECK, Checklist, Item, ready
from bot.domain.asset import Asset, Lineage
from bot.domain.bad_range import BadRange, RangeState
from bot.domain.incident import Incident
from bot.services.cleared import cleared
from bot.services.situations import hurt
from storage import Transaction

RANGE, ALERT, DASHBOARD = "range", "alert", "dashboard"


async def checklist(tx: Transaction, incident: Incident) -> Checklist:
    """Bad ranges, failing checks, dashboards hurt, and what the failure mode asks for."""
    ids = await tx.incidents.list_assets(incident.id)
    affected = await tx.assets.list_by_id(ids)
    lineage = await tx.assets.lineage()
    ranges = [
        one for one in await tx.ranges.list_of(incident.id) if one.state is not RangeState.WITHDRAWN
    ]
    alerts = await _alerts(tx, incident, ids)
    dashboards = await hurt(tx, ids)
    already = await cleared(tx, incident)
    troubled = {one.asset for one in ranges if one.is_bad}
    troubled |= {one.asset for one in alerts if not one.is_over}
    items = [
        *_of_ranges(ranges),
        *_of_alerts(alerts),
        *_of_dashboards(dashboards, lineage, frozenset(ids)),
        *_of_mode(incident),
    ]
    looked = Item(key="looked", words="The data was looked at and is right")
    return Checklist(
        affected=tuple(affected),
        cleared=already,
        ready=ready(ids, cleared=already, troubled=troubled & set(ids), lineage=lineage),
        items=tuple(items) or (looked,),
    )


async def _alerts(tx: Transaction, incident: Incident, assets: Sequence[int]) -> list[Alert]:
    """Of the incident, and failing on its assets; of each check the newest, dismissed ones not."""
    found = [*await tx.alerts.list_of_incident(incident.id)]
    if assets:
        found += await tx.alerts.list_of_assets(assets, state=AlertState.FIRING)
    newest: dict[tuple[int, str], Alert] = {}
    for alert in sorted(found, key=lambda one: one.id):
        newest[alert.asset, alert.check] = alert
    return [one for one in newest.values() if one.state is not AlertState.DISMISSED]


def _of_ranges(ranges: Iterable[BadRange]) -> list[Item]:
    return [
        Item(
            key=f"{RANGE}:{one.id}",
            words=f"{one.words} reloaded and checked",
            detail=one.evidence if one.state is RangeState.CHECKED else f"at present: {one.state}",
            done=one.state is RangeState.CHECKED,
            assets=frozenset({one.asset}),
            at=one.checked_at,
        )
        for one in ranges
    ]


def _of_alerts(alerts: Iterable[Alert]) -> list[Item]:
    return [
        Item(
            key=f"{ALERT}:{one.id}",
            words=f"{one.check} passes again",
            detail="it passes" if one.is_over else f"still failing: {one.title}",
            done=one.is_over,
            assets=frozenset({one.asset}),
            at=one.ended_at,
        )
        for one in alerts
    ]


def _of_dashboards(
    dashboards: Iterable[Asset], lineage: Lineage, affected: frozenset[int]
) -> list[Item]:
    return [
        Item(
            key=f"{DASHBOARD}:{one.id}",
            words=f"{one.name} refreshed and right",
            detail=f"tier {one.tier}" if one.tier else "",
            assets=(frozenset(lineage.upstream([one.id])) | {one.id}) & affected,
        )
        for one in dashboards
    ]


def _of_mode(incident: Incident) -> list[Item]:
    if incident.failure_mode not in MORE_TO_CHECK:
        return []
    return [Item(key=f"mode:{incident.failure_mode}", words=MORE_TO_CHECK[incident.failure_mode])]
