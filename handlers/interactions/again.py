"""Buttons that carry on where something stopped: take command and do it, open the form, declare it."""

from bot.domain.errors import AlreadyDone, NothingToChange
from bot.services import incidents
from bot.ui import kit
from bot.ui.again import may_now
from bot.ui.text import Slack
from handlers import payloads
from handlers.declare_form import Filled, draw
from handlers.deps import Deps
from handlers.dispatch import Verbs
from handlers.interactions.kinds import Press, action
from handlers.reading import incident_in, plain
from handlers.reply import Reply, say


@action("take_and_do")
async def on_take_and_do(press: Press, deps: Deps) -> Reply:
    """Take command of the incident named, then do what was refused, in its own words.

    A form that was refused is still open beneath: its words are in it, so it is only sent again.
    """
    number, words = incident_in(press.value)
    try:
        async with deps.change(step="take") as tx:
            incident = await tx.incidents.get(number or 0)
            await incidents.take_command(tx, incident, by=press.user, now=deps.now())
    except (NothingToChange, AlreadyDone):
        pass  # they command it already: what is left is to do it
    if not words:
        if press.view:
            return Reply(modal=may_now(number or 0))
        return say(f"You command DI-{number} now; press that button once more.")
    reply = await Verbs().run(payloads.call_of_press(press), deps)
    return reply if reply.modal else _done_too(number or 0, reply)


def _done_too(number: int, reply: Reply) -> Reply:
    """The answer to what was done, with the taking of command said first."""
    first, answer = Slack(f"You command DI-{number}."), reply.message()
    blocks = [kit.section(first), *answer["blocks"]]
    return Reply(text=Slack(f"{first} {answer['text']}"), blocks=blocks)


@action("open_again")
async def on_open_again(press: Press, deps: Deps) -> Reply:
    """The form that could not be opened, from a fresh trigger."""
    return await Verbs().run(payloads.call_of_press(press), deps)


@action("declare_this")
async def on_declare_this(press: Press, deps: Deps) -> Reply:
    """One word that is no verb, as the title of what is to be declared."""
    origin = {"channel": press.channel, "thread": press.thread_ts}
    filled = Filled(title=plain(press.value))
    return Reply(modal=await draw(deps, filled, user=press.user, origin=origin))
