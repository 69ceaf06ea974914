"""Whether a person was told that it is done."""

from bot.sandbox.answer import Answer
from handlers.errors import APOLOGY

SORRY = ("nothing was changed", "send that again", "send it again", "Please try", APOLOGY)


def answered(answer: Answer) -> bool:
    """Whether the person was told that it is done."""
    return answer.ok and not any(word in str(answer.body) for word in SORRY)
