"""What every event has in common: each is a timeline entry, and says where it is heard.

An event's `kind` is its class name in snake_case and the name of its template. `tells` says where
it is heard: HOME posts in the incident's channel or thread, CARD brings card and announcement up to
date. People who must hear directly are told by the service (a notice of its own).
"""

import re
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, auto
from typing import ClassVar


class Ear(Enum):
    HOME = auto()
    CARD = auto()


BOTH = frozenset({Ear.HOME, Ear.CARD})
CARD = frozenset({Ear.CARD})
HOME = frozenset({Ear.HOME})
NOBODY: frozenset[Ear] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Event:
    """`by` is a person's id, or empty when the bot did it by itself.

    `at` is when it happened, where that differs from when it was written.
    """

    kind: ClassVar[str] = ""
    tells: ClassVar[frozenset[Ear]] = CARD

    incident: int
    by: str = ""
    at: datetime | None = field(default=None, kw_only=True)

    def __init_subclass__(cls, tells: frozenset[Ear] = CARD) -> None:
        cls.kind = re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()
        cls.tells = tells


def every_event() -> list[type[Event]]:
    """All events, in the order they are defined in."""
    return Event.__subclasses__()
