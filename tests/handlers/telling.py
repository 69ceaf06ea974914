"""An incident on a table that dashboards read, and finding what people are told of it."""

from datetime import timedelta

from bot.demo.world import World
from bot.domain.incident import Incident
from bot.domain.policy import Role
from bot.domain.promise import Promise, PromiseKind
from bot.domain.severity import Severity
from bot.sandbox.answer import Answer
from bot.sandbox.model import Channel, Message
from bot.services import declaring, incidents
from bot.services.declaring import Declaration

TITLE = "Revenue is missing"


async def hurting(
    world: World,
    *,
    severity: Severity = Severity.SEV1,
    asset: str = "mart.orders",
    drill: bool = False,
) -> None:
    """DI-1 on mart.orders, which the executive dashboard (Farah's) and the board pack (hers and
    Ivy's) read; Ana commands it."""
    now, ana = world.sandbox.clock.now(), world.people["ana"].id
    async with world.bot.db.transaction() as tx:
        found = await tx.assets.find(asset)
        said = Declaration(
            title=TITLE, severity=severity, assets=[found.id] if found else [], drill=drill
        )
        incident, _ = await declaring.declare(tx, said, by=ana, key="hurting", now=now)
    async with world.bot.db.transaction() as tx:
        incident = await tx.incidents.get(incident.id)
        await incidents.take_command(tx, incident, by=ana, now=now)
    await world.settled()


async def updated(world: World, words: str, *, by: str = "ana", **more: object) -> Answer:
    """The form opened, previewed and sent; the last answer."""
    person = world.people[by]
    await types(world, "update", by=by)
    answer = await person.submits(words=words, **more)
    assert answer.ok, answer
    if answer.errors:
        return answer
    answer = await person.submits()
    await world.settled()
    return answer


async def types(world: World, line: str, *, by: str = "ana") -> Answer:
    """In #general, about DI-1."""
    channel = world.channels["general"]
    answer = await world.people[by].types(f"/data-incident DI-1 {line}", channel=channel)
    await world.settled()
    return answer


async def passes(world: World, **time: float) -> None:
    """Time passes, and what the clock brings happens."""
    world.sandbox.clock.advance(timedelta(**time))
    await world.bot.schedule.tick()
    await world.settled()


def announced(world: World) -> Message:
    """The announcement of DI-1."""
    channel = world.channels["data-incidents"]
    return next(one for one in channel.messages.values() if one.blocks and not one.is_reply)


def thread(world: World) -> list[Message]:
    """What the bot said in the status thread, without the announcement itself."""
    first = announced(world)
    channel = world.channels["data-incidents"]
    everything = world.people["ana"].sees(channel, first.ts)
    return [one for one in everything if one.ts != first.ts]


def heard(world: World, person: str) -> list[Message]:
    """What the bot told somebody directly that is an update."""
    dm = world.people[person].dm
    return [one for one in world.people[person].sees(dm) if "Next word" in one.words]


def home(world: World) -> Channel:
    """The channel of DI-1."""
    channels = world.sandbox.workspace.channels.values()
    return next(one for one in channels if one.name.startswith("di-1-"))


def last(world: World, person: str, channel: str = "general") -> Message:
    """What somebody saw last in a channel."""
    return world.people[person].sees(world.channels[channel])[-1]


async def incident(world: World) -> Incident:
    async with world.bot.db.reading() as tx:
        return await tx.incidents.get(1)


async def promises(world: World, kind: PromiseKind = PromiseKind.NEXT_UPDATE) -> list[Promise]:
    async with world.bot.db.reading() as tx:
        return [one for one in await tx.promises.list_of(1) if one.kind is kind]


async def kinds(world: World) -> list[str]:
    async with world.bot.db.transaction() as tx:
        return [entry.kind for entry in await tx.timeline.list_all(1)]


async def speaks(world: World, name: str) -> None:
    """Makes somebody the communications lead."""
    ana, person = world.people["ana"].id, world.people[name].id
    async with world.bot.db.transaction() as tx:
        now = world.sandbox.clock.now()
        found = await tx.incidents.get(1)
        await incidents.assign(tx, found, person, Role.COMMS_LEAD, by=ana, now=now)
