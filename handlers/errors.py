"""The one place where an error becomes an answer."""

import logging

from bot.domain.errors import BotError, NoIncidentHere, NotAllowed, UnknownAsset
from bot.ui import kit
from bot.ui.kit import Block
from bot.ui.lists import choose
from bot.ui.text import Slack
from handlers.deps import Deps
from handlers.reading import incident_in
from handlers.reply import Reply, say

log = logging.getLogger(__name__)

LATEST = 5
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
        return await _latest(error, deps, words=words)
    if isinstance(error, UnknownAsset) and error.typed in words:
        return say(Slack(_trusted(error)), *_instead(error, words))
    if isinstance(error, BotError):
        return say(Slack(_trusted(error)))
    log.error("a handler failed", exc_info=error)
    return say(APOLOGY)


def _trusted(error: BotError) -> str:
    """Our sentences hold mentions on purpose; what people typed in them must not ping anybody."""
    return str(error).replace("<!", "&lt;!")


def _instead(error: UnknownAsset, words: str) -> list[Block]:
    """What was typed, once more with each name that may have been meant."""
    buttons = [
        kit.button(name, f"verb:again:{at}", value=words.replace(error.typed, name, 1))
        for at, name in enumerate(error.near)
    ]
    return [kit.actions(*buttons)] if buttons else []


async def _latest(error: NoIncidentHere, deps: Deps, *, words: str) -> Reply:
    """Where it could be meant: the latest incidents, each with a button that does it there."""
    async with deps.db.reading() as tx:
        latest = await tx.incidents.list_latest(limit=LATEST)
    if not latest:
        declare = kit.verb("Declare an incident", "declare", incident="", style="primary")
        return say("There is no incident yet.", kit.actions(declare))
    _, rest = incident_in(words)
    verb = error.verb or "show"
    open_first = sorted(latest, key=lambda one: not one.status.is_open)
    args = rest.partition(" ")[2].strip()
    return say(f"{error} Which one do you mean?", *choose(open_first, verb, args=args))
