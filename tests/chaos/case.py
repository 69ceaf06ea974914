"""One run of a flow with its faults, and what became of it."""

import time
from dataclasses import dataclass, field

from handlers.discover import discover
from tests.chaos import flows
from tests.chaos.evidence import Evidence, gathered
from tests.chaos.faults import Fault, Point
from tests.chaos.flow import Flow
from tests.chaos.invariants import Finding, Kind, check
from tests.chaos.stage import Stage


@dataclass(frozen=True, order=True)
class Case:
    """Written `declare/sqlite/crash-after:chat.postMessage#2`; a second fault follows a `+`, its point
    counted from when the first has happened."""

    flow: str
    database: str
    faults: tuple[Fault, ...] = ()

    def __str__(self) -> str:
        return f"{self.flow}/{self.database}/{'+'.join(map(str, self.faults))}"

    @classmethod
    def read(cls, text: str) -> "Case":
        flow, database, faults = text.split("/", 2)
        return cls(flow, database, tuple(Fault.read(one) for one in faults.split("+") if one))


@dataclass(frozen=True)
class Result:
    """`reached`: how many of the faults really happened."""

    case: Case
    reached: int
    seconds: float
    findings: tuple[Finding, ...] = ()
    after: tuple[Point, ...] = field(default=(), repr=False)


class Runner:
    """Runs cases of one kind of database on one stage."""

    def __init__(self, stage: Stage, database: str) -> None:
        self.stage = stage
        self.database = database
        self.clean: dict[str, Evidence] = {}
        self.flows = discover(flows, Flow)

    async def points(self, flow: str) -> list[Point]:
        """The points that a run without a fault comes to; what it leaves is what the others must."""
        await self._play(flow, ())
        found = await gathered(self.stage.record, self.stage.sandbox)
        wrong = [*self.stage.broken, *check(found)]
        if wrong:
            raise AssertionError(f"{flow} fails without a fault: {wrong}")
        self.clean[flow] = found
        return list(self.stage.points.passed)

    async def run(self, case: Case) -> Result:
        begun = time.perf_counter()
        if case.flow not in self.clean:
            await self.points(case.flow)
        await self._play(case.flow, case.faults)
        points = self.stage.points
        found = await gathered(self.stage.record, self.stage.sandbox)
        findings = [Finding(Kind.LOST, one) for one in self.stage.broken]
        for what, kept in self.stage.kept:
            if not await self.stage.is_kept(kept):
                findings.append(Finding(Kind.LOST, f"I1 {what} is not kept in the end"))
        findings += check(found, self.clean[case.flow], faults=len(case.faults))
        after = tuple(points.passed)
        seconds = time.perf_counter() - begun
        return Result(case, len(points.happened), seconds, tuple(findings), after)

    async def _play(self, name: str, faults: tuple[Fault, ...]) -> None:
        flow, stage = self.flows[name], self.stage
        await self._live_through(flow.after)
        await stage.begin(flow.after)
        stage.points.begin(*faults)
        await flow.play(stage)
        await stage.at_rest()
        stage.points.open = False

    async def _live_through(self, name: str) -> None:
        """What comes before, once; the moment is kept."""
        if name not in self.stage.moments:
            await self._play(name, ())
            await self.stage.keep_moment(name)
