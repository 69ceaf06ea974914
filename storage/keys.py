"""Keys of requests already carried out."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import bindparam, delete, or_, select

from bot.domain.errors import AlreadyDone
from storage.repository import Repository
from storage.tables import KeyRow
from storage.types import table

KEYS = table(KeyRow)
TIME = select(KEYS.c.at).where(KEYS.c.key == bindparam("of_key"))
AT_ONCE = 5000
"""Rows of one statement: what waits behind it must not wait long."""


class Keys(Repository):
    async def claim(self, key: str) -> None:
        """Keep a key; raises AlreadyDone when it was kept before."""
        if not await self.add_if_new(KEYS, {"key": key[:255], "at": self.now}):
            raise AlreadyDone(key)

    async def forget(self, kinds: Iterable[str], *, before: datetime) -> bool:
        """Drop keys of these kinds (`kind:…`) that are older; True when there may be more."""
        old = or_(*(KEYS.c.key.startswith(f"{kind}:", autoescape=True) for kind in kinds))
        some = select(KEYS.c.key).where(KEYS.c.at < before, old).limit(AT_ONCE)
        gone = await self.connection.execute(delete(KEYS).where(KEYS.c.key.in_(some)))
        return gone.rowcount == AT_ONCE

    async def find_time(self, key: str) -> datetime | None:
        """The instant kept under a key, such as when something is due again."""
        row = await self.first(TIME, {"of_key": key})
        found: datetime | None = row[0] if row else None
        return found

    async def set_time(self, key: str, at: datetime) -> None:
        """Keep an instant under a key."""
        await self.put(KEYS, {"key": key, "at": at})
