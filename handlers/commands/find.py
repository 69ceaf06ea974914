"""`/data-incident find revenue march`"""

from bot.domain.finding import words_of
from bot.services import finding
from bot.ui import lists
from bot.ui.text import Slack
from handlers.commands.subcommand import Call, subcommand
from handlers.deps import Deps
from handlers.reply import Reply


@subcommand(
    "find",
    "<words | DI-7>",
    help="find incidents by title, summary, asset or postmortem",
    aliases=("search",),
    rank=5,
)
async def find(call: Call, deps: Deps) -> Reply:
    if not words_of(call.said):
        return Reply(modal=lists.find_form(call.origin))
    return await find_words(call.said, call.user, deps)


async def find_words(words: str, person: str, deps: Deps) -> Reply:
    """What was found for these words, as this person may read it."""
    async with deps.db.reading() as tx:
        hits = await finding.search(tx, words)
        labels = await finding.labels_for(tx, person)
    found = lists.found(hits, words, labels=labels)
    return Reply(text=Slack(found.text), blocks=found.blocks)
