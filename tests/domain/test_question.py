"""What counts as a question in a status thread."""

import pytest

from bot.domain.question import is_question


@pytest.mark.parametrize(
    "text",
    [
        "any update",
        "When is it right again",
        "it is right, no?",
        "これは？",
        "هل هذا صحيح؟",
        "*can* I use it",
    ],
)
def test_these_ask(text: str) -> None:
    assert is_question(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "thanks",
        "+1",
        "see https://bi.example/d?x=1",
        "<https://bi.example/d?x=1|the chart>",
        "anyway",
    ],
)
def test_these_do_not(text: str) -> None:
    assert not is_question(text)
