"""Slack's published limits, from the file that the bot carries."""

import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any


@cache
def _published() -> Mapping[str, Any]:
    text = resources.files("bot").joinpath("slack_limits.json").read_text(encoding="utf-8")
    found: Mapping[str, Any] = json.loads(text)
    return found


def limit(name: str) -> int:
    """The number published under this name, such as `canvas.markdown.max_length`."""
    return int(_published()["limits"][name])


@cache
def floors() -> Mapping[str, int]:
    """Calls a minute that Slack takes at least, by method; those without a limit are left out."""
    methods = _published()["methods"]
    return {
        name: one["per_minute_floor"]
        for name, one in methods.items()
        if one.get("per_minute_floor")
    }


def fits_canvas(markdown: str) -> bool:
    """Whether Slack takes a canvas of this Markdown; in bytes, the strictest that its 1 MiB can mean."""
    return len(markdown.encode()) <= limit("canvas.markdown.max_length")
