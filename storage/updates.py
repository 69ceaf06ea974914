"""Status updates as they were told."""

from collections.abc import Sequence

from sqlalchemy import bindparam, func, insert, select

from bot.domain.update import StatusUpdate
from storage import rows
from storage.repository import Repository
from storage.tables import UpdateRow
from storage.types import table

UPDATES = table(UpdateRow)
OF_INCIDENT = select(UPDATES).where(UPDATES.c.incident == bindparam("of_incident"))
LAST = OF_INCIDENT.order_by(UPDATES.c.number.desc()).limit(1)
ALL = OF_INCIDENT.order_by(UPDATES.c.number)
HIGHEST = select(func.max(UPDATES.c.number)).where(UPDATES.c.incident == bindparam("of_incident"))


class Updates(Repository):
    async def add(self, update: StatusUpdate) -> None:
        """Keep an update; its number must be the next one."""
        await self.connection.execute(insert(UPDATES).values(**rows.values(update)))

    async def next_number(self, incident: int) -> int:
        """The number of the incident's next update."""
        highest = await self.connection.execute(HIGHEST, {"of_incident": incident})
        return int(highest.scalar_one() or 0) + 1

    async def find_last(self, incident: int) -> StatusUpdate | None:
        """The latest update, or None."""
        row = await self.first(LAST, {"of_incident": incident})
        return rows.of(StatusUpdate, row) if row else None

    async def list_of(self, incident: int) -> Sequence[StatusUpdate]:
        """All updates, oldest first."""
        found = await self.all(ALL, {"of_incident": incident})
        return rows.list_of(StatusUpdate, found)
