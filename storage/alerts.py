"""What monitors claim."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select, update

from bot.domain.alert import Alert, AlertState
from storage import rows
from storage.repository import Repository
from storage.tables import AlertRow
from storage.types import table

ALERTS = table(AlertRow)


class Alerts(Repository):
    async def add_if_new_key(self, alert: Alert) -> bool:
        """Keep an alert; False when its key is known."""
        return await self.add_if_new(ALERTS, rows.values(alert))

    async def get(self, alert: int) -> Alert | None:
        """One alert, or None."""
        row = await self.first(select(ALERTS).where(ALERTS.c.id == alert))
        return rows.of(Alert, row) if row else None

    async def find_by_key(self, key: str) -> Alert | None:
        """The alert that a source knows by this key, or None."""
        row = await self.first(select(ALERTS).where(ALERTS.c.key == key))
        return rows.of(Alert, row) if row else None

    async def save(self, alert: Alert) -> None:
        """Keep the present state."""
        values = rows.values(replace(alert), "id")
        await self.connection.execute(
            update(ALERTS).where(ALERTS.c.id == alert.id).values(**values)
        )

    async def list_of_assets(
        self, assets: Sequence[int], *, state: AlertState | None = None
    ) -> Sequence[Alert]:
        """Alerts on these assets, newest first."""
        query = select(ALERTS).where(ALERTS.c.asset.in_(list(assets)))
        if state is not None:
            query = query.where(ALERTS.c.state == state)
        return [rows.of(Alert, row) for row in await self.all(query.order_by(ALERTS.c.id.desc()))]

    async def list_of_incident(self, incident: int) -> Sequence[Alert]:
        """Alerts linked to an incident, oldest first."""
        query = select(ALERTS).where(ALERTS.c.incident == incident).order_by(ALERTS.c.id)
        return [rows.of(Alert, row) for row in await self.all(query)]

    async def list_of_run(self, run: str, asset: int) -> Sequence[Alert]:
        """Alerts of one run on one asset, oldest first: what one message in the channel shows."""
        query = select(ALERTS).where(ALERTS.c.run == run, ALERTS.c.asset == asset)
        return [rows.of(Alert, row) for row in await self.all(query.order_by(ALERTS.c.id))]
