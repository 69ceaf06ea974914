"""The log of the workspace: every call the bot made and everything that was sent to it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

Entry = TypeVar("Entry", "Call", "Delivery")
_SPARE = 1.1  # forgetting in batches costs nothing per call


@dataclass(slots=True)
class Call:
    """`at` is the workspace's time; `began` and `ended` are the event loop's, for what overlapped.

    `ended` is None while the caller still waits.
    """

    method: str
    args: dict[str, Any]
    ok: bool
    error: str | None
    status: int
    at: datetime
    token_kind: str | None
    began: float = 0.0
    ended: float | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    kind: str
    body: dict[str, Any]
    status: int
    response: Any
    attempt: int
    at: datetime


@dataclass(slots=True)
class Log:
    """The newest of each are kept, so that weeks can be simulated."""

    keeps: int = 50_000
    calls: list[Call] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)

    def add_call(self, call: Call) -> None:
        self._add(self.calls, call)

    def add_delivery(self, delivery: Delivery) -> None:
        self._add(self.deliveries, delivery)

    def _add(self, entries: list[Entry], entry: Entry) -> None:
        entries.append(entry)
        if len(entries) > self.keeps * _SPARE:
            del entries[: len(entries) - self.keeps]

    @property
    def limited(self) -> list[Call]:
        """The calls that were refused because there were too many."""
        return [call for call in self.calls if call.status == 429]

    def called(self, method: str) -> list[Call]:
        return [call for call in self.calls if call.method == method]

    def recent(self, count: int = 12) -> str:
        """The tail of the log in words, for the message of a wait that was in vain."""
        calls = [f"  {call.method} -> {call.error or call.status}" for call in self.calls[-count:]]
        sent = [f"  {delivery.kind} -> {delivery.status}" for delivery in self.deliveries[-count:]]
        return "\n".join(["calls:", *calls, "deliveries:", *sent])
