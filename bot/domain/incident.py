"""An incident: something wrong with data that people act on together."""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Self

from bot.domain import event as events
from bot.domain.asset import FailureMode
from bot.domain.errors import InvalidInput, NothingToChange, NotInThisStatus
from bot.domain.severity import Severity
from bot.domain.status import CauseClass, Status

NOT_IN_A_TITLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""What no database takes, and what would turn the text around a title the other way."""
TITLE_MAX = 150
"""A title is a Slack header at most (150 characters); what is longer goes into the summary."""


class Detection(StrEnum):
    """Who noticed first."""

    MONITOR = "monitor"
    ENGINEER = "engineer"
    STAKEHOLDER = "stakeholder"


class Milestone(StrEnum):
    """The instants that metrics are made of; each is a column `<name>_at`."""

    STARTED = "started"
    DETECTED = "detected"
    DECLARED = "declared"
    ACKNOWLEDGED = "acknowledged"
    FIRST_UPDATE = "first_update"
    IDENTIFIED = "identified"
    MITIGATED = "mitigated"
    SAFE = "safe"
    RESOLVED = "resolved"
    CLOSED = "closed"


@dataclass(frozen=True, kw_only=True)
class Incident:
    """The present state. `id` is 0 until kept; people and channels are Slack ids; times are UTC.

    `channel` is empty until Slack has made it; `has_channel` says whether it is to have one, and so
    where its messages go (`home`). `safe_at` is the instant the all-clear's evidence is dated to,
    `resolved_at` the instant the last all-clear was given.
    """

    title: str
    severity: Severity
    declared_by: str
    declared_at: datetime
    id: int = 0
    status: Status = Status.TRIAGE
    summary: str = ""
    failure_mode: FailureMode | None = None
    cause: CauseClass | None = None
    cause_confirmed: bool = False
    domain: str = ""
    drill: bool = False
    detection: Detection = Detection.ENGINEER
    source_link: str = ""
    origin: int | None = None
    channel: str = ""
    channel_name: str = ""
    has_channel: bool = False
    commander: str = ""
    commander_took: bool = False
    comms_lead: str = ""
    started_at: datetime | None = None
    detected_at: datetime | None = None
    acknowledged_at: datetime | None = None
    first_update_at: datetime | None = None
    identified_at: datetime | None = None
    mitigated_at: datetime | None = None
    safe_at: datetime | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    eta: datetime | None = None
    next_update_due: datetime | None = None
    nudge_at: datetime | None = None
    escalate_at: datetime | None = None
    ladder_step: int = 0
    close_at: datetime | None = None
    last_words: str = ""
    reason: str = ""

    @property
    def ref(self) -> str:
        """How people write it: `DI-7`."""
        return f"DI-{self.id}"

    @property
    def home(self) -> str:
        """Where its people work: its channel, or the thread of its announcement."""
        return f"channel:{self.id}" if self.has_channel else f"announcement:{self.id}"

    def milestone(self, which: Milestone) -> datetime | None:
        """The instant of a milestone, if known."""
        value: datetime | None = getattr(self, f"{which}_at")
        return value

    def instant(self, now: datetime) -> datetime:
        """Now, but not before what has happened to it already: clocks are set back, order is kept."""
        known = (self.milestone(one) for one in Milestone)
        return max(now, *(at for at in known if at is not None))

    def must_be_open(self, step: str) -> None:
        """Raise NotInThisStatus unless people still work on it."""
        if not self.status.is_open:
            raise NotInThisStatus(
                f"{self.ref} is {self.status}; {step} needs an open incident. "
                f"`/data-incident {self.ref} reopen` opens it again."
            )

    def take_command(self, *, by: str, now: datetime) -> tuple[Self, "events.CommandTaken"]:
        """Become the commander; the first taking is the acknowledgement and begins investigating."""
        self.must_be_open("taking command")
        if self.commander == by and self.commander_took:
            raise NothingToChange(f"You already command {self.ref}.")
        event = events.CommandTaken(incident=self.id, by=by, before=self.commander)
        status = Status.INVESTIGATING if self.status is Status.TRIAGE else self.status
        return replace(
            self,
            commander=by,
            commander_took=True,
            acknowledged_at=self.acknowledged_at or self.instant(now),
            status=status,
            escalate_at=None,
        ), event

    def change_severity(
        self, to: Severity, *, by: str, reason: str
    ) -> tuple[Self, "events.SeverityChanged"]:
        """Raise or lower the severity; an incident that is over keeps the one it had."""
        self.must_be_open("changing the severity")
        if to is self.severity:
            raise NothingToChange(f"{self.ref} is already {to.upper()}.")
        event = events.SeverityChanged(
            incident=self.id, by=by, before=self.severity, after=to, reason=reason
        )
        return replace(self, severity=to), event

    def rename(self, *, title: str, summary: str, by: str) -> tuple[Self, "events.DetailsChanged"]:
        """Change title and summary; possible until it is closed."""
        if self.status is Status.CLOSED:
            raise NotInThisStatus(f"{self.ref} is closed; its title stays.")
        title, summary = clean_title(title, summary)
        if (title, summary) == (self.title, self.summary):
            raise NothingToChange(f"{self.ref} already reads so.")
        event = events.DetailsChanged(
            incident=self.id, by=by, before=self.title, title=title, summary=summary
        )
        return replace(self, title=title, summary=summary), event


def clean_title(title: str, summary: str = "") -> tuple[str, str]:
    """One line of at most TITLE_MAX characters; the whole of a longer title goes into the summary.

    Nothing typed is lost. Raises InvalidInput for a title without any visible character.
    """
    line = " ".join(NOT_IN_A_TITLE.sub("", title).split())
    if not any(char.isprintable() and not char.isspace() for char in line):
        raise InvalidInput("title", "Say in a few words what is wrong; the title is empty.")
    if len(line) <= TITLE_MAX:
        return line, summary.strip()
    cut = line[: TITLE_MAX - 1].rsplit(" ", 1)[0] or line[: TITLE_MAX - 1]
    return f"{cut[: TITLE_MAX - 1]}…", f"{line}\n\n{summary}".strip()
