"""Dates of an asset that must not be used: open, then reloaded, then checked."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Self

from bot.domain.errors import NothingToChange

ONE_DAY = timedelta(days=1)


class RangeState(StrEnum):
    OPEN = "open"
    RELOADED = "reloaded"
    CHECKED = "checked"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, kw_only=True)
class BadRange:
    """`first` and `last` are both included. `slice` is free words such as `region = EU`."""

    incident: int
    asset: int
    asset_name: str
    first: date
    last: date
    id: int = 0
    slice: str = ""
    state: RangeState = RangeState.OPEN
    added_by: str = ""
    reloaded_at: datetime | None = None
    checked_at: datetime | None = None
    evidence: str = ""

    @property
    def days(self) -> int:
        """How many days it covers."""
        return (self.last - self.first).days + 1

    @property
    def is_bad(self) -> bool:
        """Whether it still must not be used: neither checked nor withdrawn."""
        return self.state in {RangeState.OPEN, RangeState.RELOADED}

    def reload(self, *, now: datetime) -> Self:
        """The data was loaded again; it still has to be checked."""
        if self.state is not RangeState.OPEN:
            raise NothingToChange(f"{self.words} is already {self.state}.")
        return replace(self, state=RangeState.RELOADED, reloaded_at=now)

    def check(self, *, evidence: str, now: datetime) -> Self:
        """The reloaded data was looked at and is right."""
        if not self.is_bad:
            raise NothingToChange(f"{self.words} is already {self.state}.")
        return replace(
            self,
            state=RangeState.CHECKED,
            reloaded_at=self.reloaded_at or now,
            checked_at=now,
            evidence=evidence,
        )

    def withdraw(self) -> Self:
        """It was never bad."""
        if self.state is RangeState.WITHDRAWN:
            raise NothingToChange(f"{self.words} is already withdrawn.")
        return replace(self, state=RangeState.WITHDRAWN)

    def carve(self, first: date, last: date) -> tuple[Self | None, list[Self]]:
        """The part of it within these days, and what is left of it before and after."""
        begins, ends = max(self.first, first), min(self.last, last)
        if begins > ends:
            return None, [self]
        rest = []
        if self.first < begins:
            rest.append(replace(self, id=0, last=begins - ONE_DAY))
        if ends < self.last:
            rest.append(replace(self, id=0, first=ends + ONE_DAY))
        return replace(self, first=begins, last=ends), rest

    @property
    def words(self) -> str:
        """Such as `mart.orders 2026-02-01..2026-02-03`."""
        return f"{self.asset_name} {written(self.first, self.last)}" + (
            f" ({self.slice})" if self.slice else ""
        )


def progress(ranges: Iterable[BadRange]) -> int:
    """How much of the bad days is reloaded (half) and checked (whole), in per cent."""
    wanted = [one for one in ranges if one.state is not RangeState.WITHDRAWN]
    weight = {RangeState.OPEN: 0, RangeState.RELOADED: 1, RangeState.CHECKED: 2}
    total = 2 * sum(one.days for one in wanted)
    return round(100 * sum(one.days * weight[one.state] for one in wanted) / total) if total else 0


def written(first: date, last: date) -> str:
    """Days as they are typed: `2026-02-01..2026-02-03`, or one day."""
    return first.isoformat() + (f"..{last.isoformat()}" if last != first else "")


def missing(wanted: BadRange, known: Iterable[BadRange]) -> list[BadRange]:
    """The parts of a new range that no open one of the same asset covers already.

    A range without a slice covers every slice; a reloaded one covers nothing: its days turned out
    to be bad again.
    """
    parts = [wanted]
    for other in known:
        same = other.asset == wanted.asset and other.slice in {"", wanted.slice}
        if same and other.state is RangeState.OPEN:
            parts = [left for part in parts for left in part.carve(other.first, other.last)[1]]
    return parts
