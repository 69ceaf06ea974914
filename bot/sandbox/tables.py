"""The table block: rows of cells with plain text, numbers or rich text."""

from __future__ import annotations

from typing import Any

from bot.sandbox.limits import limit
from bot.sandbox.objects import block
from bot.sandbox.richtext import rich_text
from bot.sandbox.shapes import (
    Check,
    Report,
    anything,
    array,
    counted,
    flag,
    one_of,
    thing,
    typed,
    words,
)


def table() -> Check:
    row = array(_cell(), at_most=limit("table.columns.max_items"), at_least=1)
    rows = array(row, at_most=limit("table.rows.max_items"), at_least=1)
    settings = array(_column, at_most=limit("table.column_settings.max_items"))
    return block({"rows": rows}, {"column_settings": settings})


def _cell() -> Check:
    said = counted(words(at_most=limit("text.max_length"), at_least=limit("text.min_length")))
    return typed(
        {
            "raw_text": thing({"type": anything, "text": said}),
            "raw_number": thing({"type": anything, "value": anything}, {"text": said}),
            "rich_text": rich_text(),
        }
    )


def _column(value: Any, path: str, report: Report) -> None:
    """Null leaves a column as it is."""
    if value is not None:
        settings = {"align": one_of("left", "center", "right"), "is_wrapped": flag}
        thing({}, settings)(value, path, report)
