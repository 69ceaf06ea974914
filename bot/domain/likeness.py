"""Whether two titles say nearly the same, so that one trouble is not declared twice."""

import re
from collections.abc import Set
from difflib import get_close_matches

_WORDS = re.compile(r"\w+")
_LONG_ENOUGH = 4
_CLOSE = 0.8
"""How close two words must be to count as one: a letter wrong in five."""


def nearly_the_same(one: str, other: str) -> bool:
    """Every word that says something in the shorter title is in the other one, give or take a letter.

    Small words do not count, numbers count exactly; one word in common is not enough unless it is
    all that either title says.
    """
    if " ".join(one.lower().split()) == " ".join(other.lower().split()):
        return True
    fewer, more = sorted((_telling(one), _telling(other)), key=len)
    if not fewer or (len(fewer) == 1 and len(more) > 1):
        return False
    return all(_occurs(word, more) for word in fewer)


def _telling(title: str) -> frozenset[str]:
    words = _WORDS.findall(title.lower())
    return frozenset(
        word
        for word in words
        if len(word) >= _LONG_ENOUGH or not word.isascii() or any(map(str.isdigit, word))
    )


def _occurs(word: str, words: Set[str]) -> bool:
    if word in words:
        return True
    if any(map(str.isdigit, word)):
        return False
    others = [one for one in words if not any(map(str.isdigit, one))]
    return bool(get_close_matches(word, others, n=1, cutoff=_CLOSE))
