"""Recurrence: the same trouble again within 30 or 60 days of the all-clear, by keys, never by text.

Two incidents are the same trouble when one check on one asset failed in the same way in both, or when
both began in the same place, failed in the same way and have the same confirmed class of cause.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.alert import Alert
from bot.domain.asset import FailureMode
from bot.domain.incident import Incident
from bot.domain.status import CauseClass, Status

OVER = frozenset({Status.RESOLVED, Status.CLOSED})


@dataclass(frozen=True, kw_only=True)
class Link:
    """`incident` is the same trouble as `earlier`, within `days`; `because` names the shared keys."""

    incident: int
    earlier: int
    days: int
    because: str


@dataclass(frozen=True, kw_only=True)
class Check:
    """One check that failed: the name of the asset is for people."""

    asset: int
    check: str
    mode: FailureMode


@dataclass(frozen=True, kw_only=True)
class Traits:
    """What an incident is recognized by; `modes` is chosen by people, or what its alerts say."""

    incident: Incident
    checks: frozenset[Check]
    modes: frozenset[FailureMode]

    @property
    def cause(self) -> CauseClass | None:
        """The class of cause, where it is confirmed."""
        known = self.incident.cause if self.incident.cause_confirmed else None
        return None if known is CauseClass.NOT_KNOWN else known

    @property
    def began(self) -> datetime:
        """When the trouble began, as far as is known."""
        return self.incident.started_at or self.incident.declared_at


@dataclass(frozen=True, kw_only=True)
class Kinship:
    """Why two incidents are the same trouble: a shared check, or a shared place and cause."""

    mode: FailureMode
    check: Check | None = None
    origin: int | None = None
    cause: CauseClass | None = None


def traits(incident: Incident, alerts: Sequence[Alert], assets: Sequence[int]) -> Traits:
    """Of its linked alerts, those on the assets it is about; a chosen failure mode stands above theirs."""
    chosen = incident.failure_mode
    mine = [alert for alert in alerts if alert.asset in assets]
    checks = frozenset(
        Check(asset=alert.asset, check=alert.check, mode=chosen or alert.failure_mode)
        for alert in mine
    )
    modes = {chosen} if chosen else {alert.failure_mode for alert in mine}
    return Traits(incident=incident, checks=checks, modes=frozenset(modes))


def window(now: Traits, earlier: Traits, windows: Sequence[int]) -> int | None:
    """The smallest window of days after the earlier one's all-clear that holds this one, or None.

    A drill, a dismissed incident, and one that is still open (or opened again) is no earlier one.
    """
    one, other = now.incident, earlier.incident
    if one.id == other.id or one.drill or other.drill or one.status is Status.DISMISSED:
        return None
    if other.safe_at is None or other.status not in OVER:
        return None
    gap = now.began - other.safe_at
    if gap <= timedelta(0):
        return None
    return next((days for days in sorted(windows) if gap <= timedelta(days=days)), None)


def kinship(now: Traits, earlier: Traits) -> Kinship | None:
    """Why they are the same trouble, or None; confirmed causes that differ speak against it."""
    if now.cause and earlier.cause and now.cause is not earlier.cause:
        return None
    shared = sorted(now.checks & earlier.checks, key=lambda one: (one.asset, one.check))
    if shared:
        return Kinship(mode=shared[0].mode, check=shared[0], cause=now.cause and earlier.cause)
    origin, modes = now.incident.origin, now.modes & earlier.modes
    same_place = origin is not None and origin == earlier.incident.origin
    if same_place and modes and now.cause and now.cause is earlier.cause:
        return Kinship(mode=min(modes), origin=origin, cause=now.cause)
    return None


def because(found: Kinship, asset: str) -> str:
    """The shared keys in words; `asset` is the name of the asset that they are about."""
    if found.check is not None:
        words = f"the same check failed on {asset}: {found.check.check} ({found.mode})"
        return f"{words}, from the same cause: {found.cause.words}" if found.cause else words
    cause = found.cause.words if found.cause else ""
    return f"it began in {asset} again, in the same way ({found.mode}) and from the same cause: {cause}"
