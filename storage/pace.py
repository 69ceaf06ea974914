"""The pace all replicas share: one row, locked from reading it to the end of the transaction."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, select, update

from storage.repository import Repository
from storage.tables import PaceRow
from storage.types import table

PACE = table(PaceRow)
ONLY = 1
READ = select(PACE.c.state).where(PACE.c.id == ONLY)
LOCKED = READ.with_for_update()
SAVE = update(PACE).where(PACE.c.id == ONLY).values(state=bindparam("kept"))


class PaceKeeper(Repository):
    async def load(self) -> dict[str, Any]:
        """What was kept of buckets and pauses; nobody else changes it until this transaction ends."""
        row = await self.first(READ if self.tx.reads_only else LOCKED)
        return dict(row.state) if row else {}

    async def save(self, state: Mapping[str, Any]) -> None:
        """Keep buckets and pauses."""
        await self.connection.execute(SAVE, {"kept": dict(state)})
