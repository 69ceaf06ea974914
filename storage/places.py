"""Where our channels and edited-in-place messages live in Slack."""

from sqlalchemy import bindparam, delete, select, update

from bot.domain.notice import Place
from storage import rows
from storage.repository import Repository
from storage.tables import PlaceRow
from storage.types import table

PLACES = table(PlaceRow)
BY_SLOT = select(PLACES).where(PLACES.c.slot == bindparam("of_slot"))
IN_CHANNEL = (
    select(PLACES)
    .where(
        PLACES.c.channel == bindparam("of_channel"), PLACES.c.slot.startswith(bindparam("prefix"))
    )
    .limit(1)
)
SHOW = update(PLACES).where(PLACES.c.slot == bindparam("of_slot"))
SHOWN = select(PLACES.c.shown).where(PLACES.c.slot == bindparam("of_slot"))


class Places(Repository):
    async def find(self, slot: str) -> Place | None:
        """Where a slot lives, or None while Slack does not have it."""
        row = await self.first(BY_SLOT, {"of_slot": slot})
        return rows.of(Place, row) if row else None

    async def put(self, place: Place) -> None:  # type: ignore[override]  # of a place, not of a row
        """Remember where a slot lives."""
        await super().put(
            PLACES,
            {
                "slot": place.slot,
                "channel": place.channel,
                "ts": place.ts,
                "shown": "",
                "at": self.now,
            },
        )

    async def find_by_message(self, channel: str, ts: str) -> Place | None:
        """Which of our edited-in-place messages this is, or None."""
        found = select(PLACES).where(PLACES.c.channel == channel, PLACES.c.ts == ts)
        row = await self.first(found)
        return rows.of(Place, row) if row else None

    async def find_in(self, channel: str, prefix: str) -> Place | None:
        """What lives in this channel under a slot that begins so, or None."""
        row = await self.first(IN_CHANNEL, {"of_channel": channel, "prefix": prefix})
        return rows.of(Place, row) if row else None

    async def knows(self, channel: str) -> bool:
        """Whether anything of ours lives in this channel."""
        found = select(PLACES.c.slot).where(PLACES.c.channel == channel).limit(1)
        return await self.first(found) is not None

    async def forget(self, slot: str) -> None:
        """The message was deleted by hand: the next notice of the slot posts it anew."""
        await self.connection.execute(delete(PLACES).where(PLACES.c.slot == slot))

    async def shown(self, slot: str) -> str:
        """A digest of what the slot shows at present, so that nothing is edited to what it is."""
        row = await self.first(SHOWN, {"of_slot": slot})
        return str(row[0]) if row else ""

    async def show(self, slot: str, digest: str) -> None:
        """Remember a digest of what the slot shows."""
        changes = {"shown": digest, "at": self.now}
        await self.connection.execute(SHOW, {**changes, "of_slot": slot})
