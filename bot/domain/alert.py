"""A monitor's claim about one asset: firing, healed or dismissed; never an incident by itself."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

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
    """A kept claim. `asset` is the asset's id; `incident` once declared or linked."""

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
    column: str = ""
    failures: int | None = None
    ended_at: datetime | None = None
    incident: int | None = None
    reason: str = ""
    by: str = ""
