"""Whether anything holds up the event loop, and how many connections the calls to Slack take."""

import asyncio
import json
import time
from pathlib import Path
from typing import Any

from benchmarks.acknowledging import Company
from benchmarks.processes import bot_environment, free_port, running
from benchmarks.rows import Row

TOGETHER = 100
LIMIT = 0.05


async def rows(folder: Path) -> list[Row]:
    """A burst of declares, and everything that goes out of it."""
    company, report = Company(), folder / "watched.json"
    await company.start()
    port = free_port()
    environment = bot_environment(
        company.sandbox, port=port, database_url=f"sqlite:///{folder / 'watched.db'}"
    )
    module = ("-m", "benchmarks.watched", str(report))
    async with running(*module, port=port, environment=environment) as bot:
        company.sandbox.connect(f"{bot.url}/slack/events")
        await company.declare(0)
        await company.quiet()
        begun = time.perf_counter()  # one clock for all processes of the machine
        await asyncio.gather(*(company.declares(1 + number) for number in range(TOGETHER)))
        await company.quiet()
    await company.sandbox.stop()
    seen = json.loads(report.read_text())
    held = [tuple(each[1:]) for each in seen["long"] if each[0] > begun]
    return [_loop(held), _connections(seen)]


def _loop(held: list[tuple[Any, ...]]) -> Row:
    longest, worked, what = max(held, default=(0.0, 0.0, "nothing took 20 ms"))
    return Row(
        what=f"longest callback of the loop, {TOGETHER} declares and all they send",
        ours=f"{longest * 1000:.0f} ms",
        beside=f"{worked * 1000:.0f} ms of work: {what}",
        ratio=longest / LIMIT,
        value=longest,
        goal=LIMIT,
        goal_words=f"≤ {LIMIT * 1000:.0f} ms",
    )


def _connections(seen: dict[str, Any]) -> Row:
    share = seen["connections"] / seen["calls"]
    return Row(
        what="connections a call to Slack",
        ours=f"{share:.4f}",
        beside=f"{seen['calls']} calls",
        ratio=share,
        value=share,
        goal=0.02,
        goal_words="≤ 0.02",
    )
