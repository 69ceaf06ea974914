"""Messages asked for by a reaction or shortcut, once per message and purpose."""

from sqlalchemy import delete, select, update

from storage.repository import Repository
from storage.tables import CaptureRow
from storage.types import table

CAPTURES = table(CaptureRow)


class Captures(Repository):
    async def add(
        self, incident: int | None, *, channel: str, ts: str, purpose: str, by: str
    ) -> bool:
        """Ask for a message; False when it was asked for already for this purpose."""
        values = {
            "incident": incident,
            "channel": channel,
            "ts": ts,
            "purpose": purpose,
            "by": by,
            "at": self.now,
        }
        return await self.add_if_new(CAPTURES, values)

    async def find(
        self, *, channel: str, ts: str, purpose: str
    ) -> tuple[int | None, str, int | None] | None:
        """(incident if known, who asked, number of the entry or item once there), or None."""
        query = select(CAPTURES).where(
            CAPTURES.c.channel == channel, CAPTURES.c.ts == ts, CAPTURES.c.purpose == purpose
        )
        row = await self.first(query)
        return (row.incident, row.by, row.seq) if row else None

    async def done(self, incident: int, *, channel: str, ts: str, purpose: str, seq: int) -> None:
        """The message was read and became an entry (or an action item) of this number."""
        await self.connection.execute(
            update(CAPTURES)
            .where(
                CAPTURES.c.channel == channel, CAPTURES.c.ts == ts, CAPTURES.c.purpose == purpose
            )
            .values(incident=incident, seq=seq)
        )

    async def remove(self, *, channel: str, ts: str, purpose: str) -> None:
        """The wish was taken back."""
        await self.connection.execute(
            delete(CAPTURES).where(
                CAPTURES.c.channel == channel, CAPTURES.c.ts == ts, CAPTURES.c.purpose == purpose
            )
        )
