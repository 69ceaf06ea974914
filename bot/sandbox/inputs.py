"""Elements into which people write: lines of text, numbers, dates and times, files."""

from __future__ import annotations

from bot.sandbox.limits import limit, limit_range
from bot.sandbox.objects import (
    confirm,
    dispatch_action_config,
    focus_on_load,
    identifier,
    placeholder,
)
from bot.sandbox.richtext import rich_text
from bot.sandbox.shapes import (
    Check,
    Json,
    Report,
    anything,
    array,
    flag,
    matching,
    thing,
    whole,
    words,
)

_DATE = r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
_TIME = r"([01]\d|2[0-3]):[0-5]\d"
_NUMBER = r"-?\d+(\.\d+)?"


def inputs() -> dict[str, Check]:
    """Every element of this kind by its type."""
    return {**_lines(), **_rich_text_and_files(), **_pickers()}


def _focused() -> dict[str, Check]:
    return {"action_id": identifier("action_id"), "focus_on_load": focus_on_load}


def _written() -> dict[str, Check]:
    return {
        **_focused(),
        "placeholder": placeholder(),
        "dispatch_action_config": dispatch_action_config(),
    }


def _lines() -> dict[str, Check]:
    kind: dict[str, Check] = {"type": anything}
    shortest, longest = limit_range("plain_text_input.max_length.range")
    initial: dict[str, Check] = {"initial_value": words(at_most=longest)}
    number = matching(_NUMBER, meaning="a number in a string")
    bounds = dict.fromkeys(("initial_value", "min_value", "max_value"), number)
    plain = {
        "multiline": flag,
        "min_length": whole(low=0, high=limit("plain_text_input.min_length.max")),
        "max_length": whole(low=shortest, high=longest),
    }
    return {
        "plain_text_input": thing(kind, {**_written(), **initial, **plain}, _initial_value_fits),
        "email_text_input": thing(kind, {**_written(), **initial}),
        "url_text_input": thing(kind, {**_written(), **initial}),
        "number_input": thing({**kind, "is_decimal_allowed": flag}, {**_written(), **bounds}),
    }


def _rich_text_and_files() -> dict[str, Check]:
    kind: dict[str, Check] = {"type": anything}
    low, high = limit_range("rich_text_input.min_lines.range")
    lines = whole(low=low, high=high)
    fewest, most = limit("file_input.max_files.min"), limit("file_input.max_files.max")
    return {
        "rich_text_input": thing(
            kind,
            {**_written(), "initial_value": rich_text(), "min_lines": lines, "max_lines": lines},
        ),
        "file_input": thing(
            kind,
            {
                "action_id": identifier("action_id"),
                "filetypes": array(words(at_most=255, at_least=1), at_most=255, at_least=1),
                "max_files": whole(low=fewest, high=most),
            },
        ),
    }


def _pickers() -> dict[str, Check]:
    kind: dict[str, Check] = {"type": anything}
    picked = {**_focused(), "confirm": confirm()}
    named = {**picked, "placeholder": placeholder()}
    date = matching(_DATE, meaning="a date in the format YYYY-MM-DD")
    time = {
        "initial_time": matching(_TIME, meaning="a time in the format HH:mm"),
        "timezone": words(at_most=255, at_least=1),
    }
    moment = whole(low=1_000_000_000, high=9_999_999_999)
    return {
        "datepicker": thing(kind, {**named, "initial_date": date}),
        "timepicker": thing(kind, {**named, **time}),
        "datetimepicker": thing(kind, {**picked, "initial_date_time": moment}),
    }


def _initial_value_fits(value: Json, path: str, report: Report) -> None:
    initial, longest = value.get("initial_value"), value.get("max_length")
    if isinstance(initial, str) and isinstance(longest, int) and len(initial) > longest:
        report.say(f"{path}/initial_value", f"must be less than {longest + 1} characters")
