"""What must not be forgotten: an action item with a type, one owner and a due date."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class ActionType(StrEnum):
    DETECT = "detect"
    PREVENT = "prevent"
    MITIGATE = "mitigate"
    PROCESS = "process"


class ActionState(StrEnum):
    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


@dataclass(frozen=True, kw_only=True)
class ActionItem:
    """`number` counts within its incident (`DI-7.2`); `owner` is a person's id, empty until named."""

    incident: int
    text: str
    created_at: datetime
    created_by: str
    id: int = 0
    number: int = 0
    type: ActionType | None = None
    owner: str = ""
    due: date | None = None
    state: ActionState = ActionState.OPEN
    reason: str = ""
    ended_at: datetime | None = None
    remind_at: datetime | None = None
    source_link: str = ""

    @property
    def ref(self) -> str:
        """How people write it: `DI-7.2`."""
        return f"DI-{self.incident}.{self.number}"
