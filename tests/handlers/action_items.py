"""Finding action items: as they are kept, as the channel shows them, as an owner was told of them."""

from bot.demo.world import World
from bot.domain.action_item import ActionItem
from bot.sandbox.model import Message
from tests.handlers.repairs import channel_of, shown


async def items(world: World) -> list[ActionItem]:
    async with world.bot.db.reading() as tx:
        return list(await tx.action_items.list_of([1]))


def said(world: World) -> str:
    """All that the incident's channel shows."""
    return shown(world.people["ana"].sees(channel_of(world)))


def told(world: World, by: str) -> list[Message]:
    """What she was told directly about action items."""
    person = world.people[by]
    return [one for one in person.sees(person.dm) if "DI-1." in one.words]
