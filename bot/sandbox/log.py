"""The log of the workspace: every call the bot made and everything that was sent to it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Call:
    method: str
    args: dict[str, Any]
    ok: bool
    error: str | None
    status: int
    at: datetime
    token_kind: str | None


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
    calls: list[Call] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)

    def called(self, method: str) -> list[Call]:
        return [call for call in self.calls if call.method == method]

    def recent(self, count: int = 12) -> str:
        """The tail of the log in words, for the message of a wait that was in vain."""
        calls = [f"  {call.method} -> {call.error or call.status}" for call in self.calls[-count:]]
        sent = [f"  {delivery.kind} -> {delivery.status}" for delivery in self.deliveries[-count:]]
        return "\n".join(["calls:", *calls, "deliveries:", *sent])
