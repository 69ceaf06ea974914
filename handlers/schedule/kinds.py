"""What a job is: asks for what is due, does each in one transaction, moves the column on."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from handlers.deps import Deps

TICK = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
"""For what is due on a day rather than at an instant."""


@dataclass(frozen=True)
class Job:
    """Asks about once in `every` what is due; finding nothing must be cheap.

    `beside` the others: it asks Slack, which may take its time, and what is due does not wait for that.
    """

    name: str
    run: Callable[[Deps], Awaitable[None]]
    every: timedelta
    beside: bool = False


def job(
    name: str, *, every: timedelta = TICK, beside: bool = False
) -> Callable[[Callable[[Deps], Awaitable[None]]], Job]:
    """Make a job of a function."""
    return lambda run: Job(name, run, every, beside)
