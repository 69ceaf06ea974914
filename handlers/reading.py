"""Reading what people type into Slack: escaped text, mentions, links."""

import re

from bot.domain.markup import PERSON
from bot.domain.markup import people_in as people_in
from bot.domain.markup import plain as plain


def without_people(text: str) -> str:
    """The text without its mentions, as typed."""
    return plain(PERSON.sub("", text))


def incident_in(text: str) -> tuple[int | None, str]:
    """A leading `DI-7` and what follows it; (None, text) without one."""
    match = re.match(r"\s*di-?(\d{1,9})\b\s*", text, re.IGNORECASE)
    return (int(match.group(1)), text[match.end() :]) if match else (None, text.strip())
