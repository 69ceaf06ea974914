"""Which cases are run: every fault at every point, and pairs of faults where a flow asks for them."""

import random
from collections.abc import Iterator, Sequence
from zlib import crc32

from tests.chaos.case import Case
from tests.chaos.faults import CRASHES, Fault, Point

ALL_CRASHES_ON = frozenset({"sqlite"})
"""Where both crashes are tried at every point also when the rest is drawn, so that all of it takes
minutes: on PostgreSQL a case takes twice as long, and one kind of fault a point is drawn."""


def singles(
    flow: str, database: str, points: Sequence[Point], *, seed: int, everything: bool = False
) -> Iterator[Case]:
    """What is drawn by the seed at every point; or everything."""
    for point in sorted(set(points)):
        drawn = point.drawn(seed=seed, all_crashes=database in ALL_CRASHES_ON)
        for kind in point.fitting if everything else drawn:
            yield Case(flow, database, (Fault(kind, point),))


def second_crashes(first: Case, after: Sequence[Point]) -> Iterator[Case]:
    """A second crash at every point that comes after the first one."""
    for point in dict.fromkeys(after):
        for kind in CRASHES:
            yield Case(first.flow, first.database, (*first.faults, Fault(kind, point)))


def sampled(
    firsts: Sequence[tuple[Case, Sequence[Point]]], *, seed: int, count: int
) -> Iterator[Case]:
    """Pairs of any two faults, by seed."""
    chance = random.Random(seed)
    for _ in range(count):
        first, after = chance.choice(firsts)
        if after:
            point = chance.choice(after)
            kind = chance.choice(point.fitting)
            yield Case(first.flow, first.database, (*first.faults, Fault(kind, point)))


def mine(case: Case, *, worker: int, workers: int) -> bool:
    """Each case belongs to one worker, the same each time."""
    return crc32(str(case).encode()) % workers == worker
