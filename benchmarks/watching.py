"""Whether anything holds up the event loop, and how many connections the calls to Slack take."""

import asyncio
import json
import time
from pathlib import Path
from typing import Any

import aiohttp

from benchmarks.acknowledging import Company
from benchmarks.large_body import large_manifest
from benchmarks.processes import Started, bot_environment, free_port, running
from benchmarks.rows import Row

TOGETHER = 100
LIMIT = 0.05
SECRET = "benchmark-of-a-large-body-0123456789"  # of a bot that lives for seconds


async def rows(folder: Path) -> list[Row]:
    """A burst of declares, and everything that goes out of it; then one large body."""
    company, report = Company(), folder / "watched.json"
    await company.start()
    port = free_port()
    environment = bot_environment(
        company.sandbox, port=port, database_url=f"sqlite:///{folder / 'watched.db'}"
    ) | {"DATA_INCIDENT_DBT_SECRET": SECRET}
    module = ("-m", "benchmarks.watched", str(report))
    async with running(*module, port=port, environment=environment) as bot:
        company.sandbox.connect(f"{bot.url}/slack/events")
        await company.declare(0)
        await company.quiet()
        begun = time.perf_counter()  # one clock for all processes of the machine
        await asyncio.gather(*(company.declares(1 + number) for number in range(TOGETHER)))
        await company.quiet()
        body = large_manifest()
        then = time.perf_counter()
        await _send(body, bot)
    await company.sandbox.stop()
    seen = json.loads(report.read_text())
    declares = [tuple(each[1:]) for each in seen["long"] if begun < each[0] < then]
    taking_in = [tuple(each[1:]) for each in seen["long"] if each[0] > then]
    return [
        _loop(f"{TOGETHER} declares and all they send", declares),
        _loop(f"a manifest of {len(body) // 1_000_000} MB", taking_in),
        _connections(seen),
    ]


async def _send(body: bytes, bot: Started) -> None:
    headers = {"Authorization": f"Bearer {SECRET}", "Content-Type": "application/json"}
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{bot.url}/alerts/dbt", data=body, headers=headers) as response,
    ):
        if response.status != 200:
            raise RuntimeError(f"the body was answered {response.status}: {await response.text()}")


def _loop(during: str, held: list[tuple[Any, ...]]) -> Row:
    longest, worked, what = max(held, default=(0.0, 0.0, "nothing took 20 ms"))
    return Row(
        what=f"longest callback of the loop, {during}",
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
