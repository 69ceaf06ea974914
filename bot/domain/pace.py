"""How many calls Slack still takes: token buckets by name, and the pauses that it asked for.

Pure: what is kept between two looks is `kept()`, plain numbers, the same for every replica.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

LONGEST_PAUSE = timedelta(hours=1)
"""A pause that ends later was written by a clock that has since been set back."""
ROUNDING = 1e-6
SKEW = 5.0
"""Seconds by which the clocks of two replicas may differ."""


@dataclass(frozen=True)
class Rate:
    """A bucket holds `burst` calls, full at first, and gains `per_second`."""

    burst: float
    per_second: float


@dataclass
class _Bucket:
    tokens: float
    at: float


class Pace:
    """Buckets and pauses at one instant; a name without a rate is never limited, only paused."""

    def __init__(
        self,
        rates: Callable[[str], Rate | None],
        kept: Mapping[str, Any],
        *,
        now: datetime,
    ) -> None:
        self._rates = rates
        self._now = now.timestamp()
        latest = self._now + LONGEST_PAUSE.total_seconds()
        back = self._set_back(kept)
        self._pauses = {
            name: float(until) - back
            for name, until in kept.get("pauses", {}).items()
            if self._now < until - back <= latest
        }
        self._buckets = {
            name: _Bucket(float(tokens), float(at) - back)
            for name, (tokens, at) in kept.get("buckets", {}).items()
        }
        self.changed = back > 0

    def wait(self, name: str) -> float:
        """Seconds until one call of this name may be made; 0 when it may be made now."""
        paused = max(0.0, self._pauses.get(name, 0.0) - self._now)
        bucket, rate = self._filled(name)
        if bucket is None or rate is None:
            return paused
        missing = 1.0 - bucket.tokens
        return max(paused, missing / rate.per_second if missing > ROUNDING else 0.0)

    def take(self, names: Iterable[str]) -> None:
        """Use up one call of each; who takes more than there is makes the next ones wait longer."""
        for name in names:
            bucket, _ = self._filled(name)
            if bucket is not None:
                bucket.tokens -= 1.0
                self.changed = True

    def pause(self, name: str, *, until: datetime) -> None:
        """No call of this name before `until`; a longer pause stays."""
        self._pauses[name] = max(self._pauses.get(name, 0.0), until.timestamp())
        self.changed = True

    def paused(self, prefix: str) -> list[str]:
        """The names beginning so that are paused at present."""
        return [name for name in self._pauses if name.startswith(prefix)]

    def kept(self) -> dict[str, Any]:
        """What must be remembered: buckets that are not full, and pauses that have not ended."""
        buckets = {}
        for name in list(self._buckets):
            bucket, rate = self._filled(name)
            if bucket is not None and rate is not None and bucket.tokens < rate.burst:
                buckets[name] = [round(bucket.tokens, 6), bucket.at]
        return {"buckets": buckets, "pauses": dict(self._pauses), "at": self._now}

    def _set_back(self, kept: Mapping[str, Any]) -> float:
        """By how much the clock has been set back since: no pause is longer for that, and buckets
        gain again at once. The clocks of replicas differ by a little."""
        back = float(kept.get("at", 0.0)) - self._now
        return back if back > SKEW else 0.0

    def _filled(self, name: str) -> tuple[_Bucket | None, Rate | None]:
        """The bucket as of now; a clock set back neither gives nor takes any."""
        rate = self._rates(name)
        if rate is None:
            return None, None
        bucket = self._buckets.setdefault(name, _Bucket(rate.burst, self._now))
        gained = max(0.0, self._now - bucket.at) * rate.per_second
        bucket.tokens, bucket.at = min(rate.burst, bucket.tokens + gained), self._now
        return bucket, rate
