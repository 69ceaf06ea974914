"""Forms and home tabs: what a view may hold, around its blocks."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from bot.sandbox.layout import check_blocks
from bot.sandbox.limits import limit
from bot.sandbox.objects import identifier, plain_text
from bot.sandbox.shapes import Check, Json, Report, anything, flag, thing, typed, words

_PATH = "/view"


def check_view(view: Any) -> list[str]:
    """What Slack would answer to this view; `view_too_large` stands alone, it is an error code."""
    kind = view.get("type") if isinstance(view, dict) else None
    report = Report("home" if kind == "home" else "modal")
    _view()(view, _PATH, report)
    if report.focused > 1:
        report.say(_PATH, "only one element may have `focus_on_load`")
    if _size(view) > limit("view.max_bytes"):
        report.problems.append("view_too_large")
    return report.problems


def _size(view: Any) -> int:
    text = json.dumps(view, ensure_ascii=False, separators=(",", ":"))
    return len(text.encode("utf-8", "surrogatepass"))


@cache
def _view() -> Check:
    common: dict[str, Check] = {
        "private_metadata": words(at_most=limit("view.private_metadata.max_length")),
        "callback_id": identifier("view.callback_id"),
        "external_id": identifier("view.external_id"),
    }
    texts = {
        name: plain_text(limit(f"view.{name}.max_length")) for name in ("title", "submit", "close")
    }
    title = texts.pop("title")
    closing = {"clear_on_close": flag, "notify_on_close": flag}
    return typed(
        {
            "modal": thing(
                {"type": anything, "title": title, "blocks": check_blocks},
                {**common, **texts, **closing},
                _submit_with_inputs,
            ),
            "home": thing({"type": anything, "blocks": check_blocks}, common),
        }
    )


def _submit_with_inputs(view: Json, path: str, report: Report) -> None:
    blocks = view.get("blocks")
    if "submit" in view or not isinstance(blocks, list):
        return
    for index, block in enumerate(blocks):
        if isinstance(block, dict) and block.get("type") == "input":
            where = f"{path}/blocks/{index}/input"
            report.say(where, "must define `submit` to use an `input` block in modals")
