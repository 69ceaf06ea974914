"""Times and days as people type them, read in their own zone; a short list, and nothing looser.

A looser reading turned "10" into October 4: what is not on the list is refused with what is.
"""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.errors import InvalidInput

TIMES = (
    "`14:05`, `30m`, `2h`, `tue 14:05`, `yesterday 14:05`, `tomorrow 09:00` or `2026-02-03 14:05`"
)
DAYS = "`today`, `tomorrow`, `friday`, `3d`, `in 3 days` or `2026-02-03`"
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
NEAR = {"yesterday": -1, "today": 0, "tomorrow": 1}
MORNING = time(9, 0)
"""What a day to come means without a time; a day gone by means its first minute."""
YEARS = range(2000, 2200)
MOST = timedelta(days=3660)

_CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})")
_LASTS = re.compile(
    r"(?:([0-9]{1,4}) ?d(?:ays?)?)? ?(?:([0-9]{1,4}) ?h(?:ours?|rs?)?)? ?"
    r"(?:([0-9]{1,5}) ?m(?:in(?:ute)?s?)?)?"
)
_DAYS = re.compile(r"([0-9]{1,4}) ?(d|days?|w|weeks?)")
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_OFFSET = re.compile(r"(?:Z|[+-][0-9]{2}:?[0-9]{2})$", re.IGNORECASE)


def parse_moment(
    text: str, *, now: datetime, timezone: str, past: bool = False, field: str = "time"
) -> datetime:
    """The instant meant, in UTC: with `past` the latest that fits before now, else the next after.

    A day named in full may lie in the other direction: whether that makes sense is the caller's.
    Raises InvalidInput (for `field`) with what is allowed.
    """
    words = _words(text)
    zone = zone_of(timezone)
    found = _span(words, now, past=past) or _clock(words, now, zone, past=past)
    found = found or _iso(words, now, zone, past=past) or _on_day(words, now, zone, past=past)
    if found is None:
        raise InvalidInput(field, f"“{_quoted(text)}” is no time; write {TIMES}.")
    return found.astimezone(UTC)


def split_moment(
    text: str, *, now: datetime, timezone: str, past: bool = False, field: str = "time"
) -> tuple[datetime | None, str]:
    """A leading time and the rest; (None, text) when it does not begin with one.

    So that sentences stay whole, a day counts only with a time after it (`yesterday 14:05`, not
    `today we saw`), and in the past a duration only with `ago` (`30m ago`, not `30m rows`).
    """
    words = text.split(maxsplit=2)
    for count in (2, 1):
        lead, rest = " ".join(words[:count]).rstrip(","), " ".join(words[count:])
        if len(words) >= count and _leads(lead.lower(), past=past):
            return parse_moment(lead, now=now, timezone=timezone, past=past, field=field), rest
    return None, text.strip()


def parse_day(text: str, *, today: date, past: bool = False, field: str = "day") -> date:
    """The day meant; a weekday is the next one after today (with `past` the last one before).

    Raises InvalidInput (for `field`) with what is allowed.
    """
    words = _words(text)
    if words in NEAR:
        return today + timedelta(days=NEAR[words])
    weekday = _weekday(words)
    if weekday is not None:
        return _nearest_weekday(weekday, today, past=past)
    counted = _DAYS.fullmatch(words.removeprefix("in ").removesuffix(" ago"))
    if counted:
        days = int(counted[1]) * (7 if counted[2].startswith("w") else 1)
        back = words.endswith(" ago") or (past and not words.startswith("in "))
        if timedelta(days=days) <= MOST:
            return today + timedelta(days=-days if back else days)
    found = _iso_day(words)
    if found is None:
        raise InvalidInput(field, f"“{_quoted(text)}” is no day; write {DAYS}.")
    return found


def zone_of(timezone: str) -> ZoneInfo:
    """A zone by name; UTC for a name that is unknown here."""
    try:
        return ZoneInfo(timezone or "UTC")
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")


def day_of(now: datetime, timezone: str) -> date:
    """What day it is for somebody in this zone."""
    return now.astimezone(zone_of(timezone)).date()


def _words(text: str) -> str:
    return " ".join(text.lower().split())


def _quoted(text: str) -> str:
    """What was typed, safe to show to whoever typed it."""
    line = " ".join(re.sub(r"[<>&`\x00-\x1f]", " ", text).split())
    return line if len(line) <= 40 else f"{line[:39]}…"


