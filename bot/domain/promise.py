"""A promise: the stored next word, or an ETA of safe-to-use, and whether it was kept."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

LEAD = timedelta(minutes=5)
"""How long before a word is due its people are reminded; of a short promise, a third of it."""


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
    """One promise. `ended_at` is when it was kept, missed, moved or dropped; `nudged_at` when its
    people were reminded of it."""

    incident: int
    kind: PromiseKind
    due: datetime
    made_at: datetime
    made_by: str = ""
    id: int = 0
    state: PromiseState = PromiseState.OPEN
    nudged_at: datetime | None = None
    ended_at: datetime | None = None
    reason: str = ""

    def late_from(self, grace: float) -> datetime:
        """The instant from which it is missed: `grace` is a share of the time promised."""
        return self.due + (self.due - self.made_at) * grace

    def is_late(self, at: datetime, *, grace: float) -> bool:
        """Whether a word at this instant comes too late."""
        return at > self.late_from(grace)

    def wakes_at(self, *, grace: float) -> datetime:
        """When it next asks for something: the reminder of a word, else that it is missed."""
        if self.kind is PromiseKind.NEXT_UPDATE and self.nudged_at is None:
            return self.due - min(LEAD, (self.due - self.made_at) / 3)
        return self.late_from(grace)
