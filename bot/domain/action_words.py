"""Reading an action item from one line: `add a not-null test by Friday [detect]`."""

import re
from datetime import date

from bot.domain.action_item import ActionType, Wish
from bot.domain.errors import InvalidInput
from bot.domain.when import parse_day

IN_BRACKETS = re.compile(r"\s*\[\s*([a-z]+)\s*\]\s*$", re.IGNORECASE)
BY = re.compile(r"(?:^|\s)(?:by|due)\s+(\S+(?:\s+\S+){0,3})\s*$", re.IGNORECASE)


def read_wish(text: str, *, today: date, owner: str = "") -> Wish:
    """What is said of the item; a word that could be part of the sentence is left in it.

    A type counts in brackets, or as the last word after the day (so that “improve the process”
    stays whole); `by …` counts only where a day follows (“check it by hand” stays whole).
    """
    text, kind = _type_in_brackets(text.strip())
    due: date | None = None
    for match in reversed(list(_overlapping(text))):
        words = match[1].rstrip(".!").split()
        last = _type(words[-1])
        day = _day(" ".join(words[:-1] if last else words), today)
        if day is not None:
            text, due, kind = text[: match.start()], day, kind or last
            break
    return Wish(text=text.strip().rstrip(","), type=kind, owner=owner, due=due)


def _overlapping(text: str) -> list[re.Match[str]]:
    """Each place where `by …` could begin the date; the last one is tried first."""
    starts = [found.start() for found in re.finditer(r"(?i)(?:^|\s)(?:by|due)\s", text)]
    return [found for start in starts[-5:] if (found := BY.match(text, start)) is not None]


def _type_in_brackets(text: str) -> tuple[str, ActionType | None]:
    match = IN_BRACKETS.search(text)
    kind = _type(match[1]) if match else None
    return (text[: match.start()], kind) if match and kind else (text, None)


def _type(word: str) -> ActionType | None:
    found = word.strip("[]").lower()
    return ActionType(found) if found in set(ActionType) else None


def _day(text: str, today: date) -> date | None:
    try:
        return parse_day(text, today=today)
    except InvalidInput:
        return None
