"""How long a start takes and what an idle bot holds, beside the bare imports of its libraries."""

import asyncio
import statistics
import subprocess
import sys
import time
from pathlib import Path

import psutil

from benchmarks.acknowledging import Company
from benchmarks.processes import bot_environment, free_port, running
from benchmarks.rows import Row

TIMES = 9
IMPORTS = (
    "import slack_bolt.async_app, slack_bolt.adapter.socket_mode.aiohttp, aiohttp.web, sqlmodel, "
    "sqlalchemy.ext.asyncio, aiosqlite, alembic.command, jinja2, orjson, pydantic_settings, yaml, "
    "typer, structlog, anyascii, prometheus_client"
)
HOLD = (
    f"import sys, {IMPORTS.removeprefix('import ')}\nprint('there', flush=True)\nsys.stdin.read()"
)


def bare() -> tuple[float, float]:
    """Seconds until the imports are done, and MiB held then."""
    begun = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-c", HOLD], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        if process.stdout is None or process.stdin is None:
            raise RuntimeError("no pipes")
        process.stdout.readline()
        seconds = time.perf_counter() - begun
        memory = float(psutil.Process(process.pid).memory_info().rss) / 2**20
        process.stdin.close()
    return seconds, memory


async def rows(folder: Path) -> list[Row]:
    """Start and memory, medians; the ratio is the median of pairs, which ran one after the other and
    had the same machine. The database exists already, as after a day."""
    company = Company()
    await company.start()
    ours, peers = [], []
    url = f"sqlite:///{folder / 'start.db'}"
    for turn in range(TIMES + 1):
        peer = await asyncio.to_thread(bare)
        port = free_port()
        environment = bot_environment(company.sandbox, port=port, database_url=url)
        async with running("-m", "bot", "serve", port=port, environment=environment) as bot:
            company.sandbox.connect(f"{bot.url}/slack/events")
            if turn:  # the first makes the database, and warms the disk for both
                ours.append((bot.seconds, bot.memory()))
                peers.append(peer)
    await company.sandbox.stop()
    made = []
    for index, (what, unit) in enumerate((("start → answers", "s"), ("idle memory", "MiB"))):
        one = statistics.median(run[index] for run in ours)
        other = statistics.median(run[index] for run in peers)
        ratio = statistics.median(
            run[index] / peer[index] for run, peer in zip(ours, peers, strict=True)
        )
        made.append(
            Row(
                what=what,
                ours=f"{one:.2f} {unit}",
                beside=f"bare imports {other:.2f} {unit}",
                ratio=ratio,
                value=ratio,
                goal=1.3,
                goal_words="≤ 1.3 ×",
            )
        )
    return made
