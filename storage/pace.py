"""The pace all replicas share: one row, locked from reading it to the end of the transaction."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select, update

from storage.repository import Repository
from storage.tables import PaceRow
from storage.types import table

PACE = table(PaceRow)
ONLY = 1


class PaceKeeper(Repository):
    async def load(self) -> dict[str, Any]:
        """What was kept of buckets and pauses; nobody else changes it until this transaction ends."""
        query = select(PACE.c.state).where(PACE.c.id == ONLY)
        row = await self.first(query if self.tx.reads_only else query.with_for_update())
        return dict(row.state) if row else {}

    async def save(self, state: Mapping[str, Any]) -> None:
        """Keep buckets and pauses."""
        changed = update(PACE).where(PACE.c.id == ONLY).values(state=dict(state))
        await self.connection.execute(changed)
