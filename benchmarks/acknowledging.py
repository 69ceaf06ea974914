"""How long a person waits for the answer to a declare, its commit included, beside an empty app."""

import asyncio
import time
from pathlib import Path

from benchmarks.processes import bot_environment, free_port, running
from benchmarks.rows import Row, percentile
from bot.demo.people import CHANNELS, PEOPLE
from bot.sandbox import Sandbox
from bot.sandbox.model import Channel
from bot.sandbox.people import Person

ALONE = 60
TOGETHER = 100
WARM = 5


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

    async def declare(self, number: int) -> float:
        """Type a declare; how long the answer took, in seconds."""
        person = self.people[number % len(self.people)]
        begun = time.perf_counter()
        answer = await person.types(
            f"/data-incident sev1 load{number} table{number} wrong{number}", channel=self.general
        )
        if answer.status != 200:
            raise RuntimeError(f"a declare was answered {answer.status}: {answer.error}")
        return time.perf_counter() - begun

    async def quiet(self, seconds: float = 1.2) -> None:
        """Wait until the bot has not called Slack for so long."""
        before = -1
        while before != len(self.sandbox.calls):
            before = len(self.sandbox.calls)
            await asyncio.sleep(seconds)


async def measure(company: Company) -> tuple[list[float], list[float]]:
    """Latencies alone, one after the other, and of a burst."""
    for number in range(WARM):
        await company.declare(number)
    await company.quiet()
    alone = []
    for number in range(ALONE):
        alone.append(await company.declare(1000 + number))
        await company.quiet(0.2)  # alone: what the one before queued has gone out
    await company.quiet()
    burst = await asyncio.gather(*(company.declare(2000 + n) for n in range(TOGETHER)))
    return alone, list(burst)


async def rows(folder: Path) -> list[Row]:
    """Ours, then the empty app, in the same workspace."""
    company = Company()
    await company.start()
    port = free_port()
    environment = bot_environment(
        company.sandbox, port=port, database_url=f"sqlite:///{folder / 'ack.db'}"
    )
    async with running("-m", "bot", "serve", port=port, environment=environment) as bot:
        company.sandbox.connect(f"{bot.url}/slack/events")
        alone, burst = await measure(company)
    port = free_port()
    secret = company.sandbox.signing_secret
    async with running(
        "-m", "benchmarks.empty_bolt", str(port), secret, port=port, environment={}
    ) as peer:
        company.sandbox.connect(f"{peer.url}/slack/events")
        peer_alone, peer_burst = await measure(company)
    await company.sandbox.stop()
    return [
        _row(
            "declare alone, p99", percentile(alone, 0.99), percentile(peer_alone, 0.99), goal=0.05
        ),
        _row(f"{TOGETHER} declares at once, slowest", max(burst), max(peer_burst), goal=2.0),
    ]


def _row(what: str, ours: float, peer: float, *, goal: float) -> Row:
    return Row(
        what=what,
        ours=f"{ours * 1000:.1f} ms",
        beside=f"empty Bolt app {peer * 1000:.1f} ms",
        ratio=ours / peer,
        value=ours,
        goal=goal,
        goal_words=f"≤ {goal * 1000:.0f} ms",
    )
