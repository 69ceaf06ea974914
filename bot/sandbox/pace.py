"""Slack's rate limits: a bucket per method, and one message a second in a channel.

Slack publishes floors ("50 or more a minute") and keeps its bursts to itself. Here a bucket holds
exactly one minute's floor, full at the start: the strictest reading that the published numbers
allow. Posting has no per-method floor but two rules of its own: one message a second in each
channel with a burst of three, and "several hundred a minute" in the workspace, taken as 300.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.sandbox.limits import Method, method, method_names

POSTS_IN_A_BURST = 3
POSTS_PER_MINUTE_IN_WORKSPACE = 300
_ROUNDING = 1e-6
"""Who waited as long as told must not be refused over a fraction of a token, nor told a second more."""


class Clock(Protocol):
    def now(self) -> datetime: ...


@dataclass
class _Bucket:
    holds: float
    per_second: float
    tokens: float
    filled_at: float

    def fill(self, at: float) -> None:
        self.tokens = min(self.holds, self.tokens + (at - self.filled_at) * self.per_second)
        self.filled_at = at

    def wait(self) -> float:
        """Seconds until one token is there."""
        missing = 1.0 - self.tokens
        return missing / self.per_second if missing > _ROUNDING else 0.0


class Pace:
    """Says of each call whether Slack would take it now, or after how many seconds."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last_seen = clock.now()
        self._elapsed = 0.0
        self._buckets: dict[str, _Bucket] = {}

    def take(self, method_name: str, channel: str | None = None) -> int | None:
        """None when the call may go; else whole seconds for Retry-After, and nothing is used up."""
        if method_name not in method_names():
            return None
        at = self._passed()
        buckets = self._buckets_of(method(method_name), channel=channel)
        for bucket in buckets:
            bucket.fill(at)
        wait = max((bucket.wait() for bucket in buckets), default=0.0)
        if wait > 0:
            return max(1, math.ceil(wait - _ROUNDING))
        for bucket in buckets:
            bucket.tokens = max(0.0, bucket.tokens - 1)
        return None

    def _passed(self) -> float:
        """Seconds the clock has moved forward; a clock set back neither gives nor takes any."""
        now = self._clock.now()
        self._elapsed += max(0.0, (now - self._last_seen).total_seconds())
        self._last_seen = now
        return self._elapsed

    def _buckets_of(self, fact: Method, *, channel: str | None) -> list[_Bucket]:
        if fact.per_channel_per_second is None:
            return [self._per_minute(fact.name, fact.per_minute)] if fact.per_minute else []
        found = [self._per_minute(fact.name, POSTS_PER_MINUTE_IN_WORKSPACE)]
        if channel is not None:
            per_second = float(fact.per_channel_per_second)
            found.append(
                self._bucket(f"{fact.name} {channel}", POSTS_IN_A_BURST, per_second=per_second)
            )
        return found

    def _per_minute(self, name: str, floor: int) -> _Bucket:
        return self._bucket(name, floor, per_second=floor / 60)

    def _bucket(self, name: str, holds: float, *, per_second: float) -> _Bucket:
        bucket = self._buckets.get(name)
        if bucket is None:
            bucket = _Bucket(holds, per_second, tokens=holds, filled_at=self._elapsed)
            self._buckets[name] = bucket
        return bucket
