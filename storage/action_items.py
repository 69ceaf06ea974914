"""Action items."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import bindparam, func, insert, select, update

from bot.domain.action_item import ActionItem, ActionState
from bot.domain.errors import NotFound
from storage import rows
from storage.repository import Repository
from storage.tables import ActionItemRow
from storage.types import table

ITEMS = table(ActionItemRow)
OF_INCIDENTS = (
    select(ITEMS)
    .where(ITEMS.c.incident.in_(bindparam("incidents", expanding=True)))
    .order_by(ITEMS.c.incident, ITEMS.c.number)
)
DUE = (
    select(ITEMS)
    .where(ITEMS.c.remind_at <= bindparam("at"), ITEMS.c.state == ActionState.OPEN)
    .order_by(ITEMS.c.remind_at)
    .limit(bindparam("limit"))
)


class ActionItems(Repository):
    async def add(self, item: ActionItem) -> ActionItem:
        """Keep a new item with the next number of its incident."""
        query = select(func.max(ITEMS.c.number)).where(ITEMS.c.incident == item.incident)
        number = int((await self.connection.execute(query)).scalar_one() or 0) + 1
        values = rows.values(replace(item, number=number))
        made = insert(ITEMS).values(**values).returning(ITEMS.c.id)
        return replace(item, number=number, id=(await self.connection.execute(made)).scalar_one())

    async def get(self, item: int) -> ActionItem:
        """One item by id; raises NotFound."""
        row = await self.first(select(ITEMS).where(ITEMS.c.id == item))
        if row is None:
            raise NotFound("That action item is not there any more.")
        return rows.of(ActionItem, row)

    async def find(self, incident: int, number: int) -> ActionItem | None:
        """An item by its incident and number, or None."""
        query = select(ITEMS).where(ITEMS.c.incident == incident, ITEMS.c.number == number)
        row = await self.first(query)
        return rows.of(ActionItem, row) if row else None

    async def save(self, item: ActionItem) -> None:
        """Keep the present state."""
        values = rows.values(item, "id")
        await self.connection.execute(update(ITEMS).where(ITEMS.c.id == item.id).values(**values))

    async def list_of(self, incidents: Sequence[int]) -> Sequence[ActionItem]:
        """All items of some incidents, in order."""
        found = await self.all(OF_INCIDENTS, {"incidents": list(incidents)})
        return rows.list_of(ActionItem, found)

    async def list_due(self, at: datetime, *, limit: int = 50) -> Sequence[ActionItem]:
        """Open items whose reminder has come."""
        found = await self.all(DUE, {"at": at, "limit": limit})
        return rows.list_of(ActionItem, found)

    async def list_open_of_owner(self, person: str, *, limit: int = 100) -> Sequence[ActionItem]:
        """Somebody's open items in all incidents, the soonest due first."""
        query = select(ITEMS).where(ITEMS.c.owner == person, ITEMS.c.state == ActionState.OPEN)
        query = query.order_by(ITEMS.c.due.is_(None), ITEMS.c.due, ITEMS.c.id).limit(limit)
        return rows.list_of(ActionItem, await self.all(query))
