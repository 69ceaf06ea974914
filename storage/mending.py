"""What was asked of Slack for an incident, for comparing it with what is there."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, case, delete, func, or_, select, text, update

from bot.domain.incident import Incident
from bot.domain.notice import Notice, NoticeState, Way
from bot.domain.status import OPEN, Status
from storage import rows
from storage.claims import NOTICES, UNDONE, notice_of
from storage.incidents import INCIDENTS
from storage.places import PLACES
from storage.repository import Repository

WORKED_ON = [*OPEN, Status.RESOLVED]
KEPT = (Way.PIN, Way.TOPIC, Way.BOOKMARK, Way.INVITE)


class Mending(Repository):
    async def list_asked(self, incident: int) -> Sequence[tuple[Notice, NoticeState]]:
        """Pins, topics, bookmarks and invitations that were asked for, oldest first."""
        await self.tx.flush()
        query = select(NOTICES).where(NOTICES.c.incident == incident, NOTICES.c.way.in_(KEPT))
        return [(notice_of(row), row.state) for row in await self.all(query.order_by(NOTICES.c.id))]

    async def list_worked_on(self, *, limit: int = 500) -> Sequence[Incident]:
        """Incidents that people work on, or that are not closed yet, newest first."""
        query = select(INCIDENTS).where(INCIDENTS.c.status.in_(WORKED_ON))
        found = await self.all(query.order_by(INCIDENTS.c.id.desc()).limit(limit))
        return rows.list_of(Incident, found)

    async def find_due(self, kind: str, *, before: datetime) -> int | None:
        """The incident that was looked at least recently, and not since `before`; those declared
        since then have their things on their way."""
        row = await self.first(_due(), {"of_kind": kind, "before": before})
        return row[0] if row else None

    async def drop_looks(self, incident: int, kind: str) -> None:
        """Forget earlier looks at an incident: one row each is enough."""
        looks = and_(
            NOTICES.c.incident == incident, NOTICES.c.way == Way.CAPTURE, NOTICES.c.kind == kind
        )
        await self.connection.execute(delete(NOTICES).where(looks, NOTICES.c.state.not_in(UNDONE)))

    async def is_opening(self, incident: int) -> bool:
        """Whether its channel is under way."""
        query = select(NOTICES.c.id).where(
            NOTICES.c.incident == incident,
            NOTICES.c.way == Way.OPEN_CHANNEL,
            NOTICES.c.state.in_(UNDONE),
        )
        return await self.first(query.limit(1)) is not None

    async def last_sent(self) -> datetime | None:
        """When the record last heard that something was sent."""
        found: datetime | None = (
            await self.connection.execute(select(func.max(NOTICES.c.done_at)))
        ).scalar_one()
        return found

    async def strangers(self, keys: Collection[str]) -> set[str]:
        """Of the keys that messages carry, those of which the record does not know that they may be
        out: it is older than they are."""
        known = select(NOTICES.c.key).where(
            NOTICES.c.key.in_(list(keys)),
            or_(NOTICES.c.state != NoticeState.WAITING, NOTICES.c.first_sent_at.is_not(None)),
        )
        return set(keys) - {row.key for row in await self.all(known)}

    async def distrust(self, *, since: datetime) -> None:
        """Whatever waits may be out already: it is looked for before it is sent. What the clock has
        brought since the start may have been said at any time after `since`."""
        if self.connection.dialect.name == "postgresql":  # whoever queues just now is waited for
            await self.connection.execute(text("LOCK TABLE notice IN SHARE ROW EXCLUSIVE MODE"))
        waiting = update(NOTICES).where(NOTICES.c.state == NoticeState.WAITING)
        created = NOTICES.c.created_at
        earliest = case((created > since, since), else_=created)
        await self.connection.execute(
            waiting.values(first_sent_at=func.coalesce(NOTICES.c.first_sent_at, earliest))
        )

    async def show_anew(self) -> None:
        """What our messages show is not known any more: the next wish edits each of them."""
        await self.connection.execute(update(PLACES).where(PLACES.c.ts != "").values(shown=""))


@cache
def _due() -> Select[Any]:
    looked = select(func.max(NOTICES.c.created_at)).where(
        NOTICES.c.incident == INCIDENTS.c.id,
        NOTICES.c.way == Way.CAPTURE,
        NOTICES.c.kind == bindparam("of_kind"),
    )
    last = looked.scalar_subquery()
    query = select(INCIDENTS.c.id).where(
        INCIDENTS.c.status.in_(WORKED_ON),
        INCIDENTS.c.declared_at < bindparam("before"),
        or_(INCIDENTS.c.channel != "", INCIDENTS.c.has_channel.is_(False)),
        or_(last.is_(None), last < bindparam("before")),
    )
    query = query.order_by(func.coalesce(last, INCIDENTS.c.declared_at), INCIDENTS.c.id)
    return query.limit(1)
