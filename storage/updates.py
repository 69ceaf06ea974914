"""Status updates as they were told."""

from collections.abc import Sequence

from sqlalchemy import func, insert, select

from bot.domain.update import StatusUpdate
from storage import rows
from storage.repository import Repository
from storage.tables import UpdateRow
from storage.types import table

UPDATES = table(UpdateRow)


class Updates(Repository):
    async def add(self, update: StatusUpdate) -> None:
        """Keep an update; its number must be the next one."""
        await self.connection.execute(insert(UPDATES).values(**rows.values(update)))

    async def next_number(self, incident: int) -> int:
        """The number of the incident's next update."""
        query = select(func.max(UPDATES.c.number)).where(UPDATES.c.incident == incident)
        return int((await self.connection.execute(query)).scalar_one() or 0) + 1

    async def find_last(self, incident: int) -> StatusUpdate | None:
        """The latest update, or None."""
        query = select(UPDATES).where(UPDATES.c.incident == incident)
        row = await self.first(query.order_by(UPDATES.c.number.desc()).limit(1))
        return rows.of(StatusUpdate, row) if row else None

    async def list_of(self, incident: int) -> Sequence[StatusUpdate]:
        """All updates, oldest first."""
        query = select(UPDATES).where(UPDATES.c.incident == incident).order_by(UPDATES.c.number)
        return [rows.of(StatusUpdate, row) for row in await self.all(query)]
