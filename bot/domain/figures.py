"""What is kept, in figures: how much waits, how much is open, what was promised."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.domain.notice import NoticeState, Way
from bot.domain.severity import Severity
from bot.domain.status import Status


@dataclass(frozen=True, kw_only=True)
class Figures:
    """All of one moment, `at`. Incidents are the open ones without drills.

    `oldest` is since when the notice has been kept that should have gone out first of all; None
    when nothing may go out. A notice whose place does not exist yet, or whose time has not come,
    does not count; one that was tried and failed does, while it waits for its next attempt.
    """

    at: datetime
    revision: str
    notices: Mapping[tuple[Way, NoticeState], int]
    oldest: datetime | None
    promised: int
    overdue: int
    missed: int
    incidents: Mapping[tuple[Severity, Status], int]

    @property
    def waiting(self) -> int:
        """Notices that are not done yet."""
        undone = (NoticeState.WAITING, NoticeState.SENDING)
        return sum(n for (_, state), n in self.notices.items() if state in undone)
