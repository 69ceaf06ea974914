"""Text for Slack: escaping by default, and the few things that are markup on purpose."""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from jinja2 import Undefined

from bot.domain.milestones import WORDS
from bot.domain.seen_before import ordinal
from bot.domain.severity import Severity
from bot.domain.status import CauseClass, Status
from bot.domain.update import Sureness

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class Slack(str):
    """Text that is already safe mrkdwn: made by our own helpers, never by people."""

    __slots__ = ()


def escape(value: object) -> Slack:
    """mrkdwn with nothing in it that pings, links or breaks out (`&`, `<`, `>` are all there is)."""
    if isinstance(value, Slack):
        return value
    text = CONTROL.sub("", str(value))
    return Slack(text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))


def finalize(value: Any) -> Any:
    """What Jinja prints for an expression: undefined raises, None is empty, the rest is escaped."""
    if isinstance(value, Undefined):
        return value
    return "" if value is None else escape(value)


def mention(person: str) -> Slack:
    """`<@U…>`, or “the bot” for nobody."""
    return (
        Slack(f"<@{person}>") if re.fullmatch(r"[UW][A-Z0-9]+", person or "") else Slack("the bot")
    )


def channel(channel_id: str) -> Slack:
    """`<#C…>`."""
    return Slack(f"<#{channel_id}>") if re.fullmatch(r"[CG][A-Z0-9]+", channel_id) else Slack("")


def link(url: str, label: str) -> Slack:
    """A link, when the address is http(s); otherwise just the label."""
    shown = escape(label.replace("|", "¦"))
    if not re.match(r"https?://[^\s<>|]+$", url or ""):
        return shown
    return Slack(f"<{url.replace('&', '&amp;')}|{shown}>")


def moment(value: datetime | str) -> datetime:
    """A time from a fact, which may be ISO text."""
    return datetime.fromisoformat(value) if isinstance(value, str) else value


def when(value: datetime | str | None) -> Slack:
    """A time in the reader's own zone, with UTC for whoever reads plain text."""
    if not value:
        return Slack("")
    at = moment(value)
    plain = at.strftime("%d %b %H:%M UTC")
    return Slack(f"<!date^{int(at.timestamp())}^{{date_short_pretty}} {{time}}|{plain}>")


def clock(value: datetime | str | None) -> Slack:
    """The time of day alone, in the reader's own zone."""
    if not value:
        return Slack("")
    at = moment(value)
    return Slack(f"<!date^{int(at.timestamp())}^{{time}}|{at:%H:%M} UTC>")


def day(value: date | str) -> str:
    """Such as 3 Feb 2026."""
    at = date.fromisoformat(value) if isinstance(value, str) else value
    return f"{at.day} {at:%b %Y}"


def days(first: date | str, last: date | str) -> str:
    """A range of days as people say it: `3 Feb 2026`, `28 Jan to 3 Feb 2026`."""
    one, other = (date.fromisoformat(x) if isinstance(x, str) else x for x in (first, last))
    if one == other:
        return day(one)
    begun = f"{one.day} {one:%b}" + ("" if one.year == other.year else f" {one.year}")
    return f"{begun} to {day(other)}"


def span(value: timedelta) -> str:
    """A duration in its two largest units: `2 h 5 min`, `3 days 4 h`, `less than a minute`."""
    minutes = int(value.total_seconds() // 60)
    if minutes < 1:
        return "less than a minute"
    whole_days, rest = divmod(minutes, 1440)
    hours, rest = divmod(rest, 60)
    parts = [
        f"{whole_days} day{'s' if whole_days != 1 else ''}" if whole_days else "",
        f"{hours} h" if hours else "",
        f"{rest} min" if rest and not whole_days else "",
    ]
    return " ".join(part for part in parts if part)


def sev(value: str) -> str:
    """SEV1, as it is written to people who work on it."""
    return Severity(value).upper()


def joined(values: Iterable[object], limit: int = 8) -> Slack:
    """`a, b and c`; more than `limit` are counted."""
    shown = [escape(value) for value in values]
    if len(shown) > limit:
        shown = [*shown[: limit - 1], Slack(f"{len(shown) - limit + 1} more")]
    if len(shown) < 2:
        return Slack("".join(shown))
    return Slack(f"{', '.join(shown[:-1])} and {shown[-1]}")


def mentions(people: Iterable[str]) -> Slack:
    """Several people, as mentions."""
    return joined([mention(person) for person in people])


def plural(count: int, one: str, many: str = "") -> str:
    """`1 range`, `2 ranges`."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def owner(reference: str) -> Slack:
    """An owner as a mention when their id is known, else as the e-mail that the platform gives."""
    return mention(reference) if re.fullmatch(r"[UW][A-Z0-9]+", reference) else escape(reference)


def short(text: str, most: int = 160) -> str:
    """The first line, cut."""
    line = " ".join(str(text).split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def told(status: str) -> str:
    """A status in the words that readers know."""
    return Status(status).told


def cause(value: str) -> str:
    """A class of cause, for a sentence."""
    return CauseClass(value).words


def sure(value: str) -> str:
    """How sure we are of a time."""
    return Sureness(value).words


def milestone(name: str) -> str:
    """What people call one of the times that an incident is measured by."""
    return {str(one): words for one, words in WORDS.items()}.get(name, name)


FILTERS = {
    "told": told,
    "cause": cause,
    "sure": sure,
    "owner": owner,
    "short": short,
    "mention": mention,
    "mentions": mentions,
    "channel": channel,
    "link": link,
    "when": when,
    "clock": clock,
    "day": day,
    "days": days,
    "sev": sev,
    "joined": joined,
    "plural": plural,
    "ordinal": ordinal,
    "milestone": milestone,
}
