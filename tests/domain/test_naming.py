"""A channel's name, whatever the title is made of."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.domain.naming import channel_name

PATTERN = "di-{id}-{title}"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Revenue is missing", "di-7-revenue-is-missing"),
        ("  ***  ", "di-7"),
        ("A/B  -- C__d", "di-7-a-b-c__d"),
        ("Ünïcödé", "di-7-unicode"),
        ("売上", "di-7"),
        ("x" * 200, f"di-7-{'x' * 72}"),
    ],
)
def test_the_policys_pattern_is_filled(title: str, name: str) -> None:
    assert channel_name(PATTERN, number=7, title=title) == name


@given(some.text(), some.sampled_from([PATTERN, "{title}", "Inc {id}: {title}!", "{title}-{id}"]))
def test_slack_takes_every_name(title: str, pattern: str) -> None:
    name = channel_name(pattern, number=7, title=title)

    assert re.fullmatch(r"[a-z0-9_-]{1,77}", name)
