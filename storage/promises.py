"""Promises and how they ended."""

from collections.abc import Sequence

from sqlalchemy import insert, select, update

from bot.domain.promise import Promise, PromiseKind, PromiseState
from storage import rows
from storage.repository import Repository
from storage.tables import PromiseRow
from storage.types import table

PROMISES = table(PromiseRow)


class Promises(Repository):
    async def add(self, promise: Promise) -> None:
        """Keep a promise."""
        await self.connection.execute(insert(PROMISES), rows.values(promise))

    async def find_open(self, incident: int, kind: PromiseKind) -> Promise | None:
        """The promise of this kind that is still to be kept, or None."""
        query = select(PROMISES).where(
            PROMISES.c.incident == incident,
            PROMISES.c.kind == kind,
            PROMISES.c.state == PromiseState.OPEN,
        )
        row = await self.first(query.order_by(PROMISES.c.id.desc()).limit(1))
        return rows.of(Promise, row) if row else None

    async def end(self, promise: Promise, state: PromiseState, *, reason: str = "") -> None:
        """Say how a promise ended; one that ended already stays as it is."""
        await self.connection.execute(
            update(PROMISES)
            .where(PROMISES.c.id == promise.id, PROMISES.c.state == PromiseState.OPEN)
            .values(state=state, ended_at=self.now, reason=reason)
        )

    async def nudged(self, promise: Promise) -> None:
        """Its people were reminded of it."""
        await self.connection.execute(
            update(PROMISES).where(PROMISES.c.id == promise.id).values(nudged_at=self.now)
        )

    async def list_of(self, incident: int) -> Sequence[Promise]:
        """All promises of an incident, oldest first."""
        query = select(PROMISES).where(PROMISES.c.incident == incident).order_by(PROMISES.c.id)
        return [rows.of(Promise, row) for row in await self.all(query)]
