"""Keys of requests already carried out."""

from datetime import datetime

from sqlalchemy import select

from bot.domain.errors import AlreadyDone
from storage.repository import Repository
from storage.tables import KeyRow
from storage.types import table

KEYS = table(KeyRow)


class Keys(Repository):
    async def claim(self, key: str) -> None:
        """Keep a key; raises AlreadyDone when it was kept before."""
        if not await self.add_if_new(KEYS, {"key": key[:255], "at": self.now}):
            raise AlreadyDone(key)

    async def find_time(self, key: str) -> datetime | None:
        """The instant kept under a key, such as when something is due again."""
        row = await self.first(select(KEYS.c.at).where(KEYS.c.key == key))
        found: datetime | None = row[0] if row else None
        return found

    async def set_time(self, key: str, at: datetime) -> None:
        """Keep an instant under a key."""
        await self.put(KEYS, {"key": key, "at": at})
