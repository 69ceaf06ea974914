"""What a slot shows: drawn from the present when it goes out."""

from collections.abc import Awaitable, Callable, Mapping

from bot.delivery.addresses import Addresses
from bot.domain.notice import Notice
from bot.services.situations import situation
from bot.ui import card
from bot.ui.kit import Message
from storage import Database

Drawer = Callable[[Database, Notice, Addresses], Awaitable[Message]]


async def draw(db: Database, notice: Notice, addresses: Addresses) -> Message:
    """The message of a slot as of now."""
    return await DRAWERS[notice.kind](db, notice, addresses)


async def _card(db: Database, notice: Notice, addresses: Addresses) -> Message:
    thread = await addresses.permalink(f"announcement:{notice.incident}")
    async with db.reading() as tx:
        return card.card(await situation(tx, notice.incident or 0), thread=thread)


async def _announcement(db: Database, notice: Notice, addresses: Addresses) -> Message:
    async with db.reading() as tx:
        return card.announcement(await situation(tx, notice.incident or 0))


DRAWERS: Mapping[str, Drawer] = {"card": _card, "announcement": _announcement}
