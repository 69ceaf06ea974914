"""Payloads that nobody planned for, and the time it takes to judge one."""

import time
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.blocks import problems_of_message, problems_of_view
from tests.sandbox.payloads import (
    Json,
    button,
    complaint,
    message,
    mrkdwn,
    plain,
)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=20,
)
TYPES = ["section", "actions", "input", "context", "rich_text", "table", "image", "static_select"]
KEYS = ["text", "elements", "element", "fields", "accessory", "options", "rows", "block_id"]
NEARLY_BLOCKS = st.recursive(
    JSON,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.fixed_dictionaries(
            {"type": st.sampled_from(TYPES)}, optional=dict.fromkeys(KEYS, inner)
        )
    ),
    max_leaves=15,
)


@given(st.lists(NEARLY_BLOCKS, max_size=4), NEARLY_BLOCKS)
def test_nothing_that_a_bot_may_send_breaks_the_judge(blocks: list[Any], odd: Any) -> None:
    found = [
        *problems_of_message({"blocks": blocks, "attachments": odd}),
        *problems_of_view({"type": "modal", "title": odd, "blocks": blocks}),
    ]

    assert all(isinstance(problem, str) for problem in found)


@given(st.text(min_size=1, max_size=20), JSON)
def test_no_unknown_key_slips_through(key: str, value: Any) -> None:
    block = {"type": "section", "text": mrkdwn(3), f"x-{key}": value}

    assert problems_of_message(message(block)) == [
        complaint(f"invalid additional property: x-{key}", "/blocks/0")
    ]


def test_a_message_of_thirty_blocks_is_judged_in_under_a_millisecond() -> None:
    row: list[Json] = [
        {"type": "section", "text": mrkdwn(20), "accessory": button()},
        {"type": "context", "elements": [mrkdwn(9), plain(9)]},
        {"type": "actions", "elements": [button(1), button(2), button(3)]},
    ]
    payload = message(*row * 10)

    spent = min(_seconds_for(payload) for _ in range(50))

    assert problems_of_message(payload) == []
    assert spent < 0.001


def _seconds_for(payload: Json) -> float:
    started = time.perf_counter()
    problems_of_message(payload)
    return time.perf_counter() - started
