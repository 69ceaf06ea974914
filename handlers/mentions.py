"""What people say to the bot in a message: the same verbs, where no form can be opened."""

import re
from dataclasses import replace

from bot.domain.errors import AlreadyDone, BotError, IncidentNotFound, NoIncidentHere
from bot.services.situations import here
from bot.ui import kit
from handlers.commands.subcommand import Call
from handlers.deps import Deps
from handlers.dispatch import Verbs
from handlers.errors import answer_to
from handlers.reading import incident_in
from handlers.reply import Reply, say


def words_for(text: str, *, bot_user: str) -> str | None:
    """What is said to the bot: all that follows a mention at the beginning; one in the middle of a
    sentence counts when a verb follows, else people are only talking about it (None)."""
    who = re.escape(bot_user) if bot_user else "[UW][A-Z0-9]+"
    found = re.search(rf"<@{who}(?:\|[^<>]*)?>[\s,:]*", text)
    if found is None:
        return None
    before, words = text[: found.start()].strip(), text[found.end() :].strip()
    return words if not before or Verbs().knows(words) else None


async def answer(call: Call, deps: Deps) -> Reply | None:
    """Carry out what was said; a form becomes a button that opens it. None: done before."""
    try:
        reply = await Verbs().run(call, deps)
    except AlreadyDone:
        return None
    except BotError as error:
        return await answer_to(error, deps, words=call.text)
    if reply.modal is None:
        return reply
    again = await _named(replace(call, text=reply.again or call.text), deps)
    button = kit.button("Open the form", "open_again", value=again[:1900], style="primary")
    return say("This needs a form; press to open it.", kit.actions(button))


async def _named(call: Call, deps: Deps) -> str:
    """The words with the incident's number in front: a button does not know its thread."""
    number, _ = incident_in(call.text)
    if number is not None:
        return call.text
    try:
        async with deps.db.reading() as tx:
            incident = await here(tx, channel=call.channel, thread_ts=call.thread_ts)
    except (NoIncidentHere, IncidentNotFound):
        return call.text
    return f"{incident.ref} {call.text}"
