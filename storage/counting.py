"""Figures of everything kept, in a few cheap statements of one moment."""

from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import and_, case, func, literal_column, or_, select, text

from bot.domain.figures import Figures
from bot.domain.notice import NoticeState, Way
from bot.domain.promise import PromiseState
from bot.domain.severity import Severity
from bot.domain.status import OPEN, Status
from storage.claims import NOTICES, REACHABLE, known, undone
from storage.repository import Repository
from storage.tables import IncidentRow, PromiseRow
from storage.types import table

INCIDENTS = table(IncidentRow)
PROMISES = table(PromiseRow)
IS_UNDONE = undone(NOTICES)
IS_DEAD = and_(NOTICES.c.state == literal_column("'dead'"), NOTICES.c.doubt == "")
"""What somebody misses: what ended with its channel, its account or its feature is none of it.
Written out: SQLite finds a partial index only by literals, never by parameters."""
SOON = timedelta(hours=1)


class Counting(Repository):
    async def figures(self) -> Figures:
        """All of them; each statement reads an index, or a table that stays small."""
        promised, overdue, missed = await self._promises()
        return Figures(
            at=self.now,
            revision=await self.revision(),
            notices=await self._notices(),
            oldest=await self._oldest(),
            promised=promised,
            overdue=overdue,
            missed=missed,
            incidents=await self._incidents(),
        )

    async def revision(self) -> str:
        """The schema's revision."""
        found = await self.connection.execute(text("SELECT version_num FROM alembic_version"))
        return str(found.scalar() or "")

    async def _notices(self) -> dict[tuple[Way, NoticeState], int]:
        kept = (NoticeState.WAITING, NoticeState.SENDING, NoticeState.DEAD)
        counts = {(way, state): 0 for way in Way for state in kept}
        for condition in (IS_UNDONE, IS_DEAD):  # an index each
            query = select(NOTICES.c.way, NOTICES.c.state, func.count().label("n"))
            query = query.where(condition, known(NOTICES))
            for row in await self.all(query.group_by(NOTICES.c.way, NOTICES.c.state)):
                counts[row.way, row.state] = row.n
        return counts

    async def _oldest(self) -> datetime | None:
        notice = NOTICES.c
        since = case(
            (notice.attempts > 0, notice.created_at),
            else_=func.coalesce(notice.not_before, notice.created_at),
        )
        its_time = or_(
            notice.attempts > 0, notice.not_before.is_(None), notice.not_before <= self.now
        )
        query = select(func.min(since)).where(IS_UNDONE, its_time, REACHABLE)
        return cast("datetime | None", (await self.connection.execute(query)).scalar_one())

    async def _promises(self) -> tuple[int, int, int]:
        """Due within an hour, overdue, and missed ever."""
        state, due = PROMISES.c.state, PROMISES.c.due
        is_open = state == PromiseState.OPEN
        counted = (
            _how_many(and_(is_open, due > self.now, due <= self.now + SOON)),
            _how_many(and_(is_open, due <= self.now)),
            _how_many(state == PromiseState.MISSED),
        )
        row = (await self.connection.execute(select(*counted))).one()
        return row[0], row[1], row[2]

    async def _incidents(self) -> dict[tuple[Severity, Status], int]:
        severity, status = INCIDENTS.c.severity, INCIDENTS.c.status
        query = select(severity, status, func.count().label("n"))
        query = query.where(status.in_(list(OPEN)), INCIDENTS.c.drill.is_(False))
        counts = {(one, other): 0 for one in Severity for other in Status if other in OPEN}
        for row in await self.all(query.group_by(severity, status)):
            counts[row.severity, row.status] = row.n
        return counts


def _how_many(condition: Any) -> Any:
    return func.count(case((condition, 1)))
