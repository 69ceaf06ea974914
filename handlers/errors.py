"""The one place where an error becomes an answer."""

import logging

from bot.domain.errors import BotError, NoIncidentHere, NotAllowed
from bot.ui import kit
from bot.ui.text import Slack
from handlers.deps import Deps
from handlers.reply import Reply, say

log = logging.getLogger(__name__)

APOLOGY = (
    "Something went wrong on our side; nothing was changed. Please try it once more; if it happens "
    "again, the bot's log has the details."
)


async def answer_to(error: Exception, deps: Deps, *, words: str = "") -> Reply:
    """The sentence for a person, with buttons that lead on. `words` is what was tried, as typed."""
    if isinstance(error, NotAllowed) and error.may_take:
        button = kit.button("Take command and do it", "take_and_do", value=words, style="primary")
        return say(Slack(str(error)), kit.actions(button))
    if isinstance(error, NoIncidentHere):
        return await _latest(error, deps)
    if isinstance(error, BotError):
        return say(Slack(_trusted(error)))
    log.error("a handler failed", exc_info=error)
    return say(APOLOGY)


def _trusted(error: BotError) -> str:
    """Our sentences hold mentions on purpose; what people typed in them must not ping anybody."""
    return str(error).replace("<!", "&lt;!")


async def _latest(error: NoIncidentHere, deps: Deps) -> Reply:
    async with deps.db.reading() as tx:
        latest = await tx.incidents.list_latest(limit=5)
    verb = error.verb or "show"
    rows = [
        kit.actions(
            *(
                kit.verb(f"{one.ref} {kit.cut(one.title, 60)}", verb, incident=one.id)
                for one in latest
            )
        )
    ]
    return say(Slack(str(error)), *(rows if latest else ()))
