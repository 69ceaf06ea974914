"""Working on DI-1's postmortem: resolving, typing, answering, and what is then seen where."""

from bot.demo.world import World
from bot.sandbox.model import Channel, File, Message
from bot.sandbox.people import Person
from tests.handlers.incidents import said
from tests.services.scripted import all_clear

FACTORS = "The load goes on when a column is missing\nNobody hears of renamed columns"
ANSWERS = {
    "factors": FACTORS,
    "decisions": "None that we know of",
    "limited": "The board pack is checked by hand",
    "lessons": "Well: command was taken at once",
}


async def resolved(world: World, line: str = "sev1 Revenue is missing") -> Person:
    """Ana declared it, took command and gave the all-clear; she is handed back."""
    ana = world.people["ana"]
    await ana.types(f"/data-incident {line}", channel=world.channels["data-team"])
    await world.settled()
    await types(world, "DI-1 take")
    await all_clear(world.bot.db, 1, world.bot.now(), by=ana.id)
    await world.settled()
    return ana


async def types(world: World, line: str, *, by: str = "ana", channel: str = "data-team") -> str:
    """Types it; everything the person alone is told at once."""
    answer = await world.people[by].types(f"/data-incident {line}", channel=world.channels[channel])
    assert answer.ok, answer.error
    await world.settled()
    return f"{answer.text} {answer.blocks}"


async def answered(world: World, **answers: str) -> str:
    """Answers the questions; what the author alone is told."""
    await types(world, "DI-1 postmortem answer")
    ana = world.people["ana"]
    assert (await ana.submits(**{**ANSWERS, **answers})).ok
    await world.settled()
    return alone(ana)


def alone(person: Person) -> str:
    """What one person was told last; the bot is not in #data-team, and so by direct message."""
    return said(person.sees(person.dm)[-1])


def texts(channel: Channel) -> str:
    """All that a channel says to everybody."""
    return "\n".join(said(one) for one in channel.messages.values() if not one.ephemeral_to)


def files(channel: Channel) -> list[File]:
    return [file for one in channel.messages.values() for file in one.files]


def announcement(world: World) -> Message:
    room = world.channels["data-incidents"]
    return next(one for one in room.messages.values() if one.blocks and not one.is_reply)
