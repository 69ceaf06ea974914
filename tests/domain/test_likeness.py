"""Titles that say nearly the same."""

import pytest

from bot.domain.likeness import nearly_the_same


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Revenue is missing", "revenue  is MISSING"),
        ("Revenue is missing since Tuesday", "Revenue missing"),
        ("Revnue is missing", "Revenue is missing"),
        ("🔥🔥", "🔥🔥"),
        ("الإيرادات مفقودة", "الإيرادات مفقودة اليوم"),
        ("orders", "Orders"),
    ],
)
def test_nearly_the_same(one: str, other: str) -> None:
    assert nearly_the_same(one, other)
    assert nearly_the_same(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Revenue is missing", "Orders are missing"),
        ("Trouble number 17", "Trouble number 18"),
        ("mart.orders is late 2026-02-03", "mart.orders is late 2026-02-04"),
        ("Revenue", "Revenue is missing since Tuesday"),
        ("🔥", "💥"),
        ("is it", "on us"),
    ],
)
def test_not_the_same(one: str, other: str) -> None:
    assert not nearly_the_same(one, other)
    assert not nearly_the_same(other, one)
