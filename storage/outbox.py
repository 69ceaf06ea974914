"""The outbox: notices wait here, are claimed under a lease, and end as sent or dead."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import and_, delete, exists, func, or_, select, update

from bot.domain.notice import Claim, Notice, NoticeState, Way
from storage import rows
from storage.repository import Repository
from storage.tables import NoticeRow, PlaceRow
from storage.types import table

NOTICES = table(NoticeRow)
PLACES = table(PlaceRow)
UNDONE = (NoticeState.WAITING, NoticeState.SENDING)


class Outbox(Repository):
    def __init__(self, tx: Any) -> None:
        super().__init__(tx)
        self.added = 0
        self._said: list[dict[str, Any]] = []
        # What is drawn from the present goes after what is said: the briefing before the card.
        self._shown: dict[tuple[str, Way], dict[str, Any]] = {}

    async def add(self, notice: Notice) -> None:
        """Queue a notice; it goes out after the commit. A slot that waits already is not queued twice."""
        row = {
            **rows.values(notice, "once"),
            "lane": notice.lane,
            "needs": notice.needs,
            "once": notice.once or None,
            "state": NoticeState.WAITING,
            "created_at": self.now,
            "attempts": 0,
            "fence": 0,
            "error": "",
            "channel": "",
            "ts": "",
        }
        if notice.slot and notice.to.startswith("channel:"):
            self._shown[notice.slot, notice.way] = row
        else:
            self._said.append(row)
        self.added += 1

    async def flush(self) -> None:
        """Write the gathered notices; unique slots and keys decide about repeats."""
        gathered = [*self._said, *self._shown.values()]
        self._said, self._shown = [], {}
        if gathered:
            await self.connection.execute(self.insert(NOTICES).on_conflict_do_nothing(), gathered)

    async def claim(self, *, lease: timedelta, limit: int) -> list[Claim]:
        """Take what may go out now: of each lane the oldest, the most urgent lanes first."""
        found = await self.all(self._claimable(limit))
        if not found:
            return []
        await self.connection.execute(
            update(NOTICES)
            .where(NOTICES.c.id.in_([row.id for row in found]))
            .values(
                state=NoticeState.SENDING,
                attempts=NOTICES.c.attempts + 1,
                fence=NOTICES.c.fence + 1,
                lease_until=self.now + lease,
                first_sent_at=func.coalesce(NOTICES.c.first_sent_at, self.now),
            )
        )
        return [_claim(row) for row in found]

    async def holds(self, claim: Claim) -> bool:
        """Whether the claim is still this worker's; asked again just before sending."""
        query = select(NOTICES.c.id).where(_mine(claim), NOTICES.c.lease_until > self.now)
        return await self.first(query) is not None

    async def sent(self, claim: Claim, *, channel: str = "", ts: str = "") -> bool:
        """It is out; False when another worker took it over meanwhile."""
        return await self._end(
            claim, state=NoticeState.SENT, channel=channel, ts=ts, done_at=self.now, error=""
        )

    async def later(
        self, claim: Claim, *, at: datetime, error: str, certainly_not_sent: bool
    ) -> bool:
        """Try again later; with an unknown outcome the next attempt looks first."""
        changes: dict[str, Any] = {
            "state": NoticeState.WAITING,
            "not_before": at,
            "error": error[:500],
        }
        if certainly_not_sent:
            changes["first_sent_at"] = claim.first_sent_at
        if claim.notice.slot:
            await self._give_way(claim)
        return await self._end(claim, **changes)

    async def dead(self, claim: Claim, *, error: str) -> bool:
        """It cannot be delivered; what waits behind it goes on."""
        return await self._end(claim, state=NoticeState.DEAD, error=error[:500], done_at=self.now)

    async def redirect(self, *, before: str, to: str) -> None:
        """Send what waits for one address to another, such as a thread instead of a channel.

        Only what people read: a topic, an invite or a pin belongs to the channel it was meant for,
        and ends with it.
        """
        await self.flush()
        waiting = update(NOTICES).where(
            NOTICES.c.to == before, NOTICES.c.state == NoticeState.WAITING
        )
        posts = waiting.where(NOTICES.c.way == Way.POST)
        await self.connection.execute(posts.values(to=to, lane=to, needs=to))
        rest = waiting.where(NOTICES.c.way != Way.POST)
        ended = {"state": NoticeState.DEAD, "error": f"{before} is not there", "done_at": self.now}
        await self.connection.execute(rest.values(**ended))

    async def pending(self) -> bool:
        """Whether something is being sent, or may go out now (one statement: one moment)."""
        sending = select(NOTICES.c.id).where(NOTICES.c.state == NoticeState.SENDING)
        ready = self._claimable(1, locked=False).with_only_columns(NOTICES.c.id)
        either = select(or_(exists(sending), exists(ready)))
        return bool((await self.connection.execute(either)).scalar_one())

    async def awaits(self, slot: str) -> bool:
        """Whether a notice of this slot is still to go out."""
        query = select(NOTICES.c.id).where(NOTICES.c.slot == slot, NOTICES.c.state.in_(UNDONE))
        return await self.first(query.limit(1)) is not None

    async def next_due(self) -> datetime | None:
        """When the next waiting notice may go out at the earliest, or None when nothing waits."""
        moment = func.coalesce(NOTICES.c.not_before, NOTICES.c.created_at)
        query = select(func.min(moment)).where(NOTICES.c.state.in_(UNDONE))
        return cast("datetime | None", (await self.connection.execute(query)).scalar_one())

    async def count(self, *states: NoticeState) -> int:
        """How many notices are in these states (by default: not done yet)."""
        await self.flush()
        query = select(func.count()).select_from(NOTICES)
        query = query.where(NOTICES.c.state.in_(states or UNDONE))
        return int((await self.connection.execute(query)).scalar_one())

    async def list_dead(self, *, limit: int = 50) -> Sequence[tuple[Notice, str]]:
        """Notices that could not be delivered, newest first, with the error."""
        query = select(NOTICES).where(NOTICES.c.state == NoticeState.DEAD)
        query = query.order_by(NOTICES.c.id.desc()).limit(limit)
        return [
            (rows.of(Notice, row, once=row.once or ""), row.error) for row in await self.all(query)
        ]

    async def list_all(self, incident: int | None = None) -> Sequence[Notice]:
        """Every notice, oldest first, of one incident if named; for tests and for looking back."""
        await self.flush()
        query = select(NOTICES).order_by(NOTICES.c.id)
        if incident is not None:
            query = query.where(NOTICES.c.incident == incident)
        return [rows.of(Notice, row, once=row.once or "") for row in await self.all(query)]

    async def list_invited(self, incident: int, *, since: datetime) -> set[str]:
        """Who was invited into an incident's channel by us since an instant."""
        query = select(NOTICES.c.facts).where(
            NOTICES.c.incident == incident,
            NOTICES.c.way == Way.INVITE,
            NOTICES.c.created_at >= since,
        )
        return {str(one) for row in await self.all(query) for one in row.facts["people"]}

    def _claimable(self, limit: int, *, locked: bool = True) -> Any:
        earlier = NOTICES.alias("earlier")
        ready = and_(
            NOTICES.c.state == NoticeState.WAITING,
            or_(NOTICES.c.not_before.is_(None), NOTICES.c.not_before <= self.now),
            or_(NOTICES.c.needs == "", exists().where(PLACES.c.slot == NOTICES.c.needs)),
        )
        lost = and_(NOTICES.c.state == NoticeState.SENDING, NOTICES.c.lease_until < self.now)
        first = ~exists().where(
            earlier.c.lane == NOTICES.c.lane,
            earlier.c.id < NOTICES.c.id,
            earlier.c.state.in_(UNDONE),
        )
        query = select(NOTICES).where(NOTICES.c.state.in_(UNDONE), or_(ready, lost), first)
        query = query.order_by(NOTICES.c.priority, NOTICES.c.id).limit(limit)
        return query.with_for_update(skip_locked=True, of=NOTICES) if locked else query

    async def _give_way(self, claim: Claim) -> None:
        """A wish that came meanwhile for the same slot is one with this attempt, which goes on."""
        notice = claim.notice
        await self.connection.execute(
            delete(NOTICES).where(
                NOTICES.c.slot == notice.slot,
                NOTICES.c.way == notice.way,
                NOTICES.c.state == NoticeState.WAITING,
            )
        )

    async def _end(self, claim: Claim, **changes: Any) -> bool:
        ended = update(NOTICES).where(_mine(claim)).values(lease_until=None, **changes)
        return bool((await self.connection.execute(ended)).rowcount)


def _mine(claim: Claim) -> Any:
    return and_(
        NOTICES.c.id == claim.id,
        NOTICES.c.fence == claim.fence,
        NOTICES.c.state == NoticeState.SENDING,
    )


def _claim(row: Any) -> Claim:
    return Claim(
        id=row.id,
        notice=rows.of(Notice, row, once=row.once or ""),
        attempts=row.attempts + 1,
        fence=row.fence + 1,
        created_at=row.created_at,
        first_sent_at=row.first_sent_at,
    )
