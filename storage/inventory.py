"""What hangs on an incident, in one statement: nothing is asked for that is not there."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, bindparam, distinct, exists, func, select

from bot.domain.action_item import ActionState
from bot.domain.notice import NoticeState
from bot.domain.postmortem import PostmortemState
from bot.domain.promise import PromiseKind, PromiseState
from storage import rows
from storage.action_items import ITEMS
from storage.alerts import ALERTS
from storage.claims import NOTICES
from storage.postmortems import POSTMORTEMS
from storage.promises import PROMISES
from storage.ranges import CLEARS, RANGES
from storage.recurrences import LINKS
from storage.repository import Repository
from storage.subscriptions import IS_ABOUT, WISHES
from storage.updates import UPDATES

INCIDENT: Any = bindparam("of_incident")


@dataclass(frozen=True, kw_only=True)
class Inventory:
    """How many there are, or whether there are any; `next_update` and `eta` are promises that are
    still to be kept, `subscribers` those who have not muted it."""

    alerts: bool
    ranges: bool
    all_clears: bool
    updates: bool
    earlier: bool
    undelivered: bool
    next_update: bool
    eta: bool
    subscribers: int
    open_actions: int
    postmortem: PostmortemState | None


def _any(table: Any, *conditions: Any) -> Any:
    return exists().where(table.c.incident == INCIDENT, *conditions)


def _promised(kind: PromiseKind) -> Any:
    return _any(PROMISES, PROMISES.c.kind == kind, PROMISES.c.state == PromiseState.OPEN)


SUBSCRIBERS = select(func.count(distinct(WISHES.c.person))).where(
    IS_ABOUT, WISHES.c.muted.is_(False)
)
OPEN_ACTIONS = select(func.count()).where(
    ITEMS.c.incident == INCIDENT, ITEMS.c.state == ActionState.OPEN
)
POSTMORTEM = select(POSTMORTEMS.c.state).where(POSTMORTEMS.c.incident == INCIDENT)
DEAD = _any(NOTICES, NOTICES.c.state == NoticeState.DEAD, NOTICES.c.doubt == "")
ALL: Select[Any] = select(
    _any(ALERTS).label("alerts"),
    _any(RANGES).label("ranges"),
    _any(CLEARS).label("all_clears"),
    _any(UPDATES).label("updates"),
    _any(LINKS).label("earlier"),
    DEAD.label("undelivered"),
    _promised(PromiseKind.NEXT_UPDATE).label("next_update"),
    _promised(PromiseKind.ETA).label("eta"),
    SUBSCRIBERS.scalar_subquery().label("subscribers"),
    OPEN_ACTIONS.scalar_subquery().label("open_actions"),
    POSTMORTEM.scalar_subquery().label("postmortem"),
)


class Inventories(Repository):
    async def of(self, incident: int, assets: Sequence[int]) -> Inventory:
        """What there is of an incident that is about these assets."""
        await self.tx.promises.flush()
        values = {"of_incident": incident, "assets": list(assets)}
        return rows.of(Inventory, (await self.connection.execute(ALL, values)).one())
