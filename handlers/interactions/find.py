"""The form that asks for words to find an incident by."""

from bot.domain.errors import InvalidInput
from bot.domain.finding import words_of
from bot.ui.lists import FIND
from handlers.commands.find import find_words
from handlers.deps import Deps
from handlers.interactions.kinds import Submission, form
from handlers.reply import Reply


@form(FIND)
async def on_submit(sent: Submission, deps: Deps) -> Reply:
    words = sent.text("words")
    if not words_of(words):
        raise InvalidInput("words", "Type at least one word, or a number such as DI-7.")
    return await find_words(words, sent.user, deps)
