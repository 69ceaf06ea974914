"""Days and bad ranges as people type them: `mart.orders 2026-02-01..2026-02-03 region = EU`."""

import re
from collections.abc import Sequence
from datetime import date

from bot.domain.bad_range import ONE_DAY, BadRange
from bot.domain.errors import InvalidInput, NotFound
from bot.domain.when import parse_day

LONGEST = 1100
"""Days of one range: three years. What is longer is nearly always a year typed wrongly."""
_WORD = r"[^\s.…–]+"
_DAY = re.compile(
    r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}|yesterday|today|mon(day)?|tue(sday)?|wed(nesday)?|thu(rsday)?"
    r"|fri(day)?|sat(urday)?|sun(day)?",
    re.IGNORECASE,
)
_DAYS = re.compile(rf"({_WORD})(?:\s*(?:\.\.+|…|–|\sto\s)\s*({_WORD}))?", re.IGNORECASE)


def split_days(text: str, *, today: date) -> tuple[str, tuple[date, date] | None, str]:
    """A line as (what stands before the days, the days, what follows them); None without days."""
    words = text.split()
    for start in range(1, len(words)):
        days, rest = lead_days(" ".join(words[start:]), today=today)
        if days is not None:
            return " ".join(words[:start]), days, rest
    return " ".join(words), None, ""


def lead_days(text: str, *, today: date) -> tuple[tuple[date, date] | None, str]:
    """The days that a text begins with, and the rest; (None, text) when it begins otherwise."""
    words = text.split()
    for length in (3, 2, 1):
        days = " ".join(words[:length])
        if length <= len(words) and _looks_like_days(days, length):
            return parse_days(days, today=today), " ".join(words[length:])
    return None, text.strip()


def parse_days(text: str, *, today: date, field: str = "days") -> tuple[date, date]:
    """Read `2026-02-01..2026-02-03`, `mon..wed`, `yesterday` or one day; raises InvalidInput."""
    match = _DAYS.fullmatch(" ".join(text.split()))
    if match is None:
        shown = re.sub(r"[<>&`\x00-\x1f]", " ", text).strip()[:60]
        raise InvalidInput(
            field, f"“{shown}” is no range of days: write 2026-02-01..2026-02-03, or one day."
        )
    first = parse_day(match.group(1), today=today, past=True, field=field)
    last = parse_day(match.group(2), today=today, past=True, field=field) if match[2] else first
    must_be_usable(first, last, today=today, field=field)
    return first, last


def must_be_usable(first: date, last: date, *, today: date, field: str = "days") -> None:
    """Raise InvalidInput for days that are reversed, still to come, or implausibly many."""
    if last < first:
        raise InvalidInput(
            field, f"The range ends ({last}) before it begins ({first}); did you mean the reverse?"
        )
    if last > today + ONE_DAY:  # somewhere tomorrow has begun
        raise InvalidInput(
            field, f"{last} is still to come: there is no data of that day yet. Today is {today}."
        )
    days = (last - first).days + 1
    if days > LONGEST:
        raise InvalidInput(
            field,
            f"That is {days:,} days, and one range covers {LONGEST:,} at most. Is the year right? "
            "If it is, add it in parts.",
        )


def named(ranges: Sequence[BadRange], text: str) -> tuple[list[BadRange], str]:
    """The ranges meant by the words a text begins with (`all`, `#12`, a name), and the rest of it.

    Raises NotFound with what there is.
    """
    first, _, rest = text.strip().partition(" ")
    if first.lower() == "all":
        return list(ranges), rest.strip()
    found = [one for one in ranges if first == f"#{one.id}"]
    if found:
        return found, rest.strip()
    plain = text.strip().replace("`", "")
    for name in sorted({one.asset_name for one in ranges}, key=len, reverse=True):
        for called in (name, name.rpartition(".")[2]):
            begins = plain[: len(called)].lower() == called.lower()
            if begins and plain[len(called) : len(called) + 1] in {"", " "}:
                same = [one for one in ranges if one.asset_name == name]
                return same, plain[len(called) :].strip()
    there = ", ".join(dict.fromkeys(one.asset_name for one in ranges)) or "none"
    shown = re.sub(r"[<>&`\x00-\x1f]", " ", first)[:60]
    raise NotFound(
        f"There is no bad range of “{shown}” here; there are ranges of: {there}. "
        "`/data-incident range` lists them."
    )


def _looks_like_days(text: str, length: int) -> bool:
    """Whether words are days: dates or names of days, one, or two with `..` or `to` between."""
    match = _DAYS.fullmatch(text)
    if match is None or (length > 1 and match[2] is None):
        return False
    return all(_DAY.fullmatch(part) for part in match.groups() if part)