def _leads(words: str, *, past: bool) -> bool:
    """Whether these words, at the beginning of a sentence, are a time."""
    first, _, second = words.partition(" ")
    if not second:
        lasts = _LASTS.fullmatch(first) is not None and not past
        moment = _ISO_DAY.match(first) is not None and "t" in first
        return lasts or moment or _CLOCK.fullmatch(first) is not None
    if second == "ago":
        return _LASTS.fullmatch(first) is not None
    day = first in NEAR or _weekday(first) is not None or _ISO_DAY.fullmatch(first) is not None
    return day and re.match(r"[0-9]{1,2}:[0-9]{2}", second) is not None


def _span(words: str, now: datetime, *, past: bool) -> datetime | None:
    """`30m`, `2h`, `1h30m`, `in 2h`, `30m ago`, `now`."""
    if words == "now":
        return now
    found = _LASTS.fullmatch(words.removeprefix("in ").removesuffix(" ago"))
    if found is None or not any(found.groups()):
        return None
    days, hours, minutes = (int(part or 0) for part in found.groups())
    span = timedelta(days=days, hours=hours, minutes=minutes)
    back = words.endswith(" ago") or (past and not words.startswith("in "))
    return (now - span if back else now + span) if span <= MOST else None


def _clock(words: str, now: datetime, zone: ZoneInfo, *, past: bool) -> datetime | None:
    """`14:05`: the nearest one in the direction, today or the day beside it."""
    at = _time(words)
    if at is None:
        return None
    today = now.astimezone(zone).date()
    near = [today + timedelta(days=step) for step in (-1, 0, 1)]
    return _nearest((one for day in near for one in _instants(day, at, zone)), now, past=past)


def _iso(words: str, now: datetime, zone: ZoneInfo, *, past: bool) -> datetime | None:
    """`2026-02-03`, `2026-02-03 14:05`, also with an offset of its own."""
    day = _iso_day(words[:10])
    if day is None or (len(words) > 10 and words[10] not in " t"):
        return None
    if len(words) == 10:
        return _instants(day, time() if past else MORNING, zone)[0]
    try:
        read = datetime.fromisoformat(f"{words[:10]}T{words[11:].upper()}")
    except ValueError:
        return None
    if read.tzinfo is not None:
        return read if _OFFSET.search(words) else None
    return _nearest(_instants(day, read.time(), zone), now, past=past)


def _on_day(words: str, now: datetime, zone: ZoneInfo, *, past: bool) -> datetime | None:
    """`tue 14:05`, `yesterday 14:05`, `tomorrow`; a weekday is the nearest one in the direction."""
    first, _, second = words.partition(" ")
    at = _time(second) if second else (time() if past else MORNING)
    weekday, today = _weekday(first), now.astimezone(zone).date()
    if at is None or (weekday is None and first not in NEAR):
        return None
    if weekday is None:
        if first == "today" and not second and not past:
            return None
        return _nearest(_instants(today + timedelta(days=NEAR[first]), at, zone), now, past=past)
    if not second:
        return _instants(_nearest_weekday(weekday, today, past=past), at, zone)[0]
    same = today + timedelta(days=weekday - today.weekday())
    days = [same + timedelta(weeks=step) for step in (-1, 0, 1)]
    return _nearest((one for day in days for one in _instants(day, at, zone)), now, past=past)


def _instants(day: date, at: time, zone: ZoneInfo) -> list[datetime]:
    """The instants at which the clocks on the wall show this: two when the hour comes twice.

    In an hour that is left out in spring it is what a clock shows that was not yet put forward.
    """
    wall = datetime.combine(day, at.replace(tzinfo=None))
    both = [wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)]
    return both if both[0] < both[1] else both[:1]


def _nearest(found: Iterable[datetime], now: datetime, *, past: bool) -> datetime:
    """The latest up to now, or the first from now on; the nearest of all when none lies there."""
    instants = sorted(found)
    if past:
        return max((one for one in instants if one <= now), default=instants[0])
    return min((one for one in instants if one >= now), default=instants[-1])


def _time(words: str) -> time | None:
    found = _CLOCK.fullmatch(words)
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        return None
    return time(int(found[1]), int(found[2]))


def _weekday(word: str) -> int | None:
    """By its name, or at least three letters of it."""
    fitting = [number for number, name in enumerate(WEEKDAYS) if name.startswith(word)]
    return fitting[0] if len(word) >= 3 and fitting else None


def _nearest_weekday(weekday: int, today: date, *, past: bool) -> date:
    """Never today itself: that is called today."""
    if past:
        return today - timedelta(days=(today.weekday() - weekday - 1) % 7 + 1)
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def _iso_day(words: str) -> date | None:
    if not _ISO_DAY.fullmatch(words):
        return None
    try:
        found = date.fromisoformat(words)
    except ValueError:
        return None
    return found if found.year in YEARS else None
