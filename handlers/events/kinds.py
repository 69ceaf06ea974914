"""What an event handler is: called with the event and a key that makes a redelivery harmless."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.domain.capture import instant
from handlers.deps import Deps

STAMP = re.compile(r"[0-9]{1,11}(\.[0-9]{1,9})?")


@dataclass(frozen=True, kw_only=True)
class Heard:
    """One event; `key` is Slack's event id, the same in every redelivery."""

    event: Mapping[str, Any]
    key: str
    bot_user: str

    @property
    def at(self) -> datetime | None:
        """When it happened: events come late, and in another order than they happened in."""
        stamp = str(self.event.get("event_ts") or self.event.get("ts") or "")
        return instant(stamp) if STAMP.fullmatch(stamp) else None


@dataclass(frozen=True)
class Listener:
    """`name` is the event's type, such as `reaction_added`."""

    name: str
    run: Callable[[Heard, Deps], Awaitable[None]]


def on_event(name: str) -> Callable[[Callable[[Heard, Deps], Awaitable[None]]], Listener]:
    """Called for each event of this type; what it changes, it changes by `deps.change`, once."""
    return lambda run: Listener(name, run)
