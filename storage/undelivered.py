"""Dead letters: notices that could not be delivered, and that somebody misses."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, exists, not_, or_, select, update

from bot.domain.notice import Claim, DeadLetter, Notice, NoticeState
from storage.claims import NOTICES, known, notice_of
from storage.repository import Repository

DEAD = (
    select(NOTICES)
    .where(NOTICES.c.state == NoticeState.DEAD, NOTICES.c.doubt == "", known(NOTICES))
    .order_by(NOTICES.c.id.desc())
    .limit(bindparam("limit"))
)
BURIED = select(NOTICES).where(NOTICES.c.state == NoticeState.DEAD)
TOGETHER = and_(
    NOTICES.c.incident == bindparam("of_incident"),
    NOTICES.c.way == bindparam("of_way"),
    NOTICES.c.kind == bindparam("of_kind"),
    NOTICES.c.created_at == bindparam("of_instant"),
    NOTICES.c.error == bindparam("of_error"),
    NOTICES.c.doubt == "",
)
"""The same as `DeadLetter.together`, for the database."""
ANOTHER = BURIED.where(
    TOGETHER, NOTICES.c.id != bindparam("of_id"), NOTICES.c.to != bindparam("but_to")
).limit(1)
LATER = NOTICES.alias()
SHOWN_ANYWAY = exists().where(
    LATER.c.slot == NOTICES.c.slot,
    LATER.c.way == NOTICES.c.way,
    LATER.c.state == NoticeState.WAITING,
    NOTICES.c.slot != "",
)
"""A later one of the same slot waits: it shows all that this one would."""
AGAIN = (
    update(NOTICES)
    .where(
        NOTICES.c.state == NoticeState.DEAD,
        or_(NOTICES.c.id == bindparam("of_id"), TOGETHER),
        not_(SHOWN_ANYWAY),
    )
    .values(state=NoticeState.WAITING, attempts=0, not_before=None, done_at=None, error="")
    .returning(NOTICES)
)
DEAD_OF = DEAD.where(NOTICES.c.incident == bindparam("of_incident"))


class Undelivered(Repository):
    async def list(self, *, incident: int | None = None, limit: int = 50) -> Sequence[DeadLetter]:
        """Notices that could not be delivered, newest first."""
        values = {"limit": limit, "of_incident": incident}
        found = await self.all(DEAD if incident is None else DEAD_OF, values)
        return [
            DeadLetter(id=row.id, notice=notice_of(row), error=row.error, created_at=row.created_at)
            for row in found
        ]

    async def revive(self, notice_id: int) -> Sequence[Notice]:
        """Queue what could not be delivered once more, with what was queued together with it and
        failed in the same way; nothing when it is not dead (any more)."""
        one = await self.first(BURIED.where(NOTICES.c.id == notice_id))
        if one is None:
            return []
        values = {"of_id": one.id, **_together(notice_of(one), one.created_at, one.error)}
        found = (await self.connection.execute(AGAIN, values)).all()
        self.tx.outbox.added += len(found)
        return [notice_of(row) for row in sorted(found, key=lambda row: int(row.id))]

    async def others_failed(self, claim: Claim, *, error: str, but_to: str) -> bool:
        """Whether something else is dead that was queued together with it, for anybody but one, and
        failed in the same way."""
        together = _together(claim.notice, claim.created_at, error[:500])
        values = {"of_id": claim.id, "but_to": but_to, **together}
        return await self.first(ANOTHER, values) is not None


def _together(notice: Notice, queued_at: datetime, error: str) -> dict[str, Any]:
    """What they share that were queued at once and failed in the same way; outside an incident
    nothing is shared."""
    return {
        "of_incident": notice.incident,
        "of_way": notice.way,
        "of_kind": notice.kind,
        "of_instant": queued_at,
        "of_error": error,
    }
