"""What must not be forgotten: an action item with a type, one owner and a due date."""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Self

from bot.domain import event as events
from bot.domain.errors import InvalidInput, NothingToChange, NotInThisStatus
from bot.domain.when import zone_of

TEXT_MAX = 3000
"""As much as a form takes."""
MORNING = time(9, 0)
"""When a reminder comes, on the owner's clock."""
SATURDAY = 5
NOT_KEPT = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
"""What no database takes, and nobody sees."""


class ActionType(StrEnum):
    DETECT = "detect"
    PREVENT = "prevent"
    MITIGATE = "mitigate"
    PROCESS = "process"

    @property
    def words(self) -> str:
        """For a menu: what the item changes."""
        return TYPES[self]


TYPES = {
    ActionType.DETECT: "notice it sooner",
    ActionType.PREVENT: "keep it from happening",
    ActionType.MITIGATE: "make it hurt less",
    ActionType.PROCESS: "change how we work",
}


class ActionState(StrEnum):
    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What a person says of an item, as far as it is known yet."""

    text: str
    type: ActionType | None = None
    owner: str = ""
    due: date | None = None


@dataclass(frozen=True, kw_only=True)
class ActionItem:
    """`number` counts within its incident (`DI-7.2`); `owner` is a person's id, empty until named.

    `reason` is why it was dropped, or the note it was done with.
    """

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

    @property
    def wish(self) -> Wish:
        """What is said of it at present."""
        return Wish(text=self.text, type=self.type, owner=self.owner, due=self.due)

    @property
    def missing(self) -> tuple[str, ...]:
        """What must be known before the postmortem is published."""
        wanted = {"an owner": self.owner, "a type": self.type, "a due date": self.due}
        return tuple(name for name, value in wanted.items() if not value)

    def done(
        self, *, note: str, by: str, now: datetime
    ) -> tuple[Self, "events.ActionItemCompleted"]:
        """It was carried out."""
        self._must_be_open()
        event = events.ActionItemCompleted(
            incident=self.incident, by=by, item=self.number, text=self.text, note=note
        )
        return self._ended(ActionState.DONE, note, now), event

    def drop(
        self, *, reason: str, by: str, now: datetime
    ) -> tuple[Self, "events.ActionItemDropped"]:
        """It will not be carried out, and people may read why."""
        self._must_be_open()
        if not reason.strip():
            raise InvalidInput("reason", f"Say in a few words why {self.ref} is dropped.")
        event = events.ActionItemDropped(
            incident=self.incident, by=by, item=self.number, text=self.text, reason=reason
        )
        return self._ended(ActionState.DROPPED, reason, now), event

    def change(self, to: "Wish", *, by: str) -> tuple[Self, "events.ActionItemChanged"]:
        """Say it better, give it to somebody, move its date."""
        self._must_be_open()
        text = clean_text(to.text)
        changed = replace(self, text=text, type=to.type, owner=to.owner, due=to.due)
        if changed == self:
            raise NothingToChange(f"{self.ref} already reads so.")
        event = events.ActionItemChanged(
            incident=self.incident,
            by=by,
            item=self.number,
            text=text,
            type=to.type or "",
            owner=to.owner,
            due=to.due,
            due_before=self.due if self.due != to.due else None,
        )
        return changed, event

    def reminded(self, *, timezone: str, now: datetime) -> Self:
        """With the instant of the next reminder to its owner, if one is to come."""
        if self.due is None or not self.owner or self.state is not ActionState.OPEN:
            return replace(self, remind_at=None)
        return replace(self, remind_at=next_reminder(self.due, timezone=timezone, now=now))

    def _ended(self, state: ActionState, reason: str, now: datetime) -> Self:
        ended = reason.strip()
        return replace(self, state=state, reason=ended, ended_at=now, remind_at=None)

    def _must_be_open(self) -> None:
        if self.state is not ActionState.OPEN:
            raise NotInThisStatus(f"{self.ref} is {self.state} already; it stays so.")


def clean_text(text: str) -> str:
    """One line; raises InvalidInput for one without visible characters, or too long for a form."""
    line = NOT_KEPT.sub("", " ".join(text.split()))
    if not any(char.isprintable() and not char.isspace() for char in line):
        raise InvalidInput("text", "Say what is to be done; the text is empty.")
    if len(line) > TEXT_MAX:
        raise InvalidInput(
            "text", f"Keep it under {TEXT_MAX} characters (it has {len(line)}); link to details."
        )
    return line


def check_due(due: date | None, *, today: date) -> date | None:
    """A date that can be kept; raises InvalidInput for one gone by or years away."""
    if due is None:
        return None
    if due < today:
        raise InvalidInput("due", f"{due.isoformat()} is gone by; choose today or a day to come.")
    if due > today + timedelta(days=730):
        raise InvalidInput(
            "due", f"{due.isoformat()} is more than two years away; choose a nearer day."
        )
    return due


def next_reminder(due: date, *, timezone: str, now: datetime) -> datetime:
    """The working day before; once that is past, the working day after, and each week from there."""
    zone = zone_of(timezone)

    def morning(day: date) -> datetime:
        return datetime.combine(day, MORNING, tzinfo=zone)

    before = morning(_working_day(due, step=-1))
    if before > now:
        return before
    overdue = morning(_working_day(due, step=1))
    while overdue <= now:
        overdue = morning(overdue.date() + timedelta(weeks=1))
    return overdue


def _working_day(day: date, *, step: int) -> date:
    """The next working day in a direction, never the day itself."""
    found = day + timedelta(days=step)
    while found.weekday() >= SATURDAY:
        found += timedelta(days=step)
    return found
