"""`make nightly`: lives by seed, a thousand of them; the last lines say how fast and what came of it.

`make nightly ARGS="--first 17 --seeds 1 --database sqlite"` lives one of them again.
"""

import argparse
import os
import random
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass
from multiprocessing import get_context

from tests.chaos.invariants import Kind
from tests.chaos.loop import SimulatedLoop, simulated
from tests.chaos.simulation import Life, Lived
from tests.chaos.worker import staged
from tests.postgres import running_postgres

DATABASES = ("sqlite", "postgres")
SHOWN = 6


@dataclass(frozen=True, kw_only=True)
class Lives:
    """The seeds of one process. On PostgreSQL there are as many bots as the seed says, up to three."""

    database: str
    seeds: Sequence[int]
    server: str = ""


def main(arguments: Sequence[str]) -> int:
    """0 when every promise was kept in every life."""
    given = _given(arguments)
    begun = time.perf_counter()
    databases = [given.database] if given.database else list(DATABASES)
    with running_postgres() if "postgres" in databases else nullcontext("") as server:
        orders = [
            Lives(database=database, server=server, seeds=seeds[number :: given.workers])
            for database, seeds in _shared(databases, range(given.first, given.first + given.seeds))
            for number in range(given.workers)
        ]
        with ProcessPoolExecutor(given.workers, mp_context=get_context("spawn")) as pool:
            lived = [one for part in pool.map(live, orders) for one in part]
    return _conclude(lived, time.perf_counter() - begun)


def _given(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make nightly")
    parser.add_argument("--first", type=int, default=1, help="the first seed")
    parser.add_argument("--seeds", type=int, default=1000, help="how many")
    parser.add_argument("--database", choices=DATABASES, help="only on this database")
    parser.add_argument("--workers", type=int, default=len(os.sched_getaffinity(0)))
    return parser.parse_args(arguments)


def _shared(databases: Sequence[str], seeds: Sequence[int]) -> list[tuple[str, Sequence[int]]]:
    """Each database lives its share of the seeds."""
    return [(one, seeds[at :: len(databases)]) for at, one in enumerate(databases)]


def live(order: Lives) -> list[Lived]:
    """Live them; what is wrong is told at once."""
    with simulated() as loop:
        return loop.run_until_complete(_live(loop, order))


async def _live(loop: SimulatedLoop, order: Lives) -> list[Lived]:
    found = []
    async with staged(loop, order.database, order.server) as stage:
        for seed in order.seeds:
            random.seed(seed)  # the bot's own chances, such as how long it waits
            stage.replicas = 1 if order.database == "sqlite" else 1 + seed % 3
            lived = await Life(stage, seed).live()
            found.append(lived)
            if lived.findings:
                _tell(order.database, lived)
    return found


def _tell(database: str, lived: Lived) -> None:
    lines = [f"FAILED seed {lived.seed} on {database}"]
    lines += [f"  {finding}" for finding in lived.findings[:SHOWN]]
    again = f"--first {lived.seed} --seeds 1 --database {database}"
    lines.append(f'  again: make nightly ARGS="{again}"')
    print("\n".join(lines), flush=True)


def _conclude(lived: Sequence[Lived], seconds: float) -> int:
    years = sum(one.days for one in lived) / 365
    print(f"{len(lived)} seeds, {years:.2f} years, {len(lived) / seconds:.2f} seeds/s")
    counts = {
        kind: sum(any(found.kind is kind for found in one.findings) for one in lived)
        for kind in Kind
    }
    print(f"{len(lived)} seeds, " + ", ".join(f"{counts[kind]} {kind}" for kind in Kind))
    return 1 if any(one.findings for one in lived) else 0
