"""A monitor's claim about one asset: firing, healed or dismissed; never an incident by itself."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum, StrEnum, auto
from typing import Self

from bot.domain.asset import FailureMode


class AlertState(StrEnum):
    FIRING = "firing"
    HEALED = "healed"
    DISMISSED = "dismissed"


@dataclass(frozen=True, kw_only=True)
class Signal:
    """What a source says of one check in one run, before it is kept.

    `key` makes a repeat harmless (`<invocation_id>:<unique_id>`); `asset` is the platform's key of
    the asset; `failing=False` is a pass, which heals an alert on the same asset and check.
    `ranges` are (first day, last day) ISO dates that the source itself names as bad.
    """

    source: str
    key: str
    run: str
    asset: str
    check: str
    failing: bool
    failure_mode: FailureMode
    at: datetime
    title: str = ""
    detail: str = ""
    column: str = ""
    failures: int | None = None
    ranges: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Alert:
    """A kept claim, from the first failing run to the first passing one.

    `asset` is the asset's id; `incident` once declared or linked. `run` is the run it began in,
    `seen_at` when a run last said so, `runs` how many did. `ended_at` is when the check passed
    again; a dismissed alert stays open until then, so that the same claim is not made twice.
    """

    id: int
    source: str
    key: str
    run: str
    asset: int
    check: str
    failure_mode: FailureMode
    state: AlertState
    title: str
    detail: str
    started_at: datetime
    seen_at: datetime | None = None
    runs: int = 1
    column: str = ""
    failures: int | None = None
    ranges: tuple[tuple[str, str], ...] = ()
    ended_at: datetime | None = None
    incident: int | None = None
    reason: str = ""
    by: str = ""

    @property
    def is_over(self) -> bool:
        """The check passed again, or another alert has taken its place."""
        return self.ended_at is not None

    @property
    def waits(self) -> bool:
        """Nobody has said yet what it is: neither an incident, nor none, nor healed."""
        return self.state is AlertState.FIRING and self.incident is None and not self.is_over

    @property
    def last_word(self) -> datetime:
        """When a run last said anything of it."""
        return self.ended_at or self.seen_at or self.started_at

    def heal(self, at: datetime) -> Self:
        """The check passed again; what a person has said of it stays."""
        state = AlertState.HEALED if self.state is AlertState.FIRING else self.state
        return replace(self, state=state, ended_at=at)

    def give_way(self, at: datetime) -> Self:
        """Another alert on the same check takes its place; what became of it stays."""
        return replace(self, ended_at=at)

    def dismiss(self, *, by: str, reason: str) -> Self:
        """A person says that it is no incident."""
        return replace(self, state=AlertState.DISMISSED, by=by, reason=reason)

    def fail_again(self, signal: Signal) -> Self:
        """A later run says the same: one alert, with its present numbers."""
        return replace(
            self,
            seen_at=signal.at,
            runs=self.runs + 1,
            title=signal.title,
            detail=signal.detail,
            failures=signal.failures,
            ranges=signal.ranges,
        )


class Verdict(Enum):
    """What a signal is, beside the latest alert on the same asset and check."""

    NEW = auto()
    STILL = auto()
    KNOWN = auto()
    HEALS = auto()
    NOTHING = auto()


QUIET = timedelta(hours=24)
"""How long a dismissed alert may go on failing before it is asked about again."""


def judge(latest: Alert | None, signal: Signal, *, incident_is_over: bool = False) -> Verdict:
    """Repeated and late deliveries change nothing; a failure after the incident's end is a new one."""
    if latest is None:
        return Verdict.NEW if signal.failing else Verdict.NOTHING
    if latest.key == signal.key or signal.at <= latest.last_word:
        return Verdict.KNOWN if signal.failing else Verdict.NOTHING
    if latest.is_over:
        return Verdict.NEW if signal.failing else Verdict.NOTHING
    if not signal.failing:
        return Verdict.HEALS
    asked_again = latest.state is AlertState.DISMISSED and signal.at - latest.started_at >= QUIET
    return Verdict.NEW if asked_again or incident_is_over else Verdict.STILL


def fold(signals: Iterable[Signal]) -> list[Signal]:
    """One signal for each asset and check: should two of a run share a name, failing counts."""
    found: dict[tuple[str, str], Signal] = {}
    for signal in signals:
        other = found.setdefault((signal.asset, signal.check), signal)
        if signal.failing and not other.failing:
            found[signal.asset, signal.check] = signal
    return list(found.values())
