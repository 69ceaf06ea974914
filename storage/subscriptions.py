"""Wishes to hear."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, bindparam, delete, or_, select

from bot.domain.subscription import Subscription
from storage.repository import Repository
from storage.tables import SubscriptionRow
from storage.types import table

WISHES = table(SubscriptionRow)
IS_ABOUT = or_(
    WISHES.c.incident == bindparam("of_incident"),
    WISHES.c.asset.in_(bindparam("assets", expanding=True)),
)
ABOUT = select(WISHES).where(IS_ABOUT).order_by(WISHES.c.at, WISHES.c.person)
OF_PERSON = select(WISHES).where(WISHES.c.person == bindparam("of_person")).order_by(WISHES.c.at)


class Subscriptions(Repository):
    async def save(self, wish: Subscription) -> None:
        """Keep a wish; a newer one on the same thing replaces it."""
        values = {
            "person": wish.person,
            "incident": wish.incident or 0,
            "asset": wish.asset or 0,
            "muted": wish.muted,
            "at": self.now,
        }
        await self.put(WISHES, values)

    async def remove(self, wish: Subscription) -> bool:
        """Forget a wish; False when there was none."""
        gone = delete(WISHES).where(
            WISHES.c.person == wish.person,
            WISHES.c.incident == (wish.incident or 0),
            WISHES.c.asset == (wish.asset or 0),
        )
        return bool((await self.connection.execute(gone)).rowcount)

    async def list_for(self, incident: int, assets: Sequence[int]) -> Sequence[Subscription]:
        """Wishes about an incident or any of these assets, oldest first."""
        found = await self.all(ABOUT, {"of_incident": incident, "assets": list(assets)})
        return [_wish(row) for row in found]

    async def list_of(self, person: str) -> Sequence[Subscription]:
        """What one person wishes to hear of."""
        return [_wish(row) for row in await self.all(OF_PERSON, {"of_person": person})]


def _wish(row: Row[Any]) -> Subscription:
    return Subscription(
        person=row.person,
        incident=row.incident or None,
        asset=row.asset or None,
        muted=row.muted,
    )
