"""The present state of an incident with all that its card, briefing and catch-up show."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.alert import Alert
from bot.domain.asset import Asset
from bot.domain.bad_range import BadRange
from bot.domain.incident import Incident
from bot.domain.notice import DeadLetter
from bot.domain.policy import SeverityPolicy
from bot.domain.recurrence import Link
from bot.domain.update import StatusUpdate


@dataclass(frozen=True, kw_only=True)
class Situation:
    """`hurt` is what people read downstream of `assets`, as far as no all-clear has made it safe
    (`safe_already`); `links` are permalinks by slot.

    `late`: the next word was promised and did not come in time; `eta_passed`: the same of the ETA.
    """

    incident: Incident
    rules: SeverityPolicy
    assets: Sequence[Asset] = ()
    hurt: Sequence[Asset] = ()
    safe_already: Sequence[Asset] = ()
    origin: Asset | None = None
    alerts: Sequence[Alert] = ()
    ranges: Sequence[BadRange] = ()
    responders: Sequence[tuple[str, str]] = ()
    last_update: StatusUpdate | None = None
    earlier: Sequence[Link] = ()
    subscribers: int = 0
    open_actions: int = 0
    postmortem: str = ""
    undelivered: Sequence[DeadLetter] = ()
    late: bool = False
    eta_passed: bool = False
