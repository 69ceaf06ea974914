"""What an event handler is: called with the event and a key that makes a redelivery harmless."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from handlers.deps import Deps


@dataclass(frozen=True, kw_only=True)
class Heard:
    """One event; `key` is Slack's event id, the same in every redelivery."""

    event: Mapping[str, Any]
    key: str
    bot_user: str


@dataclass(frozen=True)
class Listener:
    """`name` is the event's type, such as `reaction_added`."""

    name: str
    run: Callable[[Heard, Deps], Awaitable[None]]


def on_event(name: str) -> Callable[[Callable[[Heard, Deps], Awaitable[None]]], Listener]:
    """Called for each event of this type; what it changes, it changes by `deps.change`, once."""
    return lambda run: Listener(name, run)
