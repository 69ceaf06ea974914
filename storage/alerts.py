"""What monitors claim."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, bindparam, func, select, text, update

from bot.domain.alert import Alert, AlertState
from storage import rows
from storage.repository import Repository
from storage.tables import AlertRow
from storage.types import table

ALERTS = table(AlertRow)
SAVE = update(ALERTS).where(ALERTS.c.id == bindparam("of_id"))
OF_INCIDENT = (
    select(ALERTS).where(ALERTS.c.incident == bindparam("of_incident")).order_by(ALERTS.c.id)
)
OF_INCIDENTS = (
    select(ALERTS)
    .where(ALERTS.c.incident.in_(bindparam("incidents", expanding=True)))
    .order_by(ALERTS.c.id)
)
INTAKE = 7_421_503
"""The number of PostgreSQL's advisory lock under which runs are taken in one after the other."""
AT_ONCE = 500
"""How many values one statement names: databases limit them."""


class Alerts(Repository):
    async def lock(self) -> None:
        """One run after the other: what is decided from the latest alerts must stay so."""
        if self.connection.dialect.name == "postgresql":
            await self.connection.execute(text(f"SELECT pg_advisory_xact_lock({INTAKE})"))

    async def add_if_new_key(self, alert: Alert) -> bool:
        """Keep an alert; False when its key is known."""
        return await self.add_if_new(ALERTS, rows.values(alert))

    async def add_all(self, alerts: Sequence[Alert]) -> int:
        """Keep many at once, in this order; returns how many keys were new."""
        known: set[str] = set()
        for part in _parts([alert.key for alert in alerts]):
            found = await self.all(select(ALERTS.c.key).where(ALERTS.c.key.in_(part)))
            known.update(row.key for row in found)
        new = [rows.values(alert) for alert in alerts if alert.key not in known]
        await self.add_new(ALERTS, new)
        return len(new)

    async def get(self, alert: int) -> Alert | None:
        """One alert, or None."""
        row = await self.first(select(ALERTS).where(ALERTS.c.id == alert))
        return _alert(row) if row else None

    async def find_by_key(self, key: str) -> Alert | None:
        """The alert that a source knows by this key, or None."""
        row = await self.first(select(ALERTS).where(ALERTS.c.key == key))
        return _alert(row) if row else None

    async def list_by_id(self, ids: Iterable[int]) -> list[Alert]:
        """Alerts in the order of the ids; unknown ids are left out."""
        wanted = list(dict.fromkeys(ids))[:AT_ONCE]
        found = await self.all(select(ALERTS).where(ALERTS.c.id.in_(wanted)))
        by_id = {row.id: _alert(row) for row in found}
        return [by_id[alert] for alert in wanted if alert in by_id]

    async def save(self, alert: Alert) -> None:
        """Keep the present state."""
        await self.save_all([alert])

    async def save_all(self, alerts: Sequence[Alert]) -> None:
        """Keep the present state of many."""
        if not alerts:
            return
        changes = [{**rows.values(replace(one, id=0)), "of_id": one.id} for one in alerts]
        await self.connection.execute(SAVE, changes)

    async def latest(self, source: str, assets: Iterable[int]) -> Mapping[tuple[int, str], Alert]:
        """The latest alert of each asset and check, by (asset, check)."""
        found: dict[tuple[int, str], Alert] = {}
        for part in _parts(sorted(set(assets))):
            newest = (
                select(func.max(ALERTS.c.id))
                .where(ALERTS.c.asset.in_(part), ALERTS.c.source == source)
                .group_by(ALERTS.c.asset, ALERTS.c.check)
            )
            for row in await self.all(select(ALERTS).where(ALERTS.c.id.in_(newest))):
                found[row.asset, row.check] = _alert(row)
        return found

    async def list_of_assets(
        self, assets: Sequence[int], *, state: AlertState | None = None
    ) -> Sequence[Alert]:
        """Alerts on these assets, newest first; firing ones only as long as they are not over."""
        found = await self.all(_of_assets(state), {"assets": list(assets)})
        return [_alert(row) for row in found]

    async def list_of_incident(self, incident: int) -> Sequence[Alert]:
        """Alerts linked to an incident, oldest first."""
        return [_alert(row) for row in await self.all(OF_INCIDENT, {"of_incident": incident})]

    async def list_of_incidents(self, incidents: Sequence[int]) -> Sequence[Alert]:
        """Alerts linked to any of these incidents, oldest first."""
        found = await self.all(OF_INCIDENTS, {"incidents": list(incidents)})
        return rows.list_of(Alert, found)

    async def list_of_run(self, run: str, assets: Iterable[int]) -> Sequence[Alert]:
        """Alerts of one run on some assets, oldest first: what one message in the channel shows."""
        found = []
        for part in _parts(list(assets)):
            query = select(ALERTS).where(ALERTS.c.run == run, ALERTS.c.asset.in_(part))
            found += [_alert(row) for row in await self.all(query)]
        return sorted(found, key=lambda alert: alert.id)

    async def assets_of_run(self, run: str) -> list[int]:
        """Assets with alerts that began in a run, in the order their first one was kept."""
        query = select(ALERTS.c.asset).where(ALERTS.c.run == run).group_by(ALERTS.c.asset)
        return [row.asset for row in await self.all(query.order_by(func.min(ALERTS.c.id)))]


@cache
def _of_assets(state: AlertState | None) -> Select[Any]:
    query = select(ALERTS).where(ALERTS.c.asset.in_(bindparam("assets", expanding=True)))
    if state is not None:
        query = query.where(ALERTS.c.state == state)
    if state is AlertState.FIRING:
        query = query.where(ALERTS.c.ended_at.is_(None))
    return query.order_by(ALERTS.c.id.desc())


def _alert(row: Row[Any]) -> Alert:
    alert = rows.of(Alert, row)
    return replace(alert, ranges=tuple((first, last) for first, last in alert.ranges))


def _parts(values: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (values[at : at + AT_ONCE] for at in range(0, len(values), AT_ONCE))
