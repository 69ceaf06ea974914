"""Whether a person was told that it is done."""

from collections.abc import Awaitable, Callable

from bot.sandbox.answer import Answer
from bot.sandbox.people import Person
from handlers.errors import APOLOGY

SORRY = ("nothing was changed", "send that again", "send it again", "Please try", APOLOGY)

NO_FORM = Answer(0, error="no form was opened")


async def has_form(person: Person, opens: Callable[[], Awaitable[object]]) -> bool:
    """Whether a form is before her; one that only says something is closed first."""
    if _is_only_said(person):
        await person.closes()
    if person.view is None:
        await opens()
    return person.view is not None and not _is_only_said(person)


def _is_only_said(person: Person) -> bool:
    return person.view is not None and person.view.callback_id == "said"


def answered(answer: Answer) -> bool:
    """Whether the person was told that it is done."""
    return answer.ok and not any(word in str(answer.body) for word in SORRY)
