"""The one place where an error becomes an answer."""

import logging
import re

from bot.domain.errors import (
    AlreadyDone,
    BotError,
    Busy,
    NoIncidentHere,
    NotAllowed,
    UnknownAsset,
)
from bot.meters import Answered
from bot.ui import kit
from bot.ui.kit import Block
from bot.ui.lists import choose
from bot.ui.text import Slack
from handlers.deps import Deps
from handlers.reading import incident_in
from handlers.reply import Reply, say

log = logging.getLogger(__name__)

LATEST = 5
MOST = 2000
"""What a button can carry."""
NO_MENTION = re.compile(r"<(?![@#][UWCG][A-Z0-9]+>)")
APOLOGY = (
    "Something went wrong on our side; nothing was changed. Please try it once more; if it happens "
    "again, the bot's log has the details."
)


async def answer_to(error: Exception, deps: Deps, *, words: str = "") -> Reply:
    """The sentence for a person, with buttons that lead on. `words` is what was tried, as typed."""
    deps.meters.requests.ends(_outcome(error))
    if isinstance(error, NotAllowed) and error.may_take:
        return say(Slack(str(error)), kit.actions(_take_first(error, words)))
    if isinstance(error, NoIncidentHere):
        return await _latest(error, deps, words=words)
    if isinstance(error, AlreadyDone):
        return say(str(error), kit.actions(*_from_here(words)))
    if isinstance(error, UnknownAsset) and error.typed in words:
        return say(Slack(_trusted(error)), *_instead(error, words))
    if isinstance(error, BotError):
        return say(Slack(_trusted(error)))
    log.error("a handler failed", exc_info=error)
    return say(APOLOGY)


def _from_here(words: str) -> list[kit.Block]:
    """What became of it, and what can be done next."""
    number, _ = incident_in(words)
    return [
        kit.verb("How it stands", "show", incident=number or ""),
        kit.verb("What fits now", "help", incident=number or ""),
    ]


def _outcome(error: Exception) -> Answered:
    if isinstance(error, Busy):
        return "busy"
    return "refused" if isinstance(error, BotError) else "failed"


def _take_first(error: NotAllowed, words: str) -> kit.Block:
    """Take command, and do what was tried; what is too long for a button is sent again by hand."""
    known, _ = incident_in(words)
    value = words if known is not None else f"DI-{error.incident} {words}".strip()
    if len(value) > MOST:
        return kit.verb("Take command", "take", incident=error.incident, style="primary")
    return kit.button("Take command and do it", "take_and_do", value=value, style="primary")


def _trusted(error: BotError) -> str:
    """Our sentences hold mentions on purpose; what people typed in them must not ping or link."""
    return NO_MENTION.sub("&lt;", str(error))


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
    verb, args = error.verb or "show", rest.partition(" ")[2].strip()
    asked = "Which one do you mean?"
    if len(args) > MOST - 40:
        # A button could carry only part of it, and half a note is worse than none.
        verb, args = "show", ""
        asked = "That is too long for a button: write it once more with one of these numbers first."
    open_first = sorted(latest, key=lambda one: not one.status.is_open)
    return say(f"{error} {asked}", *choose(open_first, verb, args=args))


def from_long_ago(value: str) -> Reply:
    """A button that nothing knows any more: what leads on from here."""
    number, _ = incident_in(value)
    buttons = [kit.verb("What fits now", "help", incident=number or "")]
    if number is not None:
        buttons.insert(0, kit.verb(f"Show DI-{number}", "show", incident=number))
    return say(
        "This button is from an older version of the bot and does nothing any more.",
        kit.actions(*buttons),
    )
