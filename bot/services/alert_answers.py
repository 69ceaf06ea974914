"""What people make of an alert: part of an incident, or none."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain import event as events
from bot.domain.alert import Alert, AlertState
from bot.domain.dbt.parse import clean
from bot.domain.errors import InvalidInput, NotFound, NothingToChange
from bot.domain.incident import Incident
from bot.domain.permission import may_command
from bot.services.alert_messages import show
from bot.services.record import record
from storage import Transaction

REASON_MAX = 500


async def dismiss(
    tx: Transaction, alerts: Sequence[int], *, by: str, reason: str, now: datetime
) -> list[Alert]:
    """Say, with a reason, that they are no incident; quiet until they pass, or for a day."""
    await must_be_on_the_data_team(tx, by)
    why = clean(reason, most=REASON_MAX)
    if not why:
        raise InvalidInput("reason", "Say in a few words why; the next person will want to know.")
    waiting = [alert.dismiss(by=by, reason=why) for alert in await _waiting(tx, alerts)]
    await tx.alerts.save_all(waiting)
    await show(tx, waiting)
    return waiting


async def add_to(
    tx: Transaction, incident: Incident, alerts: Sequence[int], *, by: str, now: datetime
) -> list[Alert]:
    """Make them part of an open incident, with an entry on its timeline at the time they began."""
    await must_be_on_the_data_team(tx, by)
    incident.must_be_open("adding an alert")
    added = [replace(alert, incident=incident.id) for alert in await _waiting(tx, alerts)]
    await tx.alerts.save_all(added)
    assets = await tx.assets.list_by_id(alert.asset for alert in added)
    await tx.incidents.link(incident.id, [asset.id for asset in assets])
    names = {asset.id: asset.name for asset in assets}
    for number, alert in enumerate(added):
        event = _linked(incident, alert, names[alert.asset], by=by, more=len(added) - 1)
        await record(tx, incident, event, now=now, quietly=number > 0)
    await show(tx, added)
    return added


async def declared_with(tx: Transaction, incident: Incident, *, by: str, now: datetime) -> None:
    """An incident was just declared: its alerts go on its timeline at the time they began, and the
    alerts channel shows that somebody is on it, for these and for others on the same assets."""
    own = await tx.alerts.list_of_incident(incident.id)
    ids = [*await tx.incidents.list_assets(incident.id), *(alert.asset for alert in own)]
    names = {asset.id: asset.name for asset in await tx.assets.list_by_id(ids)}
    for alert in own:
        event = _linked(incident, alert, names[alert.asset], by=by)
        await record(tx, incident, event, now=now, quietly=True)
    others = await tx.alerts.list_of_assets(ids, state=AlertState.FIRING) if ids else []
    await show(tx, [*own, *others])


async def taken(tx: Transaction, alerts: Sequence[int]) -> Incident | None:
    """The open incident that one of these alerts is part of already. Whoever asks keeps the others
    waiting until the commit: of two people who declare the same alert, the second gets this."""
    await tx.alerts.lock()
    for alert in await tx.alerts.list_by_id(alerts):
        if alert.incident is not None:
            incident = await tx.incidents.get(alert.incident)
            if incident.status.is_open:
                return incident
    return None


async def must_be_on_the_data_team(tx: Transaction, by: str) -> None:
    """Whether an alert is an incident is for the data team to say; anybody may declare one."""
    if not may_command(by, data_team=await tx.people.ids(tx.policy.data_team)):
        raise NotFound(
            "The data team decides that. If a number looks wrong to you, "
            "`/data-incident declare` reaches whoever is on call."
        )


def _linked(
    incident: Incident, alert: Alert, asset: str, *, by: str, more: int = 0
) -> events.AlertLinked:
    return events.AlertLinked(
        incident=incident.id,
        by=by,
        alert=alert.id,
        title=alert.title,
        asset=asset,
        detail=alert.detail,
        more=more,
        at=alert.started_at,
    )


async def _waiting(tx: Transaction, ids: Sequence[int]) -> list[Alert]:
    """Those that nobody has answered yet; raises NothingToChange when there is none left."""
    await tx.alerts.lock()
    alerts = await tx.alerts.list_by_id(ids)
    waiting = [alert for alert in alerts if alert.waits]
    if not waiting:
        raise NothingToChange(_why_none(alerts))
    return waiting


def _why_none(alerts: Sequence[Alert]) -> str:
    part_of = next((alert.incident for alert in alerts if alert.incident is not None), None)
    if part_of is not None:
        return f"That alert is part of DI-{part_of} already; nothing was changed."
    if any(alert.state is AlertState.DISMISSED for alert in alerts):
        return "Somebody has already said that it is no incident; nothing was changed."
    return "That alert is over already; nothing was changed."
