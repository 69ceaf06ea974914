"""Postmortems."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, bindparam, or_, select, update

from bot.domain.postmortem import Postmortem, PostmortemState
from storage import rows
from storage.repository import Repository
from storage.tables import PostmortemRow
from storage.types import table

POSTMORTEMS = table(PostmortemRow)
OF_INCIDENT = select(POSTMORTEMS).where(POSTMORTEMS.c.incident == bindparam("of_incident"))
DUE = (
    select(POSTMORTEMS.c.incident)
    .where(POSTMORTEMS.c.remind_at <= bindparam("at"), POSTMORTEMS.c.state == PostmortemState.DRAFT)
    .order_by(POSTMORTEMS.c.remind_at)
    .limit(bindparam("limit"))
)


class Postmortems(Repository):
    async def find(self, incident: int) -> Postmortem | None:
        """The postmortem of an incident, or None."""
        row = await self.first(OF_INCIDENT, {"of_incident": incident})
        return rows.of(Postmortem, row) if row else None

    async def add_if_absent(self, postmortem: Postmortem) -> bool:
        """Keep a first draft; False when there is one."""
        return await self.add_if_new(POSTMORTEMS, {**rows.values(postmortem), "search": ""})

    async def save(self, postmortem: Postmortem, *, search: str | None = None) -> None:
        """Keep the present state, and the words it is found by when they changed."""
        values = rows.values(postmortem, "incident")
        if search is not None:
            values["search"] = search.lower()
        change = update(POSTMORTEMS).where(POSTMORTEMS.c.incident == postmortem.incident)
        await self.connection.execute(change.values(**values))

    async def search(self, words: Sequence[str], *, limit: int = 10) -> Sequence[Postmortem]:
        """Postmortems whose text has all of the words, or else any of them; newest first."""
        wanted = [
            POSTMORTEMS.c.search.contains(word.lower(), autoescape=True) for word in words[:8]
        ]
        if not wanted:
            return []
        query = select(POSTMORTEMS).order_by(POSTMORTEMS.c.incident.desc()).limit(limit)
        found = await self.all(query.where(and_(*wanted)))
        if not found and len(wanted) > 1:
            found = await self.all(query.where(or_(*wanted)))
        return rows.list_of(Postmortem, found)

    async def list_due(self, at: datetime, *, limit: int = 50) -> Sequence[int]:
        """Incidents whose draft is due and whose commander was not reminded of it yet."""
        return [row[0] for row in await self.all(DUE, {"at": at, "limit": limit})]
