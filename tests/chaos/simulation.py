"""A life by seed: people work for days, and whatever can go wrong goes wrong at random."""

import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.sandbox.answer import Answer
from bot.sandbox.installation import Dead
from bot.sandbox.model import Channel
from bot.sandbox.people import Person
from storage import Transaction
from tests.chaos.answers import answered
from tests.chaos.evidence import gathered
from tests.chaos.faults import ANY_CALL, ANY_COMMIT, ON_CALLS, ON_COMMITS, Fault, Point
from tests.chaos.flow import SHOP
from tests.chaos.invariants import Finding, Kind, check
from tests.chaos.stage import Stage

STARTS = (
    datetime(2026, 2, 3, 9, 0, tzinfo=UTC),
    datetime(2026, 3, 28, 22, 0, tzinfo=UTC),  # Europe's clocks go forward
    datetime(2026, 10, 24, 22, 0, tzinfo=UTC),  # and back
    datetime(2028, 2, 28, 12, 0, tzinfo=UTC),  # a leap day comes
    datetime(2026, 12, 31, 20, 0, tzinfo=UTC),
)
PEOPLE = ("ana", "ben", "chloe", "dev", "farah", "gus", "ivy")
TEAM = PEOPLE[:4]
WORDS = ("orders", "revenue", "churn", "stock", "refunds", "visits", "prices", "returns")
TROUBLES = ("is late", "is doubled", "is empty", "looks odd")
LINES = (
    "take",
    "severity sev1 the board reads it",
    "severity sev3 smaller than it looked",
    "role comms @gus",
    "role responder @dev",
    "subscribe",
    "unsubscribe",
    "range add mart.orders 2026-02-01..2026-02-02",
    "range reloaded all",
    "range checked all counts match",
    "update nothing",
    "action @ben add a test by 2026-12-01 prevent",
    "action done 1",
    "channel",
    "postmortem",
    "dismiss it was the filter",
    "reopen it is empty again",
    "close",
)
DEAD: tuple[Dead, ...] = ("token_revoked", "account_inactive", "invalid_auth")
SCOPES = ("chat:write", "channels:history", "bookmarks:write", "pins:write", "users:read")
"""Scopes that an administrator may take away; what needs them waits. (Without the one for channels the
work goes on in the thread.)"""
Act = Callable[["Life"], Awaitable[None]]


@dataclass
class Lived:
    """What became of one seed; `calls` are the methods called, in order."""

    seed: int
    days: float
    findings: list[Finding]
    calls: tuple[str, ...] = field(repr=False, default=())


