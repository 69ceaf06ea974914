"""Slack's numbers, scopes and error codes, read once from the data file beside the package."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any


@dataclass(frozen=True)
class Method:
    """What Slack says about one Web API method."""

    name: str
    scopes: tuple[str, ...]
    scopes_any_of: bool
    required_args: tuple[str, ...]
    args: frozenset[str]
    tier: str | None
    per_minute: int | None
    per_channel_per_second: int | None
    arg_limits: Mapping[str, Mapping[str, Any]]
    errors: frozenset[str]


@cache
def facts() -> Mapping[str, Any]:
    """The whole file, for what has no typed access of its own."""
    text = resources.files("bot").joinpath("slack_limits.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def limit(name: str) -> int:
    """One number, such as `limit("section.text.max_length")`."""
    value = facts()["limits"][name]
    if not isinstance(value, int):
        raise TypeError(f"{name} is a range: ask limit_range()")
    return value


def limit_range(name: str) -> tuple[int, int]:
    """Lowest and highest value allowed, such as `limit_range("rich_text_list.indent.range")`."""
    low, high = facts()["limits"][name]
    return int(low), int(high)


@cache
def timing(name: str) -> int:
    """A number of seconds or uses, such as `timing("ack_seconds")`."""
    return int(facts()["timing"][name])


def method_names() -> frozenset[str]:
    return frozenset(facts()["methods"])


@cache
def method(name: str) -> Method:
    """What is known about a method; KeyError when Slack has no such method."""
    fact = facts()["methods"][name]
    return Method(
        name=name,
        scopes=tuple(fact["scopes"]),
        scopes_any_of=fact["scopes_any_of"],
        required_args=tuple(fact["required_args"]),
        args=frozenset(fact["args"]),
        tier=fact["tier"],
        per_minute=fact.get("per_minute_floor"),
        per_channel_per_second=fact.get("per_channel_per_second"),
        arg_limits=fact.get("arg_limits", {}),
        errors=frozenset(fact["errors"]),
    )


@cache
def block_types(surface: str) -> frozenset[str]:
    """The blocks a surface (`message`, `modal`, `home`) may show."""
    return frozenset(facts()["surfaces"][surface])


@cache
def element_types(container: str) -> frozenset[str]:
    """The elements a place such as `section.accessory` may hold."""
    return frozenset(facts()["container_elements"][container])
