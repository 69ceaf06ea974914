"""Which notices may go out now: of each lane the oldest, the most urgent lanes first."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import (
    Boolean,
    and_,
    bindparam,
    delete,
    exists,
    literal_column,
    not_,
    or_,
    select,
    update,
)

from bot.domain.notice import ABOUT_A_MESSAGE, Claim, Notice, NoticeState, Way
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
ITS_MESSAGE = or_(NOTICES.c.way.not_in(ABOUT_A_MESSAGE), NOTICES.c.slot == "", PLACED)
THERE = exists().where(PLACES.c.slot == NOTICES.c.needs)
REACHABLE = and_(or_(NOTICES.c.needs == "", THERE), ITS_MESSAGE)
"""Where it goes to, and the message that it is about, are in Slack."""


def asked(
    now: datetime, *, limit: int, shut: Collection[Kind] = (), taken: Collection[int] = ()
) -> dict[str, Any]:
    """The values that `CLAIMABLE` names."""
    return {
        "now": now,
        "latest": now + LONGEST,
        "limit": limit,
        "taken": list(taken),
        "shut": [way for way, _placed in shut if way is not Way.SLOT],
        "no_edits": (Way.SLOT, True) in shut,
        "no_first_posts": (Way.SLOT, False) in shut,
    }


def undone(notices: Any) -> Any:
    """Waiting or being sent. In letters, not as parameters: only then does SQLite see that its
    partial indexes hold just these, instead of reading every notice there ever was."""
    return notices.c.state.in_([literal_column(f"'{state.value}'") for state in UNDONE])


def known(notices: Any) -> Any:
    """Of a way that this program knows. A newer one may run beside it on the same database: what
    that queues is left to it. In letters too: a list that never changes is no parameter."""
    return notices.c.way.in_([literal_column(f"'{way.value}'") for way in Way])


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


def _claimable() -> Any:
    ready = and_(
        NOTICES.c.state == NoticeState.WAITING,
        or_(NOTICES.c.not_before.is_(None), not_(_ahead(NOTICES.c.not_before))),
        REACHABLE,
    )
    lost = and_(NOTICES.c.state == NoticeState.SENDING, not_(_ahead(NOTICES.c.lease_until)))
    first = ~exists().where(
        EARLIER.c.lane == NOTICES.c.lane,
        EARLIER.c.id < NOTICES.c.id,
        undone(EARLIER),
    )
    shut = or_(
        NOTICES.c.way.in_(bindparam("shut", expanding=True)),
        and_(
            NOTICES.c.way == Way.SLOT,
            or_(
                and_(bindparam("no_edits", type_=Boolean), PLACED),
                and_(bindparam("no_first_posts", type_=Boolean), not_(PLACED)),
            ),
        ),
    )
    return (
        select(NOTICES, PLACED.label("placed"))
        .where(undone(NOTICES), known(NOTICES), or_(ready, lost), first, not_(shut))
        .where(NOTICES.c.id.not_in(bindparam("taken", expanding=True)))
        .order_by(NOTICES.c.urgency, NOTICES.c.id)
        .limit(bindparam("limit"))
        .with_for_update(skip_locked=True, of=NOTICES)
    )


CLAIMABLE = _claimable()
"""The rows that may be claimed, with `placed` beside them. One statement whatever is shut: putting
another together takes longer than asking it."""
