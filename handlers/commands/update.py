"""`/data-incident update The loader is fixed; Tuesday is being reloaded`"""

from dataclasses import replace
from datetime import datetime

from bot.domain.status import OPEN
from bot.domain.telling import WORDS_MAX
from bot.domain.when import parse_moment, split_moment
from bot.services import drafts, updates
from bot.services.people import timezone_of
from bot.ui import kit, update_words
from bot.ui import update as look
from bot.ui.text import Slack, when
from handlers.commands.subcommand import Call, subcommand
from handlers.deps import Deps
from handlers.reply import Reply, say

NOTHING = frozenset({"nothing", "nothing new"})


@subcommand(
    "update",
    "[nothing | later <when> <why> | eta <when> | <words>]",
    help="tell people how it stands, and when the next word comes",
    aliases=("next", "eta"),
    when=OPEN,
    rank=3,
)
async def update(call: Call, deps: Deps) -> Reply:
    if call.word in {"next", "eta"}:
        return await STEPS[call.word](call, deps)
    step, _, rest = call.said.partition(" ")
    if call.said.lower().rstrip(".") in NOTHING:
        return await _nothing_new(call, deps)
    if step.lower() in STEPS and await _is_a_time(call, rest.strip(), deps):
        return await STEPS[step.lower()](call.with_text(rest.strip()), deps)
    return await _form(call, deps, words=call.said)


async def _form(call: Call, deps: Deps, *, words: str = "", eta: datetime | None = None) -> Reply:
    """The form, with the words typed, or else with those of the last update."""
    if len(words) > WORDS_MAX:
        long = (
            f"An update holds {WORDS_MAX:,} characters; that was {len(words):,}. Nothing was sent:"
        )
        return say(long, *kit.paragraphs(words))
    async with deps.db.reading() as tx:
        incident = await call.here(tx)
        start = await drafts.start(tx, incident, by=call.user, now=deps.now())
    said = update_words.prefilled(incident, start.last, start.next_due, now=deps.now())
    said = replace(said, words=words or said.words, eta=eta or said.eta)
    return Reply(
        modal=look.update_modal(
            incident,
            said,
            update_words.readers(incident, start.people, start.channels),
            call.origin,
            origin=start.origin,
        )
    )


async def _eta(call: Call, deps: Deps) -> Reply:
    """The form, with the time at which the data will be safe to use."""
    if not call.said:
        return await _form(call, deps)
    async with deps.db.reading() as tx:
        zone = await timezone_of(tx, call.user)
    eta, words = split_moment(call.said, now=deps.now(), timezone=zone, field="eta")
    if eta is None:
        eta, words = parse_moment(call.said, now=deps.now(), timezone=zone, field="eta"), ""
    return await _form(call, deps, words=words, eta=eta)


async def _nothing_new(call: Call, deps: Deps) -> Reply:
    async with deps.change() as tx:
        incident = await call.here(tx)
        words = update_words.first_words(incident.status) if incident.status.is_open else ""
        posted = await updates.nothing_new(tx, incident, words=words, by=call.user, now=deps.now())
    return say(update_words.posted(posted.update, posted.people, posted.channels))


async def _later(call: Call, deps: Deps) -> Reply:
    """Move the next word: at once with a time and a reason, else by the form."""
    async with deps.db.reading() as tx:
        incident = await call.here(tx)
        start = await drafts.start(tx, incident, by=call.user, now=deps.now())
        zone = await timezone_of(tx, call.user)
    due, reason = split_moment(call.said, now=deps.now(), timezone=zone, field="due")
    if due is None or not reason:
        proposed = due or start.next_due
        return Reply(modal=look.later_modal(incident, proposed, reason, call.origin))
    async with deps.change() as tx:
        incident = await call.here(tx)
        await updates.move_word(tx, incident, due, reason=reason, by=call.user, now=deps.now())
    return say(Slack(f"The next word is promised by {when(due)}."))


STEPS = {"eta": _eta, "next": _later, "later": _later}


async def _is_a_time(call: Call, rest: str, deps: Deps) -> bool:
    """Whether `next …` and `later …` begin with a time; otherwise they are the words of an update."""
    if not rest:
        return True
    async with deps.db.reading() as tx:
        zone = await timezone_of(tx, call.user)
    return split_moment(rest, now=deps.now(), timezone=zone)[0] is not None
