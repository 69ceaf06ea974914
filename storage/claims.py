"""Which notices may go out now: of each lane the oldest, the most urgent lanes first."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Protocol

from sqlalchemy import and_, bindparam, delete, exists, literal_column, not_, or_, select, update

from bot.domain.notice import Claim, Notice, NoticeState, Way
from storage import rows
from storage.tables import NoticeRow, PlaceRow
from storage.types import table

NOTICES = table(NoticeRow)
PLACES = table(PlaceRow)
UNDONE = (NoticeState.WAITING, NoticeState.SENDING)
LONGEST = timedelta(minutes=5)
"""No lease and no waiting is longer: what ends later was written before the clock was set back."""

Kind = tuple[Way, bool]
"""A way, and whether its slot has a message already: an edit is another call than a post."""


@dataclass(frozen=True)
class Admission:
    """Whether a notice may go out in this turn; if not, perhaps after how long to look at it again."""

    goes: bool
    again: timedelta | None = None


class Gate(Protocol):
    """Decides, notice by notice, whether Slack would take its calls now."""

    def shut(self) -> Collection[Kind]:
        """Kinds for which no call is left at present, whatever their destination."""

    def admit(self, claim: Claim) -> Admission:
        """Use up the calls of this notice, or say why not."""


class Open:
    """A gate that lets everything through."""

    def shut(self) -> Collection[Kind]:
        """None."""
        return ()

    def admit(self, claim: Claim) -> Admission:
        """All."""
        return Admission(goes=True)


EARLIER = NOTICES.alias("earlier")
CLAIMED = NOTICES.alias("claimed")
HELD = exists().where(
    CLAIMED.c.id == bindparam("of_id"),
    CLAIMED.c.fence == bindparam("of_fence"),
    CLAIMED.c.state == NoticeState.SENDING,
)
"""Whether a claim is still in the hands of who made it."""
ONE = update(NOTICES).where(NOTICES.c.id == bindparam("of_id"))
END = ONE.where(NOTICES.c.fence == bindparam("of_fence"), NOTICES.c.state == NoticeState.SENDING)
SAME = (NOTICES.c.slot == bindparam("of_slot"), NOTICES.c.way == bindparam("of_way"))
GIVE_WAY = delete(NOTICES).where(*SAME, NOTICES.c.state == NoticeState.WAITING, HELD)
PLACED = exists().where(PLACES.c.slot == NOTICES.c.slot, PLACES.c.ts != "", NOTICES.c.slot != "")


def moments(now: datetime) -> dict[str, datetime]:
    """The values that `claimable` names, beside its `limit`."""
    return {"now": now, "latest": now + LONGEST}


@lru_cache(maxsize=128)
def claimable(shut: frozenset[Kind] = frozenset()) -> Any:
    """The rows that may be claimed, with `placed` beside them; kept, since it is asked all the time
    and putting it together takes longer than asking it."""
    ready = and_(
        NOTICES.c.state == NoticeState.WAITING,
        or_(NOTICES.c.not_before.is_(None), not_(_ahead(NOTICES.c.not_before))),
        or_(NOTICES.c.needs == "", exists().where(PLACES.c.slot == NOTICES.c.needs)),
    )
    lost = and_(NOTICES.c.state == NoticeState.SENDING, not_(_ahead(NOTICES.c.lease_until)))
    first = ~exists().where(
        EARLIER.c.lane == NOTICES.c.lane,
        EARLIER.c.id < NOTICES.c.id,
        undone(EARLIER),
    )
    query = select(NOTICES, PLACED.label("placed"))
    query = query.where(undone(NOTICES), or_(ready, lost), first)
    for way, placed in sorted(shut):
        same_way = NOTICES.c.way == way
        if way is not Way.SLOT:
            query = query.where(not_(same_way))
        else:
            query = query.where(not_(and_(same_way, PLACED if placed else not_(PLACED))))
    query = query.order_by(NOTICES.c.urgency, NOTICES.c.id).limit(bindparam("limit"))
    return query.with_for_update(skip_locked=True, of=NOTICES)


def undone(notices: Any) -> Any:
    """Waiting or being sent. In letters, not as parameters: only then does SQLite see that its
    partial indexes hold just these, instead of reading every notice there ever was."""
    return notices.c.state.in_([literal_column(f"'{state.value}'") for state in UNDONE])


def claim_of(row: Any, *, lease_until: datetime) -> Claim:
    """The claim that taking this row makes."""
    return Claim(
        id=row.id,
        key=row.key or str(row.id),
        notice=notice_of(row),
        attempts=row.attempts + 1,
        fence=row.fence + 1,
        created_at=row.created_at,
        first_sent_at=row.first_sent_at,
        lease_until=lease_until,
        placed=bool(row.placed),
    )


def notice_of(row: Any) -> Notice:
    """The notice of a row."""
    return rows.of(Notice, row, once=row.once or "")


def _ahead(moment: Any) -> Any:
    """Still to come, as far as a clock that may have been set back can tell."""
    return and_(moment > bindparam("now"), moment <= bindparam("latest"))
