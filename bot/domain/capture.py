"""A message asked for by 📌, 🔧 or a shortcut: what is asked, and what Slack shows at present.

A reaction carries no text, and events come late, twice or in the wrong order. So each of them only
asks to look; what becomes of the message is decided from how it is when it is read.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Self

TEXT_MOST = 4000
"""Characters of a message that are kept; its link leads to the rest."""


class Purpose(StrEnum):
    TIMELINE = "timeline"
    ACTION = "action"


class Why(StrEnum):
    """What made us look."""

    ADDED = "added"
    REMOVED = "removed"
    SHORTCUT = "shortcut"
    CHANGED = "changed"
    DELETED = "deleted"


@dataclass(frozen=True, kw_only=True)
class Look:
    """One wish to look at a message. `author` and `text` are what is known without looking, used
    where the message cannot be read (any more)."""

    purpose: Purpose
    why: Why
    channel: str
    ts: str
    by: str = ""
    incident: int | None = None
    comment: str = ""
    author: str = ""
    text: str = ""

    @classmethod
    def of(cls, facts: Mapping[str, Any]) -> Self:
        """From a notice's facts."""
        names = {field.name for field in fields(cls)}
        found = {name: value for name, value in facts.items() if name in names}
        return cls(**{**found, "purpose": Purpose(found["purpose"]), "why": Why(found["why"])})


@dataclass(frozen=True, kw_only=True)
class Seen:
    """The message at present; `text` as Slack has it (markup), `reactions` None where unknown.

    `there` is False when it was deleted; `ours` says that the bot wrote it.
    """

    there: bool = True
    ours: bool = False
    author: str = ""
    text: str = ""
    permalink: str = ""
    thread_ts: str = ""
    reactions: frozenset[str] | None = None
    edited_at: datetime | None = None


def instant(ts: str) -> datetime:
    """When a message was written: its ts is seconds and microseconds."""
    seconds, _, fraction = ts.partition(".")
    return datetime.fromtimestamp(int(seconds), UTC) + timedelta(
        microseconds=int((fraction or "0")[:6].ljust(6, "0"))
    )
