"""Channel names and topics: what Slack refuses, with its own error codes."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.names import channel_name_error, purpose_error, topic_error


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("di-7-revenue-is-missing", None),
        ("a", None),
        ("7_days", None),
        ("x" * 80, None),
        ("x" * 81, "invalid_name_maxlength"),
        ("", "invalid_name_required"),
        ("   ", "invalid_name"),
        ("--__-", "invalid_name_punctuation"),
        ("Revenue", "invalid_name_specials"),
        ("revenue missing", "invalid_name_specials"),
        ("umsätze", "invalid_name_specials"),
        ("revenue.missing", "invalid_name_specials"),
        ("#general", "invalid_name_specials"),
        ("😀", "invalid_name_specials"),
        ("revenue\n", "invalid_name_specials"),
    ],
)
def test_a_channel_name_is_refused_with_slacks_own_code(name: str, error: str | None) -> None:
    assert channel_name_error(name) == error


@given(st.text(max_size=100))
def test_a_name_is_accepted_exactly_when_it_fits_the_documented_pattern(name: str) -> None:
    fits = re.fullmatch(r"[a-z0-9_-]{1,80}", name) and re.search(r"[a-z0-9]", name)

    assert (channel_name_error(name) is None) == bool(fits)


def test_topic_and_purpose_may_have_250_characters_and_no_more() -> None:
    assert topic_error("x" * 250) is None
    assert topic_error("") is None
    assert topic_error("x" * 251) == "too_long"
    assert purpose_error("x" * 250) is None
    assert purpose_error("x" * 251) == "too_long"
