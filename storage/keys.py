"""Keys of requests already carried out."""

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
