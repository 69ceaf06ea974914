"""Whether an answer waits for Slack: the same burst with Slack quick, slow and away."""

import asyncio
import statistics
from pathlib import Path

from benchmarks.acknowledging import Company
from benchmarks.processes import bot_environment, free_port, running
from benchmarks.rows import Row

TOGETHER = 20
TIMES = 9
SLOW = 2.0


async def rows(folder: Path) -> list[Row]:
    """Notes on one incident, so many at once, so many times; the slowest of each burst counts."""
    company = Company()
    await company.start()
    port = free_port()
    environment = bot_environment(
        company.sandbox, port=port, database_url=f"sqlite:///{folder / 'independent.db'}"
    )
    async with running("-m", "bot", "serve", port=port, environment=environment) as bot:
        company.sandbox.connect(f"{bot.url}/slack/events")
        await company.declare(0)
        await _slowest(company)  # to warm up
        await company.quiet()
        quick = await _slowest(company)
        await company.quiet()
        company.sandbox.latency = SLOW
        slow = await _slowest(company)
        company.sandbox.latency = 0.0
        company.sandbox.faults.add("*", kind="drop_before", times=None)
        away = await _slowest(company)
    await company.sandbox.stop()
    return [
        Row.times(f"{TOGETHER} notes at once, {how} ÷ with Slack at 0", taken, quick, goal=1.2)
        for how, taken in ((f"Slack at {SLOW:g} s a call", slow), ("Slack away", away))
    ]


async def _slowest(company: Company) -> float:
    taken = []
    for _ in range(TIMES):
        burst = await asyncio.gather(*(company.note(1) for _ in range(TOGETHER)))
        taken.append(max(burst))
        await asyncio.sleep(0.2)
    return statistics.median(taken)
