"""Links between incidents that are the same trouble."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, select

from bot.domain.incident import Incident
from bot.domain.recurrence import Link
from storage import rows
from storage.repository import Repository
from storage.tables import IncidentRow, RecurrenceRow
from storage.types import table

LINKS = table(RecurrenceRow)
INCIDENTS = table(IncidentRow)
EARLIER = (
    select(LINKS)
    .where(LINKS.c.incident == bindparam("of_incident"))
    .order_by(LINKS.c.earlier.desc())
)


class Recurrences(Repository):
    async def add_if_absent(self, link: Link) -> bool:
        """Keep a link; False when the two are linked already."""
        return await self.add_if_new(LINKS, {**rows.values(link), "at": self.now})

    async def list_of(self, incident: int) -> Sequence[Link]:
        """Earlier incidents that this one is linked to, newest first."""
        found = await self.all(EARLIER, {"of_incident": incident})
        return rows.list_of(Link, found)

    async def list_safe_since(self, at: datetime) -> Sequence[Incident]:
        """Incidents whose all-clear is dated since an instant; drills and dismissed ones left out."""
        query = select(INCIDENTS).where(INCIDENTS.c.safe_at >= at, INCIDENTS.c.drill.is_(False))
        query = query.order_by(INCIDENTS.c.safe_at.desc())
        return rows.list_of(Incident, await self.all(query))