class Life:
    """One seed on one stage."""

    def __init__(self, stage: Stage, seed: int) -> None:
        self.stage = stage
        self.seed = seed
        self.chance = random.Random(seed)
        self.declared = 0

    async def live(self, *, steps: int = 30) -> Lived:
        """So many things happen; then everything must be as promised."""
        stage = self.stage
        await stage.begin(SHOP)
        stage.clock.put(self.chance.choice(STARTS))
        begun = stage.clock.now()
        await self.declares()
        for _ in range(steps):
            self._choose_a_bot()
            await self.chance.choices(ACTS, WEIGHTS)[0](self)
            await stage.passes(self.chance.choice((0.0, 1.0, 3.0)))
        stage.points.open = False
        await stage.at_rest()
        return Lived(
            self.seed,
            (stage.clock.now() - begun) / timedelta(days=1),
            await self._findings(),
            tuple(one.method for one in stage.sandbox.calls),
        )

    async def _findings(self) -> list[Finding]:
        stage = self.stage
        findings = [Finding(Kind.LOST, one) for one in stage.broken]
        for what, kept in stage.kept:
            if not await stage.is_kept(kept):
                findings.append(Finding(Kind.LOST, f"I1 {what} is not kept in the end"))
        return findings + check(await gathered(stage.record, stage.sandbox))

    def _choose_a_bot(self) -> None:
        """Any of those that run gets what comes next."""
        alive = [one.bot.url for one in self.stage.running.values() if not one.process.dead]
        if alive:
            self.stage.sandbox.connect(f"{self.chance.choice(alive)}/slack/events")

    # people

    async def declares(self) -> None:
        self.declared += 1
        words, trouble = self.chance.sample(WORDS, 3), self.chance.choice(TROUBLES)
        title = f"{' '.join(words)} {trouble} {self.declared}"

        async def kept(tx: Transaction) -> bool:
            return any(one.title == title for one in await tx.incidents.list_latest(limit=99))

        line = f"sev{self.chance.randint(1, 4)} {title}"
        await self.stage.does(f"declares {title!r}", lambda: self._declaring(line), kept)

    async def _declaring(self, line: str) -> Answer:
        """What may be the same is looked at, and declared all the same."""
        who = self.chance.choice(PEOPLE)
        answer = await self.stage.line(who, line)
        shown = self.stage.person(who).sees(self.stage.channel("general"))
        if answered(answer) and shown and "Declare a new one" in shown[-1].buttons:
            return await self.stage.person(who).presses(shown[-1], "Declare a new one")
        return answer

    async def types(self) -> None:
        """Any line about any incident; what is not allowed is refused with a sentence."""
        number = self.chance.randint(1, max(self.declared, 1))
        line = self.chance.choice(LINES)
        for name in PEOPLE:
            line = line.replace(f"@{name}", self.stage.person(name).mention)
        await self.stage.line(self.chance.choice(PEOPLE), f"DI-{number} {line}")
        await self.stage.recover()

    async def notes(self) -> None:
        """A note by somebody of the data team stays."""
        async with self.stage.record.reading() as tx:
            known = [one.id for one in await tx.incidents.list_latest(limit=99)]
        if not known:  # PostgreSQL gives no number twice, so not every number has an incident
            return
        number = self.chance.choice(known)
        text = f"looked at it {self.chance.random():.12f}"

        async def kept(tx: Transaction) -> bool:
            return any(text in str(one.facts) for one in await tx.timeline.list_all(number))

        who = self.chance.choice(TEAM)
        line = f"DI-{number} note {text}"
        await self.stage.does(f"notes {text!r}", lambda: self.stage.line(who, line), kept)

    async def talks(self) -> None:
        """Something is said in an incident's channel, and pinned."""
        homes = [one for one in self._homes() if not one.is_archived and one.members]
        people = self._team_in(homes[-1]) if homes else []
        if people:
            person = self.chance.choice(people)
            message = await person.says("The vendor changed the file", channel=homes[-1])
            await person.reacts(message, "pushpin")
            await self.stage.recover()

    async def tidies_up(self) -> None:
        """Somebody changes in Slack what is the bot's; it hears of each such event in the end."""
        await self.stage.quiet()
        homes = self._homes()
        home = self.chance.choice(homes) if homes else None
        people = self._team_in(home) if home else []
        if home is None or not people:
            return
        person, bot = self.chance.choice(people), self.stage.sandbox.workspace.bot.id
        if home.is_archived:
            await person.unarchives(home)
        elif bot not in home.members:
            await person.invites(bot, home)
        else:
            await self.chance.choice((_archives, _removes, _renames, _deletes))(person, home, bot)
        await self.stage.recover()
        await self.stage.quiet()

    def _homes(self) -> list[Channel]:
        """The channels that the bot has made, whatever people call them by now."""
        workspace = self.stage.sandbox.workspace
        made = (one for one in workspace.channels.values() if one.creator == workspace.bot.id)
        return [one for one in made if not one.is_conversation]

    def _team_in(self, channel: Channel) -> list[Person]:
        return [one for one in map(self.stage.person, TEAM) if one.id in channel.members]

    # trouble

    async def something_breaks(self) -> None:
        """The next so many-th call or commit goes wrong."""
        if self.chance.random() < 0.5:
            fault = Fault(self.chance.choice(ON_CALLS), Point(ANY_CALL, self.chance.randint(1, 9)))
        else:
            nth = self.chance.randint(1, 9)
            fault = Fault(self.chance.choice(ON_COMMITS), Point(ANY_COMMIT, nth))
        self.stage.points.begin(fault)

    async def somebody_kills_a_bot(self) -> None:
        self.chance.choice(list(self.stage.running.values())).process.die()
        await self.stage.recover()

    async def it_is_down_for_a_while(self) -> None:
        await self.stage.down_for(timedelta(hours=self.chance.choice((1, 5, 24, 60))))

    async def the_app_is_cut_off(self) -> None:
        """Slack takes the token or a scope away, and gives it back after a while; people go on."""
        sandbox, scope = self.stage.sandbox, self.chance.choice(("", *SCOPES))
        if scope:
            sandbox.take_scopes(scope)
        else:
            sandbox.revoke_token(self.chance.choice(DEAD))
        await self.chance.choice((Life.declares, Life.notes, Life.types))(self)
        await self.stage.passes(self.chance.choice((0.0, 20.0, 90.0)))
        if scope:
            sandbox.give_scopes(scope)
        else:
            sandbox.reinstall()

    async def time_passes(self) -> None:
        await self.stage.quiet()
        self.stage.clock.advance(timedelta(minutes=self.chance.choice((1, 5, 16, 31, 125, 700))))

    async def the_clock_jumps(self) -> None:
        hours = self.chance.choice((-1, 1, -24, 24))
        self.stage.clock.advance(timedelta(hours=hours))


async def _archives(person: Person, home: Channel, _bot: str) -> None:
    await person.archives(home)


async def _removes(person: Person, home: Channel, bot: str) -> None:
    await person.removes(bot, home)


async def _renames(person: Person, home: Channel, _bot: str) -> None:
    await person.renames(home, f"{home.name[:60]}-again")


async def _deletes(person: Person, home: Channel, _bot: str) -> None:
    """The newest that is pinned: the card, or what somebody kept."""
    if home.pins:
        await person.deletes(home.messages[list(home.pins)[-1]])


CHANCES: tuple[tuple[Act, int], ...] = (
    (Life.declares, 3),
    (Life.types, 12),
    (Life.notes, 3),
    (Life.talks, 2),
    (Life.tidies_up, 2),
    (Life.something_breaks, 8),
    (Life.somebody_kills_a_bot, 2),
    (Life.it_is_down_for_a_while, 1),
    (Life.the_app_is_cut_off, 1),
    (Life.time_passes, 6),
    (Life.the_clock_jumps, 1),
)
ACTS = [act for act, _ in CHANCES]
WEIGHTS = [weight for _, weight in CHANCES]
