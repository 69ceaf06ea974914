"""From sending the command to the briefing in the channel with the commander in it, in round trips."""

import asyncio
import statistics
import time
from pathlib import Path

from benchmarks.acknowledging import Company
from benchmarks.processes import bot_environment, free_port, running
from benchmarks.rows import Row

ROUND_TRIP = 0.1
TIMES = 9
SILENCE = 0.8
"""Seconds without a call after which nothing more comes."""


async def rows(folder: Path) -> list[Row]:
    """With Slack at 100 ms a call: the limit is two calls, one to create and one to post."""
    company = Company()
    await company.start()
    port = free_port()
    environment = bot_environment(
        company.sandbox, port=port, database_url=f"sqlite:///{folder / 'brief.db'}"
    )
    async with running("-m", "bot", "serve", port=port, environment=environment) as bot:
        company.sandbox.connect(f"{bot.url}/slack/events")
        await company.declare(0)
        await company.quiet()
        company.sandbox.latency = ROUND_TRIP
        briefed, done = [], []
        for number in range(1, TIMES + 1):
            begun = time.perf_counter()
            watched = asyncio.create_task(_last_call(company))
            briefed.append(await _until_briefed(company, number) - begun)
            done.append(await watched - begun)
    await company.sandbox.stop()
    return [
        _row("submit → commander reads the briefing", statistics.median(briefed), 2.2),
        _row("submit → everything is set up", statistics.median(done), 3.3),
    ]


def _row(what: str, ours: float, goal: float) -> Row:
    return Row(
        what=f"{what}, median of {TIMES}",
        ours=f"{ours * 1000:.0f} ms",
        beside=f"one round trip {ROUND_TRIP * 1000:.0f} ms",
        ratio=ours / ROUND_TRIP,
        value=ours / ROUND_TRIP,
        goal=goal,
        goal_words=f"≤ {goal} round trips",
    )


async def _last_call(company: Company) -> float:
    """When the last call is answered, half a round trip after Slack has worked on it."""
    calls, last = company.sandbox.calls, time.perf_counter()
    seen = len(calls)
    while time.perf_counter() - last < SILENCE:
        await asyncio.sleep(0.002)
        if len(calls) != seen:
            seen, last = len(calls), time.perf_counter()
    return last + ROUND_TRIP / 2


async def _until_briefed(company: Company, number: int) -> float:
    await company.declare(number)

    def briefed() -> bool:
        channel = company.sandbox.workspace.named(
            f"di-{number + 1}-load{number}-table{number}-wrong{number}"
        )
        return channel is not None and any(
            message.blocks and len(channel.members) > 1 for message in channel.messages.values()
        )

    await company.sandbox.until(briefed, timeout=10.0)
    return time.perf_counter()
