"""Finding one's way in the workspace: an incident's channel, what was said last, and typing there."""

from bot.demo.world import World
from bot.sandbox.answer import Answer
from bot.sandbox.model import Channel, Message, texts_in

ORDERS = "mart.orders 2026-02-01..2026-02-03"


def channel_of(world: World, number: int = 1) -> Channel:
    """The incident's own channel."""
    everywhere = world.sandbox.workspace.channels.values()
    return next(one for one in everywhere if one.name.startswith(f"di-{number}-"))


async def declared(world: World, line: str = "sev1 Revenue is missing", by: str = "ana") -> None:
    """Declared and taken by Ana, who is on call for finance."""
    person, general = world.people[by], world.channels["general"]
    assert (await person.types(f"/data-incident {line}", channel=general)).ok
    await world.settled()
    assert (await person.types("/data-incident DI-1 take", channel=general)).ok
    await world.settled()


async def types(world: World, line: str, by: str = "ana") -> Answer:
    """In the incident by its number; everything that goes out has gone out."""
    answer = await world.people[by].types(f"/data-incident DI-1 {line}", channel=general(world))
    await world.settled()
    return answer


def general(world: World) -> Channel:
    return world.channels["general"]


def words(answer: Answer) -> str:
    """Everything an answer shows."""
    return "\n".join([answer.text, *texts_in(answer.blocks)])


def shown(messages: list[Message]) -> str:
    return "\n".join(one.words for one in messages)


def last(world: World, by: str = "ana") -> Message:
    """What she saw last in #general."""
    return world.people[by].sees(general(world))[-1]


def card(world: World) -> Message:
    """The pinned card of DI-1."""
    channel = channel_of(world)
    return channel.messages[next(iter(channel.pins))]


async def link(world: World, name: str) -> None:
    """Link an asset, by whatever way: here straight in the record."""
    async with world.bot.db.transaction() as tx:
        asset = await tx.assets.find(name)
        assert asset is not None
        await tx.incidents.link(1, [asset.id])
