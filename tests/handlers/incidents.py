"""An incident with its channel, and what people see of it, for tests of what happens in there."""

from bot.demo.world import World
from bot.domain.timeline import Entry, chain_is_whole
from bot.sandbox.model import Channel, Message
from bot.sandbox.people import Person

PIN = "pushpin"


async def declared(
    world: World, line: str = "sev1 Revenue is missing", *, by: str = "ana"
) -> Channel:
    """Somebody declares; the channel (for SEV1 and SEV2), in which they are then."""
    person = world.people[by]
    await person.types(f"/data-incident {line}", channel=world.channels["data-team"])
    await world.settled()
    return incident_channel(world)


def incident_channel(world: World, number: int = 1) -> Channel:
    """An incident's own channel."""
    everywhere = world.sandbox.workspace.channels.values()
    return next(one for one in everywhere if one.name.startswith(f"di-{number}-"))


async def announced(world: World, line: str = "sev3 Orders look odd") -> Message:
    """Somebody declares what is worked on in the announcement's thread; the announcement."""
    ana, room = world.people["ana"], world.channels["data-incidents"]
    await ana.invites(world.sandbox.workspace.app.user_id, room)
    await ana.types(f"/data-incident {line}", channel=room)
    await world.settled()
    return next(one for one in ana.sees(room) if one.blocks and not one.ephemeral_to)


async def entries(world: World, *kinds: str, incident: int = 1) -> list[Entry]:
    """The timeline as it is kept; whatever has happened, its chain is whole."""
    async with world.bot.db.reading() as tx:
        kept = await tx.timeline.list_all(incident)
    assert chain_is_whole(kept)
    return [one for one in kept if not kinds or one.kind in kinds]


def last_for(person: Person, channel: Channel, thread_ts: str | None = None) -> Message:
    """The newest message shown to this person alone."""
    return [one for one in person.sees(channel, thread_ts) if one.ephemeral_to == person.id][-1]


def said(message: Message) -> str:
    """Everything a message says."""
    return f"{message.text}\n{message.words}"


async def again(world: World, kind: str) -> None:
    """Slack delivers the last event of this type once more, as after a timeout."""
    sent = [one for one in world.sandbox.deliveries if one.kind == "events_api"]
    last = [one for one in sent if one.body["event"]["type"] == kind][-1]
    await world.sandbox.redeliver(last)
    await world.settled()


async def pinned(
    world: World, text: str = "The vendor changed the file"
) -> tuple[Channel, Message]:
    """Ana has said something in the incident's channel, and Ben has put a 📌 on it."""
    channel = await declared(world)
    ana, ben = world.people["ana"], world.people["ben"]
    await ana.invites(ben.id, channel)
    message = await ana.says(text, channel=channel)
    await ben.reacts(message, PIN)
    await world.settled()
    return channel, message
