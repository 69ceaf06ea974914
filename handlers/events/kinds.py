"""What an event handler is: called with the event and a key that makes a redelivery harmless."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from handlers.deps import Deps


@dataclass(frozen=True, kw_only=True)
class Heard:
    """One event; `key` is Slack's event id."""

    event: Mapping[str, Any]
    key: str
    bot_user: str


@dataclass(frozen=True)
class Listener:
    """`name` is the event's type, such as `reaction_added`."""

    name: str
    run: Callable[[Heard, Deps], Awaitable[None]]


def on_event(name: str) -> Callable[[Callable[[Heard, Deps], Awaitable[None]]], Listener]:
    """Called for each event of this type; a repeat raises AlreadyDone by itself when the key is used."""
    return lambda run: Listener(name, run)
