"""Promises and how they ended."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, select, update

from bot.domain.promise import Promise, PromiseKind, PromiseState
from storage import rows
from storage.repository import Repository, Written
from storage.tables import PromiseRow
from storage.types import table

PROMISES = table(PromiseRow)
OPEN = (
    select(PROMISES)
    .where(
        PROMISES.c.incident == bindparam("of_incident"),
        PROMISES.c.kind == bindparam("of_kind"),
        PROMISES.c.state == PromiseState.OPEN,
    )
    .order_by(PROMISES.c.id.desc())
    .limit(1)
)
OF_INCIDENT = (
    select(PROMISES).where(PROMISES.c.incident == bindparam("of_incident")).order_by(PROMISES.c.id)
)
END = update(PROMISES).where(
    PROMISES.c.id == bindparam("of_id"), PROMISES.c.state == PromiseState.OPEN
)


class Promises(Repository):
    def __init__(self, tx: Any) -> None:
        super().__init__(tx)
        self._made: list[dict[str, Any]] = []

    def add(self, promise: Promise) -> None:
        """Keep a promise."""
        self._made.append(rows.values(promise))

    def gathered(self) -> list[Written]:
        made, self._made = self._made, []
        return [self.adding(PROMISES, made)] if made else []

    async def find_open(self, incident: int, kind: PromiseKind) -> Promise | None:
        """The promise of this kind that is still to be kept, or None."""
        await self.flush()
        row = await self.first(OPEN, {"of_incident": incident, "of_kind": kind})
        return rows.of(Promise, row) if row else None

    async def end(self, promise: Promise, state: PromiseState, *, reason: str = "") -> None:
        """Say how a promise ended; one that ended already stays as it is."""
        changes = {"state": state, "ended_at": self.now, "reason": reason}
        await self.connection.execute(END, {**changes, "of_id": promise.id})

    async def nudged(self, promise: Promise) -> None:
        """Its people were reminded of it."""
        await self.connection.execute(
            update(PROMISES).where(PROMISES.c.id == promise.id).values(nudged_at=self.now)
        )

    async def list_of(self, incident: int) -> Sequence[Promise]:
        """All promises of an incident, oldest first."""
        await self.flush()
        found = await self.all(OF_INCIDENT, {"of_incident": incident})
        return rows.list_of(Promise, found)
