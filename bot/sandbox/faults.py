"""Faults on demand: what goes wrong with which call, decided by method and by its number."""

from dataclasses import dataclass
from typing import Literal, get_args

Kind = Literal["rate_limited", "server_error", "drop_before", "drop_after", "slow", "error"]


@dataclass(slots=True)
class Fault:
    method: str
    kind: Kind
    nth: int = 1
    times: int | None = 1  # None: for as long as the fault stays
    retry_after: int | None = None
    seconds: float = 0.0
    status: int = 503
    error: str = "fatal_error"
    applied: bool = False
    seen: int = 0

    def strikes(self) -> bool:
        self.seen += 1
        if self.seen < self.nth:
            return False
        return self.times is None or self.seen < self.nth + self.times


class Faults:
    """Each rule counts the calls of its method since it was added; "*" counts them all."""

    def __init__(self) -> None:
        self.rules: list[Fault] = []

    def add(
        self,
        method: str,
        *,
        kind: Kind,
        nth: int = 1,
        times: int | None = 1,
        retry_after: int | None = None,
        seconds: float = 0.0,
        status: int = 503,
        error: str = "fatal_error",
        applied: bool = False,
    ) -> Fault:
        if kind not in get_args(Kind):
            raise ValueError(f"{kind!r} is no fault; choose one of {', '.join(get_args(Kind))}")
        fault = Fault(method, kind, nth, times, retry_after, seconds, status, error, applied)
        self.rules.append(fault)
        return fault

    def clear(self) -> None:
        self.rules.clear()

    def take(self, method: str) -> Fault | None:
        """The fault of this call, if any; every rule it concerns counts it, the first one wins."""
        if not self.rules:
            return None
        struck = [rule for rule in self.rules if rule.method in (method, "*") and rule.strikes()]
        return struck[0] if struck else None
