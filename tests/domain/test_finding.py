"""Which incident comes first when words are looked for."""

from datetime import UTC, datetime

import pytest

from bot.domain.finding import ASSET, POSTMORTEM, TITLE, Candidate, rank, words_of
from bot.domain.incident import Incident
from bot.domain.severity import Severity


def a_candidate(
    number: int, title: str, *, assets: tuple[str, ...] = (), postmortem: str = ""
) -> Candidate:
    incident = Incident(
        id=number,
        title=title,
        severity=Severity.SEV3,
        declared_by="UANA",
        declared_at=datetime(2026, 2, 3, tzinfo=UTC),
    )
    return Candidate(incident=incident, assets=assets, postmortem=postmortem)


def order(words: str, *candidates: Candidate) -> list[int]:
    return [hit.incident.id for hit in rank(candidates, words_of(words))]


def test_every_word_comes_before_some_of_them() -> None:
    both = a_candidate(1, "Numbers are odd", postmortem="late revenue load")
    one = a_candidate(2, "Revenue is missing")

    assert order("revenue late", one, both) == [1, 2]


def test_a_title_weighs_more_than_an_asset_and_that_more_than_a_text() -> None:
    text = a_candidate(3, "Odd", postmortem="the orders were late")
    asset = a_candidate(2, "Odd", assets=("mart.orders",))
    title = a_candidate(1, "Orders are odd")

    assert order("orders", text, asset, title) == [1, 2, 3]


def test_of_equals_the_newest_comes_first() -> None:
    assert order("revenue", a_candidate(1, "Revenue"), a_candidate(2, "Revenue")) == [2, 1]


def test_a_hit_says_where_the_words_are() -> None:
    found = a_candidate(1, "Orders are odd", assets=("mart.orders",), postmortem="orders")

    (hit,) = rank([found], ["orders"])

    assert hit.where == (TITLE, ASSET, POSTMORTEM)
    assert hit.postmortem


@pytest.mark.parametrize("text", ["", "   ", "\x00\x01", "\u200f"])
def test_nothing_visible_is_no_word(text: str) -> None:
    assert words_of(text) == []


def test_words_are_lower_case_once_each_and_few() -> None:
    assert words_of("Late LATE ÜBERSEE") == ["late", "übersee"]
    assert len(words_of(" ".join(str(number) for number in range(100)))) == 8
    assert len(words_of("x" * 3000)[0]) == 60
