"""Looking for incidents by words: in titles, summaries, assets and postmortems, on both databases."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, or_, select

from bot.domain.finding import Candidate
from bot.domain.incident import Incident
from storage import rows
from storage.repository import Repository
from storage.tables import AssetRow, IncidentAssetRow, IncidentRow, PostmortemRow
from storage.types import table

INCIDENTS = table(IncidentRow)
ASSETS = table(AssetRow)
LINKS = table(IncidentAssetRow)
POSTMORTEMS = table(PostmortemRow)


class Finding(Repository):
    async def candidates(self, words: Sequence[str], *, limit: int = 200) -> list[Candidate]:
        """Incidents in which any of the words (lower case) occurs, newest first."""
        if not words:
            return []
        text = POSTMORTEMS.c.search.label("postmortem")
        query = select(INCIDENTS, text).outerjoin(
            POSTMORTEMS, POSTMORTEMS.c.incident == INCIDENTS.c.id
        )
        query = query.where(or_(*(_holds(word) for word in words)))
        found = await self.all(query.order_by(INCIDENTS.c.id.desc()).limit(limit))
        names = await self._names([row.id for row in found])
        return [
            Candidate(
                incident=rows.of(Incident, row),
                assets=names.get(row.id, ()),
                postmortem=row.postmortem or "",
            )
            for row in found
        ]

    async def _names(self, incidents: Sequence[int]) -> dict[int, list[str]]:
        """Names of the assets each incident is about."""
        query = select(LINKS.c.incident, ASSETS.c.name).join(ASSETS, ASSETS.c.id == LINKS.c.asset)
        query = query.where(LINKS.c.incident.in_(incidents)).order_by(LINKS.c.at, ASSETS.c.id)
        names: dict[int, list[str]] = {}
        for row in await self.all(query):
            names.setdefault(row.incident, []).append(row.name)
        return names


def _holds(word: str) -> ColumnElement[bool]:
    """Whether the word is in one of an incident's texts; `%` and `_` mean themselves."""
    about = select(LINKS.c.incident).join(ASSETS, ASSETS.c.id == LINKS.c.asset)
    # Names of assets are ASCII on every platform, so the database's own lower() will do.
    about = about.where(func.lower(ASSETS.c.name).contains(word, autoescape=True))
    return or_(
        INCIDENTS.c.search.contains(word, autoescape=True),
        POSTMORTEMS.c.search.contains(word, autoescape=True),
        INCIDENTS.c.id.in_(about),
    )
