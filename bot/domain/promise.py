"""A promise: the stored next word, or an ETA of safe-to-use, and whether it was kept."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class PromiseKind(StrEnum):
    NEXT_UPDATE = "next_update"
    ETA = "eta"


class PromiseState(StrEnum):
    OPEN = "open"
    KEPT = "kept"
    MISSED = "missed"
    MOVED = "moved"
    DROPPED = "dropped"


@dataclass(frozen=True, kw_only=True)
class Promise:
    """One promise. `ended_at` is when it was kept, missed, moved or dropped."""

    incident: int
    kind: PromiseKind
    due: datetime
    made_at: datetime
    made_by: str = ""
    id: int = 0
    state: PromiseState = PromiseState.OPEN
    ended_at: datetime | None = None
    reason: str = ""
