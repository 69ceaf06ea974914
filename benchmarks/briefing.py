"""From sending the command to the briefing in the channel with the commander in it, in round trips."""

import statistics
import time
from pathlib import Path

from benchmarks.acknowledging import Company
from benchmarks.processes import bot_environment, free_port, running
from benchmarks.rows import Row

ROUND_TRIP = 0.1
TIMES = 9


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
        taken = []
        for number in range(1, TIMES + 1):
            taken.append(await _until_briefed(company, number))
            await company.quiet()
    await company.sandbox.stop()
    ours = statistics.median(taken)
    return [
        Row(
            what=f"submit → commander reads the briefing, median of {TIMES}",
            ours=f"{ours * 1000:.0f} ms",
            beside=f"one round trip {ROUND_TRIP * 1000:.0f} ms",
            ratio=ours / ROUND_TRIP,
            value=ours / ROUND_TRIP,
            goal=2.2,
            goal_words="≤ 2.2 round trips",
        )
    ]


async def _until_briefed(company: Company, number: int) -> float:
    begun = time.perf_counter()
    await company.declare(number)

    def briefed() -> bool:
        channel = company.sandbox.workspace.named(
            f"di-{number + 1}-load{number}-table{number}-wrong{number}"
        )
        return channel is not None and any(
            message.blocks and len(channel.members) > 1 for message in channel.messages.values()
        )

    await company.sandbox.until(briefed, timeout=10.0)
    return time.perf_counter() - begun
