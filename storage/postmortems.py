"""Postmortems."""

from collections.abc import Sequence

from sqlalchemy import or_, select, update

from bot.domain.postmortem import Postmortem
from storage import rows
from storage.repository import Repository
from storage.tables import PostmortemRow
from storage.types import table

POSTMORTEMS = table(PostmortemRow)


class Postmortems(Repository):
    async def find(self, incident: int) -> Postmortem | None:
        """The postmortem of an incident, or None."""
        row = await self.first(select(POSTMORTEMS).where(POSTMORTEMS.c.incident == incident))
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
        """Postmortems whose text has any of the words, newest first."""
        query = select(POSTMORTEMS)
        if words:
            query = query.where(
                or_(
                    *(
                        POSTMORTEMS.c.search.contains(word.lower(), autoescape=True)
                        for word in words
                    )
                )
            )
        query = query.order_by(POSTMORTEMS.c.incident.desc()).limit(limit)
        return [rows.of(Postmortem, row) for row in await self.all(query)]
