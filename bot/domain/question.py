"""Whether somebody asks something, as far as can be seen without understanding it."""

import re

STARTS = re.compile(
    r"\W*(any(body|one|thing)?|are|can|could|did|do|does|has|have|how|is|may|shall|should|was|were"
    r"|what|when|where|which|who|whose|why|will|would)\b",
    re.IGNORECASE,
)
MARKS = frozenset("?？؟")
LINK = re.compile(r"https?://\S+")


def is_question(text: str) -> bool:
    """A question mark outside a link, or a first word that asks."""
    words = LINK.sub("", text)
    return not MARKS.isdisjoint(words) or STARTS.match(words) is not None
