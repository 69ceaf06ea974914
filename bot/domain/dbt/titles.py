"""One line for each failure, as a person would say it: what is wrong, how much of it, and where."""

from datetime import datetime, timedelta

from bot.domain.dbt.artifact import Part
from bot.domain.dbt.checks import Check

BY_TEST = {
    "not_null": "{column} is empty in {rows} of {asset}",
    "unique": "{column} is not unique in {asset} ({values} repeated)",
    "accepted_values": "{column} holds {values} that {asset} does not allow",
    "relationships": "{column} of {asset} points nowhere in {rows}",
}


def of_result(check: Check, *, status: str, failures: int | None) -> str:
    """The title of a failing test, model, seed or snapshot."""
    if status == "partial success":
        return f"{check.asset_name} was built only in part"
    if not check.is_test:
        return f"{check.asset_name} was not built"
    if status == "error":
        return f"{check.name} could not run on {check.asset_name}"
    if check.column and check.test in BY_TEST:
        return BY_TEST[check.test].format(
            column=check.column,
            asset=check.asset_name,
            rows=_so_many(failures, "row"),
            values=_so_many(failures, "value"),
        )
    return f"{check.name} fails in {_so_many(failures, 'row')} of {check.asset_name}"


def of_late_source(check: Check, *, late: timedelta | None) -> str:
    """The title of a source that is later than its project allows."""
    if late is None:
        return f"{check.asset_name} is later than allowed"
    return f"Nothing new in {check.asset_name} for {_duration(late)}"


def of_unknown_freshness(check: Check) -> str:
    """The title of a source whose freshness could not be asked."""
    return f"The freshness of {check.asset_name} could not be checked"


def of_freshness_promise(loaded: datetime | None, criteria: Part) -> str:
    """When it was last loaded, and how late it may be."""
    words = [f"Last loaded {loaded:%Y-%m-%d %H:%M} UTC."] if loaded else []
    limit = criteria.part("error_after")
    count, period = limit.count("count"), limit.text("period", "")
    if count and period:
        words.append(f"Allowed: {_so_many(count, period)}.")
    return " ".join(words)


def _so_many(count: int | None, noun: str) -> str:
    if count is None:
        return f"some {noun}s"
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def _duration(time: timedelta) -> str:
    minutes = max(0, int(time.total_seconds() // 60))
    if minutes < 120:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 48 * 60 else f"{minutes // 1440} days"
