"""A small language for the shape of a payload: each check reports what Slack would complain about.

A check takes a value, its JSON pointer and the report to write to. Checks are built once (the
tables in the neighbouring modules are cached functions) and then only run.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

_HTTP_URL = re.compile(r"https?://[^\s<>|\"]+", re.IGNORECASE)

Json = dict[str, Any]


class Report:
    """The problems found in one payload, and what can only be judged over all of it."""

    __slots__ = ("block_ids", "focused", "markdown", "problems", "surface", "text")

    def __init__(self, surface: str) -> None:
        self.surface = surface
        self.problems: list[str] = []
        self.block_ids: set[str] = set()
        self.text = 0
        self.markdown = 0
        self.focused = 0

    def say(self, path: str, complaint: str) -> None:
        self.problems.append(f"[ERROR] {complaint} [json-pointer:{path}]")


Check = Callable[[Any, str, Report], None]
Rule = Callable[[Json, str, Report], None]


def anything(value: Any, path: str, report: Report) -> None:
    """For parts whose inside Slack does not document."""


def flag(value: Any, path: str, report: Report) -> None:
    if not isinstance(value, bool):
        report.say(path, "must provide a boolean")


def words(*, at_most: int, at_least: int = 0) -> Check:
    def check(value: Any, path: str, report: Report) -> None:
        if not isinstance(value, str):
            report.say(path, "must provide a string")
        elif len(value) > at_most:
            report.say(path, f"must be less than {at_most + 1} characters")
        elif len(value) < at_least:
            report.say(path, f"must be more than {at_least - 1} characters")

    return check


def counted(inner: Check) -> Check:
    """A string that people read: it counts towards the text of the whole message."""

    def check(value: Any, path: str, report: Report) -> None:
        inner(value, path, report)
        if isinstance(value, str):
            report.text += len(value)

    return check


def url(*, at_most: int) -> Check:
    length = words(at_most=at_most)

    def check(value: Any, path: str, report: Report) -> None:
        length(value, path, report)
        if isinstance(value, str) and not _HTTP_URL.fullmatch(value):
            report.say(path, "must be a valid http or https URL")

    return check


def matching(pattern: str, *, meaning: str) -> Check:
    compiled = re.compile(pattern)

    def check(value: Any, path: str, report: Report) -> None:
        if not isinstance(value, str):
            report.say(path, "must provide a string")
        elif not compiled.fullmatch(value):
            report.say(path, f"must be {meaning}")

    return check


def whole(*, low: int, high: int) -> Check:
    def check(value: Any, path: str, report: Report) -> None:
        if isinstance(value, bool) or not isinstance(value, int):
            report.say(path, "must provide an integer")
        elif not low <= value <= high:
            report.say(path, f"must be between {low} and {high}")

    return check


def one_of(*allowed: str) -> Check:
    def check(value: Any, path: str, report: Report) -> None:
        if not isinstance(value, str) or value not in allowed:
            report.say(path, "must be a valid enum value")

    return check


def array(item: Check, *, at_most: int, at_least: int = 0) -> Check:
    def check(value: Any, path: str, report: Report) -> None:
        if not isinstance(value, list):
            report.say(path, "must provide an array")
            return
        if len(value) > at_most:
            report.say(path, f"no more than {at_most} items allowed")
        elif len(value) < at_least:
            report.say(path, f"no fewer than {at_least} items allowed")
        for index, each in enumerate(value):
            item(each, f"{path}/{index}", report)

    return check


def thing(
    required: Mapping[str, Check], optional: Mapping[str, Check] | None = None, *rules: Rule
) -> Check:
    """An object with these keys and no others; the rules look at several keys together."""
    known = {**required, **(optional or {})}

    def check(value: Any, path: str, report: Report) -> None:
        if not isinstance(value, dict):
            report.say(path, "must provide an object")
            return
        for key, each in value.items():
            inner = known.get(key)
            if inner is None:
                report.say(path, f"invalid additional property: {key}")
            else:
                inner(each, f"{path}/{key}", report)
        for key in required:
            if key not in value:
                report.say(path, f"missing required field: {key}")
        for rule in rules:
            rule(value, path, report)

    return check


def typed(shapes: Mapping[str, Check], allowed: frozenset[str] | None = None) -> Check:
    """An object whose `type` says which shape it has; `allowed` narrows the types for one place."""
    names = frozenset(shapes) if allowed is None else allowed & frozenset(shapes)

    def check(value: Any, path: str, report: Report) -> None:
        if not isinstance(value, dict):
            report.say(path, "must provide an object")
        elif "type" not in value:
            report.say(path, "missing required field: type")
        elif not isinstance(kind := value["type"], str) or kind not in names:
            report.say(f"{path}/type", f"unsupported type: {kind}")
        else:
            shapes[kind](value, path, report)

    return check


def exactly_one(*keys: str) -> Rule:
    def rule(value: Json, path: str, report: Report) -> None:
        present = [key for key in keys if key in value]
        if not present:
            report.say(path, f"missing required field: {' or '.join(keys)}")
        elif len(present) > 1:
            report.say(path, f"must provide only one of {', '.join(present)}")

    return rule


def at_least_one(*keys: str) -> Rule:
    def rule(value: Json, path: str, report: Report) -> None:
        if not any(key in value for key in keys):
            report.say(path, f"missing required field: {' or '.join(keys)}")

    return rule
