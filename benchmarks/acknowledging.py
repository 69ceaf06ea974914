"""How long a person waits for the answer to a declare, its commit included, beside an empty app."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from benchmarks import databases
from benchmarks.processes import bot_environment, free_port, running
from benchmarks.rows import Row, percentile
from bot.demo.people import CHANNELS, PEOPLE
from bot.sandbox import Sandbox
from bot.sandbox.model import Channel
from bot.sandbox.people import Person

ALONE = 40
NOTES = 200
"""More than declares, and cheaper: a p99 of forty would be the worst one."""
TOGETHER = 100
FLOOD = 500
WARM = 5
REFUSED = "Very busy"
LATE = 0
"""How the workspace says that there was no answer within Slack's three seconds."""


class Company:
    """A workspace with the shop's people, to type commands in."""

    def __init__(self) -> None:
        self.sandbox = Sandbox()
        self.people: list[Person] = []
        self.general: Channel

    async def start(self) -> None:
        """Open the workspace."""
        await self.sandbox.start()
        self.people = [
            self.sandbox.add_person(one.name, real_name=one.real_name, email=one.email)
            for one in PEOPLE
        ]
        for name in CHANNELS:
            channel = self.sandbox.add_channel(name, members=self.people)
            if name == "general":
                self.general = channel

    async def types(self, number: int, line: str) -> tuple[float, str]:
        """Type a command; how long the answer took, in seconds, and what it says."""
        person = self.people[number % len(self.people)]
        begun = time.perf_counter()
        answer = await person.types(f"/data-incident {line}", channel=self.general)
        taken = time.perf_counter() - begun
        if answer.status not in {200, LATE}:
            raise RuntimeError(f"a command was answered {answer.status}: {answer.error}")
        return taken, str(answer.body)

    async def declare(self, number: int) -> float:
        """Type a declare; how long the answer took."""
        taken, said = await self.declares(number)
        if REFUSED in said:
            raise RuntimeError(f"a declare was refused: {said}")
        return taken

    async def declares(self, number: int) -> tuple[float, str]:
        """The same, with the answer: it may be that too much is asked."""
        return await self.types(number, f"sev1 load{number} table{number} wrong{number}")

    async def note(self, incident: int) -> float:
        """Type a note; how long the answer took."""
        return (await self.types(0, f"DI-{incident} note looked at the loader"))[0]

    async def quiet(self, seconds: float = 1.2, *, most: float = 6.0) -> None:
        """Wait until the bot has not called Slack for so long; Slack's limits may make it go on."""
        before, until = -1, time.perf_counter() + most
        while before != len(self.sandbox.calls) and time.perf_counter() < until:
            before = len(self.sandbox.calls)
            await asyncio.sleep(seconds)


@dataclass(frozen=True)
class Burst:
    """The slowest answer in seconds, and how many were asked to send it again."""

    slowest: float
    many: int
    refused: int

    @classmethod
    def of(cls, answers: Sequence[tuple[float, str]]) -> Self:
        refused = sum(REFUSED in said for _, said in answers)
        return cls(max(taken for taken, _ in answers), len(answers), refused)


@dataclass(frozen=True, kw_only=True)
class Measured:
    """Latencies in seconds."""

    declares: list[float]
    notes: list[float]
    burst: Burst
    flood: Burst


async def measure(company: Company) -> Measured:
    """Alone, one after the other, and many at once."""
    for number in range(WARM):
        await company.declare(number)
    await company.quiet()
    declares, notes = [], []
    for number in range(ALONE):
        declares.append(await company.declare(1000 + number))
        await company.quiet(0.1, most=0.5)  # alone: what the one before queued has gone out
    for _ in range(NOTES):
        notes.append(await company.note(1))
        await company.quiet(0.05, most=0.2)
    await company.quiet()
    burst = await asyncio.gather(*(company.declares(2000 + n) for n in range(TOGETHER)))
    await company.quiet()
    flood = await asyncio.gather(*(company.declares(5000 + n) for n in range(FLOOD)))
    return Measured(declares=declares, notes=notes, burst=Burst.of(burst), flood=Burst.of(flood))


async def rows(folder: Path) -> list[Row]:
    """Ours on both databases, then the empty app, in the same workspace."""
    ours = {"SQLite": await _of_the_bot(f"sqlite:///{folder / 'ack.db'}")}
    with databases.postgres("bench_ack") as url:
        ours["PostgreSQL"] = await _of_the_bot(url)
    company = Company()
    await company.start()
    port = free_port()
    secret = company.sandbox.signing_secret
    async with running(
        "-m", "benchmarks.empty_bolt", str(port), secret, port=port, environment={}
    ) as peer:
        company.sandbox.connect(f"{peer.url}/slack/events")
        empty = await measure(company)
    await company.sandbox.stop()
    return [row for name, measured in ours.items() for row in _rows(name, measured, empty)]


async def _of_the_bot(database_url: str) -> Measured:
    company = Company()
    await company.start()
    port = free_port()
    environment = bot_environment(company.sandbox, port=port, database_url=database_url)
    async with running("-m", "bot", "serve", port=port, environment=environment) as bot:
        company.sandbox.connect(f"{bot.url}/slack/events")
        measured = await measure(company)
    await company.sandbox.stop()
    return measured


def _rows(name: str, ours: Measured, peer: Measured) -> list[Row]:
    def row(what: str, taken: float, goal: float, other: float) -> Row:
        beside = ("empty Bolt app", other)
        return Row.within(f"{what} ({name})", taken, goal=goal, beside=beside)

    def burst(one: Burst, goal: float, other: Burst) -> Row:
        done = f"{one.many} at once: {one.many - one.refused} declared, {one.refused} refused"
        return row(f"{done}, slowest", one.slowest, goal, other.slowest)

    return [
        row("declare alone, p99", _p99(ours.declares), 0.05, _p99(peer.declares)),
        row("note alone, p99", _p99(ours.notes), 0.015, _p99(peer.notes)),
        # A burst of a hundred is to be done, all of it; one of five hundred may be refused in part.
        burst(ours.burst, 0.0 if ours.burst.refused else 1.0, peer.burst),
        burst(ours.flood, 3.0, peer.flood),
    ]


def _p99(taken: list[float]) -> float:
    return percentile(taken, 0.99)
