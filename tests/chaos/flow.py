"""What a flow is: a story that people live through, on top of what another one left."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tests.chaos.stage import Stage

Play = Callable[[Stage], Awaitable[None]]
SHOP = "shop"
"""The moment before anything has happened."""


@dataclass(frozen=True)
class Flow:
    """`after`: the flow that was lived through before (by default none). `pairs`: also with two faults.
    `faulty`: also run with faults, not only as what others begin with."""

    name: str
    play: Play
    after: str = SHOP
    pairs: bool = False
    faulty: bool = True


def flow(
    name: str, *, after: str = SHOP, pairs: bool = False, faulty: bool = True
) -> Callable[[Play], Flow]:
    """Make a flow of a function."""
    return lambda play: Flow(name, play, after, pairs, faulty)
