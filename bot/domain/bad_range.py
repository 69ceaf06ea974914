"""Dates of an asset that must not be used: open, then reloaded, then checked."""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Self

from bot.domain.errors import InvalidInput, NothingToChange


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

    def reload(self, *, now: datetime) -> Self:
        """The data was loaded again; it still has to be checked."""
        if self.state is not RangeState.OPEN:
            raise NothingToChange(f"{self.words} is already {self.state}.")
        return replace(self, state=RangeState.RELOADED, reloaded_at=now)

    def check(self, *, evidence: str, now: datetime) -> Self:
        """The reloaded data was looked at and is right."""
        if self.state in {RangeState.CHECKED, RangeState.WITHDRAWN}:
            raise NothingToChange(f"{self.words} is already {self.state}.")
        return replace(
            self,
            state=RangeState.CHECKED,
            reloaded_at=self.reloaded_at or now,
            checked_at=now,
            evidence=evidence,
        )

    @property
    def words(self) -> str:
        """Such as `mart.orders 2026-02-01..2026-02-03`."""
        days = self.first.isoformat()
        if self.last != self.first:
            days += f"..{self.last.isoformat()}"
        return f"{self.asset_name} {days}" + (f" ({self.slice})" if self.slice else "")


def parse_days(text: str) -> tuple[date, date]:
    """Read `2026-02-01..2026-02-03` or one day; raises InvalidInput for anything else."""
    match = re.fullmatch(
        r"(\d{4}-\d{2}-\d{2})(?:\s*(?:\.\.|…|to|–)\s*(\d{4}-\d{2}-\d{2}))?", text.strip()
    )
    try:
        if match is None:
            raise ValueError
        first = date.fromisoformat(match.group(1))
        last = date.fromisoformat(match.group(2)) if match.group(2) else first
    except ValueError:
        raise InvalidInput(
            "days", f"“{text.strip()[:60]}” is no range of days: write 2026-02-01..2026-02-03."
        ) from None
    if last < first:
        raise InvalidInput("days", f"The range ends ({last}) before it begins ({first}).")
    return first, last
