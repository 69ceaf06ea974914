"""What a job is: asks for what is due, does each in one transaction, moves the column on."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from handlers.deps import Deps


@dataclass(frozen=True)
class Job:
    """Run at every tick of the schedule (about once a second); finding nothing due must be cheap.

    `beside` the others: it asks Slack, which may take its time, and what is due does not wait for that.
    """

    name: str
    run: Callable[[Deps], Awaitable[None]]
    beside: bool = False


def job(name: str, *, beside: bool = False) -> Callable[[Callable[[Deps], Awaitable[None]]], Job]:
    """Make a job of a function."""
    return lambda run: Job(name, run, beside)
