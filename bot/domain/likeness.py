"""Whether two titles say nearly the same, so that one trouble is not declared twice."""

import re
from difflib import get_close_matches
from functools import lru_cache

_WORDS = re.compile(r"\w+")
_LONG_ENOUGH = 4
_CLOSE = 0.8
"""How close two words must be to count as one: a letter wrong in five."""


def nearly_the_same(one: str, other: str) -> bool:
    """Every word that says something in the shorter title is in the other one, a slip in one allowed.

    Small words do not count, numbers count exactly; one word in common is not enough unless it is
    all that either title says.
    """
    if " ".join(one.lower().split()) == " ".join(other.lower().split()):
        return True
    fewer, more = sorted((_telling(one), _telling(other)), key=len)
    if not fewer or (len(fewer) == 1 and len(more) > 1):
        return False
    missing = fewer - more
    # Cheap first: this is asked of everything declared a moment ago, within one declaring.
    if len(missing) > max(1, len(fewer) // 3) or any(_has_digit(word) for word in missing):
        return False
    others = [word for word in more if not _has_digit(word)]
    return all(get_close_matches(word, others, n=1, cutoff=_CLOSE) for word in missing)


def gist(title: str) -> str:
    """The words that say something, in one order: the same for titles that differ in the rest."""
    return " ".join(sorted(_telling(title))) or " ".join(title.lower().split())


@lru_cache(maxsize=1024)  # the same few titles are looked at again and again while many declare
def _telling(title: str) -> frozenset[str]:
    words = _WORDS.findall(title.lower())
    return frozenset(
        word
        for word in words
        if len(word) >= _LONG_ENOUGH or not word.isascii() or _has_digit(word)
    )


def _has_digit(word: str) -> bool:
    return any(map(str.isdigit, word))
