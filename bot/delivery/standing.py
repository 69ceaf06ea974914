"""How the bot stands with Slack at present: whether sending is stopped, and what the app lacks."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.delivery.outcome import ScopeMissing, Stopped, TryLater, Unreachable
from bot.domain.clock import ahead

PROBE_EVERY = timedelta(seconds=15)


AT_ONCE = 64
"""Notices that are being sent at the same time."""
FIRST_REST = 0.5
LONGEST_REST = 8.0


@dataclass
class Standing:
    """`stopped` is Slack's word for why it takes nothing, or empty. `lacking`: scopes by method.

    While sending is stopped, everything else goes on: what is said is kept and goes out later.
    While Slack is away, one notice at a time finds out whether it is back.
    """

    stopped: str = ""
    probe_at: datetime | None = None
    lacking: dict[str, str] = field(default_factory=dict)
    rest: float = 0.0
    rest_until: datetime | None = None

    def learn(self, why: TryLater, *, now: datetime) -> None:
        """What a failure says of more than its own notice."""
        if isinstance(why, Stopped):
            self.stopped = self.stopped or why.code
            self.probe_at = self.probe_at or now + PROBE_EVERY
        elif isinstance(why, ScopeMissing):
            self.lacking[why.method] = why.scope
        elif isinstance(why, Unreachable):
            self._unheard(now)

    def heard(self, methods: Iterable[str]) -> None:
        """Slack has carried out calls of these methods."""
        self.stopped, self.probe_at = "", None
        self.rest, self.rest_until = 0.0, None
        for method in methods:
            self.lacking.pop(method, None)

    def _unheard(self, now: datetime) -> None:
        """Slack was not reached: rest a little, each time longer."""
        self.rest = min(max(self.rest * 2, FIRST_REST), LONGEST_REST)
        self.rest_until = now + timedelta(seconds=self.rest)

    async def room(self, probe: Callable[[], Awaitable[bool]], *, now: datetime) -> int:
        """How many may be sent at once; asks now and then whether a token is taken again."""
        if self.stopped and not ahead(self.probe_at, longest=PROBE_EVERY, now=now):
            self.probe_at = now + PROBE_EVERY
            if await probe():
                self.heard(())
        longest = timedelta(seconds=LONGEST_REST)
        if self.stopped or ahead(self.rest_until, longest=longest, now=now):
            return 0
        return 1 if self.rest else AT_ONCE
