"""One process of a campaign: its share of the cases, on a stage of its own."""

import gc
import os
import tempfile
import warnings
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.chaos import plan
from tests.chaos.case import Case, Result, Runner
from tests.chaos.faults import Point
from tests.chaos.keeping import MEMORY, Keeping, KeptFile, KeptRows
from tests.chaos.loop import SimulatedLoop, simulated
from tests.chaos.stage import Stage


@dataclass(frozen=True, kw_only=True)
class Order:
    """What one worker is to do. Without `flows`: all; `server` is PostgreSQL's address."""

    databases: Sequence[str]
    server: str = ""
    flows: Sequence[str] = ()
    seed: int = 1
    pairs: int = 0
    everything: bool = False
    worker: int = 0
    workers: int = 1
    replay: Sequence[str] = ()


@dataclass
class Report:
    """What became of a worker's share."""

    faults: int = 0
    missed: list[str] = field(default_factory=list)
    failed: list[Result] = field(default_factory=list)
    seconds: float = 0.0

    def add(self, result: Result) -> None:
        if result.reached < len(result.case.faults):
            self.missed.append(str(result.case))
        else:
            self.faults += 1
        if result.findings:
            self.failed.append(result)


def work(order: Order, tell: Callable[[Result], None]) -> Report:
    """Do it; every failure is told at once."""
    report = Report()
    gc.set_threshold(100_000, 20, 100)
    for database in order.databases:
        with simulated() as loop:
            loop.run_until_complete(_on(loop, database, order, report, tell))
    return report


async def _on(
    loop: SimulatedLoop,
    database: str,
    order: Order,
    report: Report,
    tell: Callable[[Result], None],
) -> None:
    async with staged(loop, database, order.server) as stage:
        runner = Runner(stage, database)
        share = _Share(runner, order, report, tell)
        if order.replay:
            for text in order.replay:
                await share.run(Case.read(text))
            return
        for name in order.flows or [one.name for one in runner.flows.values() if one.faulty]:
            await share.flow(name)


class _Share:
    """The cases of one worker on one kind of database."""

    def __init__(
        self, runner: Runner, order: Order, report: Report, tell: Callable[[Result], None]
    ) -> None:
        self.runner, self.order, self.report, self.tell = runner, order, report, tell

    async def run(self, case: Case) -> Result:
        result = await self.runner.run(case)
        self.report.add(result)
        if result.findings:
            self.tell(result)
        return result

    async def flow(self, name: str) -> None:
        """Every fault at every point; and pairs, where the flow asks for them."""
        points = await self.runner.points(name)
        pairs = self.runner.flows[name].pairs and self.order.pairs
        firsts: list[tuple[Case, Sequence[Point]]] = []
        seed, everything = self.order.seed, self.order.everything
        database = self.runner.database
        for case in plan.singles(name, database, points, seed=seed, everything=everything):
            if self._mine(case):
                result = await self.run(case)
                firsts.append((case, result.after))
        if not pairs:
            return
        if database == "sqlite" and everything:
            await self._second_crashes(firsts)
        count = self.order.pairs // self.order.workers
        for case in plan.sampled(firsts, seed=seed + self.order.worker, count=count):
            await self.run(case)

    async def _second_crashes(self, firsts: Sequence[tuple[Case, Sequence[Point]]]) -> None:
        for first, after in firsts:
            if first.faults[0].kind == "crash-after":
                for case in plan.second_crashes(first, after):
                    await self.run(case)

    def _mine(self, case: Case) -> bool:
        return plan.mine(case, worker=self.order.worker, workers=self.order.workers)


@asynccontextmanager
async def staged(loop: SimulatedLoop, database: str, server: str) -> AsyncIterator[Stage]:
    """A stage on a database of its own, in memory where the machine offers that."""
    warnings.simplefilter("ignore")  # connections of the dead are collected when nobody cares
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        keeping: Keeping = (
            KeptFile(Path(folder))
            if database == "sqlite"
            else KeptRows(server, f"chaos_{os.getpid()}")
        )
        stage = Stage(loop, keeping)
        await stage.open()
        gc.freeze()
        try:
            yield stage
        finally:
            await stage.close()
