"""Lives by seed: the promises are kept, and the same seed is the same life."""

import random

from tests.chaos.loop import simulated
from tests.chaos.simulation import Life, Lived
from tests.chaos.stage import Stage
from tests.chaos.worker import staged

FEW = 12
"""Things that happen in a life; `make nightly` lives longer ones."""


def lived(database: str, server: str, *seeds: int, replicas: int = 1) -> list[Lived]:
    async def live() -> list[Lived]:
        async with staged(loop, database, server) as stage:
            stage.replicas = replicas
            return [await one(stage, seed) for seed in seeds]

    async def one(stage: Stage, seed: int) -> Lived:
        random.seed(seed)
        return await Life(stage, seed).live(steps=FEW)

    with simulated() as loop:
        return loop.run_until_complete(live())


def test_the_same_seed_is_the_same_life_and_promises_are_kept() -> None:
    first, again, other = lived("sqlite", "", 3, 3, 4)

    assert first.findings == other.findings == []
    assert first.calls == again.calls
    assert first.calls != other.calls


def test_two_bots_on_one_database_keep_them_too(postgres_server: str) -> None:
    (one,) = lived("postgres", postgres_server, 5, replicas=2)

    assert one.findings == []
