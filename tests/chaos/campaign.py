"""`make chaos`: every fault at every point of every flow; the last line says what came of it.

`make chaos ARGS="--flow declare --database sqlite"` runs a part, and
`make chaos ARGS="--replay 'declare/sqlite/crash-after:chat.postMessage#2'"` one case again.
"""

import argparse
import os
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import nullcontext
from dataclasses import replace
from multiprocessing import get_context

from tests.chaos.case import Result
from tests.chaos.invariants import Kind
from tests.chaos.worker import Order, Report, work
from tests.postgres import running_postgres

DATABASES = ("sqlite", "postgres")
SHOWN = 6
"""Findings of one case that are printed."""


def main(arguments: Sequence[str]) -> int:
    """The number of the exit: 0 when nothing was lost, doubled or orphaned, and all was tried."""
    order = _order(arguments)
    begun = time.perf_counter()
    needs_server = "postgres" in order.databases
    with running_postgres() if needs_server else nullcontext("") as server:
        reports = _carry_out(replace(order, server=server))
    seconds = time.perf_counter() - begun
    missed = [one for report in reports for one in report.missed]
    for one in missed:
        print(f"not reached: {one}")
    print(f"{seconds:.0f} s, seed {order.seed}")
    return _conclude(reports, missed)


def _order(arguments: Sequence[str]) -> Order:
    parser = argparse.ArgumentParser(prog="make chaos")
    parser.add_argument("--replay", metavar="CASE", help="run one case again")
    parser.add_argument("--flow", action="append", default=[], help="only this flow")
    parser.add_argument("--database", choices=DATABASES, help="only on this database")
    parser.add_argument("--seed", type=int, default=1, help="which pairs are drawn")
    parser.add_argument("--pairs", type=int, default=16, help="how many pairs are drawn")
    parser.add_argument("--everything", action="store_true", help="every kind of every fault")
    parser.add_argument("--workers", type=int, default=len(os.sched_getaffinity(0)))
    given = parser.parse_args(arguments)
    databases = [given.database] if given.database else list(DATABASES)
    replayed = [given.replay] if given.replay else []
    if replayed:
        databases = [given.replay.split("/")[1]]
    return Order(
        databases=databases,
        flows=given.flow,
        seed=given.seed,
        pairs=given.pairs,
        everything=given.everything,
        workers=1 if replayed else given.workers,
        replay=replayed,
    )


def _carry_out(order: Order) -> list[Report]:
    shares = [replace(order, worker=number) for number in range(order.workers)]
    if len(shares) == 1:
        return [work(shares[0], _tell)]
    with ProcessPoolExecutor(len(shares), mp_context=get_context("spawn")) as pool:
        return list(pool.map(_work, shares))


def _work(order: Order) -> Report:
    return work(order, _tell)


def _tell(result: Result) -> None:
    """What is wrong, and how to see it again."""
    lines = [f"FAILED {result.case}"]
    lines += [f"  {finding}" for finding in result.findings[:SHOWN]]
    lines.append(f"""  again: make chaos ARGS="--replay '{result.case}'\"""")
    print("\n".join(lines), flush=True)


def _conclude(reports: Sequence[Report], missed: Sequence[str]) -> int:
    """Count cases, not findings: one case may have lost several messages."""
    faults = sum(report.faults for report in reports)
    failed = [result for report in reports for result in report.failed]
    counts = {
        kind: sum(any(one.kind is kind for one in result.findings) for result in failed)
        for kind in Kind
    }
    told = ", ".join(f"{counts[kind]} {kind}" for kind in Kind)
    print(f"{faults} faults, {told}")
    return 1 if failed or any("/sqlite/" in one for one in missed) else 0
