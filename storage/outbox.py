"""The outbox: notices wait here, are claimed under a lease, and end as sent or dead."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4, uuid5

from sqlalchemy import bindparam, func, not_, select, update

from bot.domain.notice import READ, Claim, Notice, NoticeState, Way
from storage import rows
from storage.claims import (
    CLAIMABLE,
    END,
    GIVE_WAY,
    NOTICES,
    ONE,
    SAME,
    Gate,
    Open,
    asked,
    claim_of,
    notice_of,
    undone,
)
from storage.repository import Repository, Written

ONCE = UUID("0f4c1f5e-5d0b-4c43-9d52-6f6f5a1d2c11")
"""What is said once ever has the same key in every copy of this database: it is found in Slack also
when the record of having said it is lost."""
RESTORED, RESTORED_AT = "restored:since", "restored:at"
CAREFUL = timedelta(days=2)
"""How long after a backup was put back what is said once is looked for before it is said."""
TAKE = (
    update(NOTICES)
    .where(NOTICES.c.id.in_(bindparam("ids", expanding=True)))
    .values(
        state=NoticeState.SENDING,
        attempts=NOTICES.c.attempts + 1,
        fence=NOTICES.c.fence + 1,
        lease_until=bindparam("until"),
        first_sent_at=func.coalesce(
            NOTICES.c.first_sent_at, bindparam("now", type_=NOTICES.c.first_sent_at.type)
        ),
    )
)
OUTDO = (
    update(NOTICES)
    .where(
        *SAME,
        NOTICES.c.incident == bindparam("of_incident"),
        NOTICES.c.state == NoticeState.DEAD,
        NOTICES.c.doubt == "",
    )
    .values(doubt="outdone by a later one")
)
AWAITED = select(NOTICES.c.id).where(
    NOTICES.c.slot == bindparam("of_slot"), NOTICES.c.way == Way.SLOT, undone(NOTICES)
)


class Outbox(Repository):
    def __init__(self, tx: Any) -> None:
        super().__init__(tx)
        self.added = 0
        self._said: list[Notice] = []
        # What is drawn from the present goes after what is said: the briefing before the card.
        self._shown: dict[tuple[str, Way], Notice] = {}

    async def add(self, notice: Notice) -> None:
        """Queue a notice; it goes out after the commit. A slot that waits already is not queued twice."""
        if notice.slot and notice.to.startswith("channel:"):
            self._shown[notice.slot, notice.way] = notice
        else:
            self._said.append(notice)
        self.added += 1

    async def flush(self, *others: Written) -> None:
        """Write the gathered notices, together with what others gathered; unique slots and keys
        decide about repeats."""
        gathered = [self._row(notice) for notice in (*self._said, *self._shown.values())]
        self._said, self._shown = [], {}
        await self.write(*others, self.adding_new(NOTICES, gathered))
        # After the insert, which waits for a backup that is just being found out about.
        await self._perhaps_said([row["key"] for row in gathered if row["once"]])

    async def claim(self, *, lease: timedelta, limit: int, gate: Gate | None = None) -> list[Claim]:
        """Take what may go out now: of each lane the oldest, the most urgent lanes first.

        What the gate does not admit stays; what it puts off for a while is not looked at until then.
        """
        gate = gate or Open()
        taken: list[Claim] = []
        while len(taken) < limit:
            shut = frozenset(gate.shut())
            mine = [claim.id for claim in taken]
            values = asked(self.now, limit=limit - len(taken), shut=shut, taken=mine)
            found = await self.all(CLAIMABLE, values)
            going = await self._admitted(found, gate, lease_until=self.now + lease)
            taken += going
            if frozenset(gate.shut()) == shut:
                break  # else others may go in the place of those shut out now
        return taken

    async def sent(self, claim: Claim, *, channel: str = "", ts: str = "", doubt: str = "") -> bool:
        """It is out; False when another worker took it over meanwhile."""
        await self._forget_dead(claim)
        return await self._end(
            claim,
            state=NoticeState.SENT,
            channel=channel,
            ts=ts,
            done_at=self.now,
            error="",
            doubt=doubt,
        )

    async def later(
        self,
        claim: Claim,
        *,
        at: datetime | None,
        error: str,
        certainly_not_sent: bool,
        counts: bool = True,
    ) -> bool:
        """Try again later; with an unknown outcome the next attempt looks first.

        An attempt that does not count is none that speaks against the notice: Slack was away, or
        asked to wait.
        """
        changes: dict[str, Any] = {"not_before": at, "error": error[:500]}
        if certainly_not_sent:
            changes["first_sent_at"] = claim.first_sent_at
        if not counts:
            changes["attempts"] = claim.attempts - 1
        if claim.notice.slot:
            await self._give_way(claim)
        return await self._end(claim, state=NoticeState.WAITING, **changes)

    async def dead(self, claim: Claim, *, error: str, doubt: str = "") -> bool:
        """It cannot be delivered; what waits behind it goes on. With a `doubt` nobody misses it."""
        await self._forget_dead(claim)
        ended = {"state": NoticeState.DEAD, "error": error[:500], "doubt": doubt}
        return await self._end(claim, done_at=self.now, **ended)

    async def where_it_is(self, notice_id: int) -> tuple[NoticeState, str, str]:
        """State, channel and ts of a notice: what became of it in other hands."""
        query = select(NOTICES.c.state, NOTICES.c.channel, NOTICES.c.ts)
        row = (await self.connection.execute(query.where(NOTICES.c.id == notice_id))).one()
        return row.state, row.channel, row.ts

    async def mark(self, notice_id: int, *, doubt: str) -> None:
        """Say of a notice what nobody can be certain of."""
        await self.connection.execute(ONE, {"of_id": notice_id, "doubt": doubt})

    async def redirect(self, *, before: str, to: str) -> None:
        """Send what waits for one address to another, such as a thread instead of a channel.

        Only what people read: a topic, an invite or a pin belongs to the channel it was meant for,
        and ends with it.
        """
        await self.flush()
        waiting = (NOTICES.c.to == before, NOTICES.c.state == NoticeState.WAITING)
        read = NOTICES.c.way.in_(READ)
        for row in await self.all(select(NOTICES).where(*waiting, read)):
            moved = replace(notice_of(row), to=to)
            there = {"to": to, "lane": moved.lane, "needs": moved.needs}
            await self.connection.execute(ONE, {"of_id": row.id, **there})
        rest = update(NOTICES).where(*waiting, not_(read))
        ended = {"state": NoticeState.DEAD, "doubt": f"ended with {before}", "done_at": self.now}
        await self.connection.execute(rest.values(**ended))

    async def awaits(self, slot: str) -> bool:
        """Whether the message of this slot is still to go out."""
        return await self.first(AWAITED, {"of_slot": slot}) is not None

    async def count(self, *states: NoticeState) -> int:
        """How many notices are in these states (by default: not done yet)."""
        await self.flush()
        query = select(func.count()).select_from(NOTICES)
        query = query.where(NOTICES.c.state.in_(states) if states else undone(NOTICES))
        return int((await self.connection.execute(query)).scalar_one())

    async def list_all(self, incident: int | None = None) -> Sequence[Notice]:
        """Every notice, oldest first, of one incident if named; for tests and for looking back."""
        await self.flush()
        query = select(NOTICES).order_by(NOTICES.c.id)
        if incident is not None:
            query = query.where(NOTICES.c.incident == incident)
        return [notice_of(row) for row in await self.all(query)]

    async def list_invited(self, incident: int, *, since: datetime) -> set[str]:
        """Who was invited into an incident's channel by us since an instant."""
        query = select(NOTICES.c.facts).where(
            NOTICES.c.incident == incident,
            NOTICES.c.way == Way.INVITE,
            NOTICES.c.created_at >= since,
        )
        return {str(one) for row in await self.all(query) for one in row.facts["people"]}

    async def _admitted(
        self, found: Sequence[Any], gate: Gate, *, lease_until: datetime
    ) -> list[Claim]:
        """Of the rows found, those that the gate lets through, taken; others are put off."""
        going = []
        for row in found:
            claim = claim_of(row, lease_until=lease_until)
            admission = gate.admit(claim)
            if admission.goes:
                going.append(claim)
            elif admission.again is not None:
                later = {"of_id": claim.id, "not_before": self.now + admission.again}
                await self.connection.execute(ONE, later)
        if going:
            values = {"until": lease_until, "now": self.now}
            ids = [claim.id for claim in going]
            await self.connection.execute(TAKE, {**values, "ids": ids})
        return going

    def _row(self, notice: Notice) -> dict[str, Any]:
        return {
            **rows.values(notice, "once", "bulk"),
            "lane": notice.lane,
            "needs": notice.needs,
            "urgency": notice.urgency,
            "key": (uuid5(ONCE, notice.once) if notice.once else uuid4()).hex,
            "once": notice.once or None,
            "first_sent_at": None,
            "state": NoticeState.WAITING,
            "created_at": self.now,
            "attempts": 0,
            "fence": 0,
            "error": "",
            "doubt": "",
            "channel": "",
            "ts": "",
        }

    async def _perhaps_said(self, keys: list[str]) -> None:
        """Lately the record was put back: what is said once may have been said since then."""
        at = await self.tx.keys.find_time(RESTORED_AT) if keys else None
        if at is None or self.now > at + CAREFUL:
            return
        since = await self.tx.keys.find_time(RESTORED)
        fresh = update(NOTICES).where(NOTICES.c.key.in_(keys), NOTICES.c.attempts == 0)
        await self.connection.execute(fresh.values(first_sent_at=since))

    async def _give_way(self, claim: Claim) -> None:
        """A wish that came meanwhile for the same slot is one with this attempt, while that is ours:
        once it is written, or in other hands, what waits may be this very notice."""
        await self.connection.execute(GIVE_WAY, {**_same(claim), **_held(claim)})

    async def _forget_dead(self, claim: Claim) -> None:
        """What a slot could not show earlier is made good, or outdone, by what it shows now."""
        notice = claim.notice
        if not notice.slot or notice.incident is None:
            return
        await self.connection.execute(OUTDO, {**_same(claim), "of_incident": notice.incident})

    async def _end(self, claim: Claim, **changes: Any) -> bool:
        changes |= {**_held(claim), "lease_until": None}
        return bool((await self.connection.execute(END, changes)).rowcount)


def _held(claim: Claim) -> dict[str, Any]:
    return {"of_id": claim.id, "of_fence": claim.fence}


def _same(claim: Claim) -> dict[str, Any]:
    return {"of_slot": claim.notice.slot, "of_way": claim.notice.way}
