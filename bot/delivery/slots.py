"""What a slot shows: drawn from the present when it goes out."""

from collections.abc import Awaitable, Callable, Mapping

from bot.delivery.addresses import Addresses
from bot.delivery.outcome import Impossible
from bot.domain.notice import Notice
from bot.services import alert_messages
from bot.services.situations import situation
from bot.ui import alerts, card
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


async def _alert(db: Database, notice: Notice, addresses: Addresses) -> Message:
    """Asset 0 stands for all assets of the run without a message of their own."""
    run, asset = str(notice.facts["run"]), int(notice.facts["asset"])
    async with db.reading() as tx:
        if not asset:
            return alerts.crowd_message(await alert_messages.crowd(tx, run))
        group = await alert_messages.group(tx, run, asset)
    incident = group.incident or group.nearby
    thread = await _link_to(incident.id, addresses) if incident else ""
    return alerts.alert_message(group, thread=thread)


async def _link_to(incident: int, addresses: Addresses) -> str:
    """The link to an incident's announcement; one just declared may not be announced yet."""
    try:
        return await addresses.link_to(await addresses.posted(f"announcement:{incident}"))
    except Impossible:
        return ""


DRAWERS: Mapping[str, Drawer] = {"card": _card, "announcement": _announcement, "alert": _alert}
