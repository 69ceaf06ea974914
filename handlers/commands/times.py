"""`/data-incident times`, `/data-incident times started 07:30`"""

from bot.domain.milestones import WORDS, read_milestone
from bot.domain.when import parse_moment
from bot.services import milestones
from bot.services.people import timezone_of
from bot.ui import kit
from bot.ui.text import Slack, when
from bot.ui.times import times as times_message
from bot.ui.times import times_form
from handlers.commands.subcommand import ANY, Call, subcommand
from handlers.deps import Deps
from handlers.reply import Reply, say


@subcommand(
    "times",
    "[started 07:30 | detected yesterday 14:05 | form]",
    help="read when what happened; set impact start and detection, correct the rest",
    when=ANY,
    rank=21,
)
async def times(call: Call, deps: Deps) -> Reply:
    word, _, moment = call.said.partition(" ")
    if not word:
        return await _list(call, deps)
    if word.lower() == "form" or not moment.strip():
        return await _form(call, word, deps)
    which = read_milestone(word)
    async with deps.change() as tx:
        incident = await call.here(tx)
        zone = await timezone_of(tx, call.user)
        at = parse_moment(moment, now=deps.now(), timezone=zone, past=True)
        changed = await milestones.correct(tx, incident, {which: at}, by=call.user, now=deps.now())
    show = kit.actions(kit.verb("Times", "times", incident=changed.id))
    return say(Slack(f"{changed.ref}: “{WORDS[which]}” is {when(at)} now."), show)


async def _list(call: Call, deps: Deps) -> Reply:
    async with deps.db.reading() as tx:
        incident = await call.here(tx)
        known = await milestones.known(tx, incident)
    shown = times_message(incident, known)
    return Reply(text=Slack(shown.text), blocks=shown.blocks)


async def _form(call: Call, word: str, deps: Deps) -> Reply:
    if word.lower() != "form":
        read_milestone(word)
    async with deps.db.reading() as tx:
        incident = await call.here(tx)
    return Reply(modal=times_form(incident, origin=call.origin))
