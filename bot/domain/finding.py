"""Finding an incident by words: what was found, where, and in which order it is shown."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.domain.incident import Incident

WORDS = 8
LONGEST = 60
NUMBER, TITLE, ASSET, SUMMARY, POSTMORTEM = "number", "title", "asset", "summary", "postmortem"
WEIGHTS = {TITLE: 4, ASSET: 3, SUMMARY: 2, POSTMORTEM: 1}
EVERY_WORD = 100
"""An incident in which every word occurs comes before any in which one is missing."""


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """An incident with the texts it may be found by; `postmortem` is in lower case."""

    incident: Incident
    assets: Sequence[str] = ()
    postmortem: str = ""


@dataclass(frozen=True, kw_only=True)
class Found:
    """A hit; `where` names the texts that hold a word, the weightiest first."""

    incident: Incident
    score: int
    where: tuple[str, ...]
    postmortem: bool = False


def words_of(text: str) -> list[str]:
    """The words looked for: lower case, each once, the first eight; short as a column's text."""
    cleaned = "".join(char for char in text.lower() if char.isprintable() or char.isspace())
    return list(dict.fromkeys(word[:LONGEST] for word in cleaned.split()))[:WORDS]


def rank(candidates: Iterable[Candidate], words: Sequence[str]) -> list[Found]:
    """Best first: every word before some, title before asset before text, then the newest."""
    found = [hit for one in candidates if (hit := _hit(one, words)) is not None]
    return sorted(found, key=lambda hit: (-hit.score, -hit.incident.id))


def _hit(one: Candidate, words: Sequence[str]) -> Found | None:
    texts = {
        TITLE: one.incident.title.lower(),
        ASSET: " ".join(one.assets).lower(),
        SUMMARY: one.incident.summary.lower(),
        POSTMORTEM: one.postmortem,
    }
    best = [_best(word, texts) for word in words]
    score = sum(WEIGHTS[name] for name in best if name)
    if not score:
        return None
    score += EVERY_WORD if all(best) else 0
    where = tuple(name for name in WEIGHTS if any(word in texts[name] for word in words))
    return Found(incident=one.incident, score=score, where=where, postmortem=bool(one.postmortem))


def _best(word: str, texts: dict[str, str]) -> str:
    """The weightiest text that holds the word, or empty."""
    return next((name for name in WEIGHTS if word in texts[name]), "")
