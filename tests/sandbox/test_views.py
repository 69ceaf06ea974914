"""Forms and home tabs: what Slack would complain about, worded and addressed as it does."""

from typing import Any

import pytest

from bot.sandbox.blocks import problems_of_view
from tests.sandbox.payloads import (
    Json,
    modal,
    plain,
    worded,
)

INPUT = {"type": "input", "label": plain(1), "element": {"type": "plain_text_input"}}
FOCUSED = {**INPUT, "element": {"type": "plain_text_input", "focus_on_load": True}}
VIEWS = [
    ("a form", modal(), []),
    ("a home tab", {"type": "home", "blocks": [{"type": "divider"}]}, []),
    ("nothing", {}, [("missing required field: type", "/view")]),
    ("another kind", {"type": "dialog"}, [("unsupported type: dialog", "/view/type")]),
    (
        "a form without a title",
        {"type": "modal", "blocks": []},
        [("missing required field: title", "/view")],
    ),
    (
        "a title that is too long",
        modal(title=plain(25)),
        [("must be less than 25 characters", "/view/title/text")],
    ),
    (
        "a home tab with a title",
        {"type": "home", "title": plain(1), "blocks": []},
        [("invalid additional property: title", "/view")],
    ),
    (
        "inputs without a way to submit them",
        modal(blocks=[{"type": "divider"}, INPUT]),
        [("must define `submit` to use an `input` block in modals", "/view/blocks/1/input")],
    ),
    ("inputs and a submit button", modal(submit=plain(2), blocks=[INPUT]), []),
    (
        "a message's block in a form",
        modal(blocks=[{"type": "markdown", "text": "x"}]),
        [("unsupported type: markdown", "/view/blocks/0/type")],
    ),
    ("one focused field", modal(submit=plain(2), blocks=[FOCUSED, INPUT]), []),
    (
        "two focused fields",
        modal(submit=plain(2), blocks=[FOCUSED, FOCUSED]),
        [("only one element may have `focus_on_load`", "/view")],
    ),
    ("blocks that are no list", modal(blocks={}), [("must provide an array", "/view/blocks")]),
    (
        "an unknown key",
        modal(submit_disabled=True),
        [("invalid additional property: submit_disabled", "/view")],
    ),
]


@pytest.mark.parametrize(
    ("view", "expected"),
    [pytest.param(view, expected, id=name) for name, view, expected in VIEWS],
)
def test_a_view_is_judged_as_slack_would(view: Json, expected: list[Any]) -> None:
    assert problems_of_view(view) == worded(expected)
