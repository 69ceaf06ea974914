"""`/data-incident action @ana add a not-null test by Friday`, `/data-incident action done 2`,
`/data-incident action drop 2 the source is going away`, `/data-incident action mine`
"""

import re
from dataclasses import replace
from datetime import date

from bot.domain.action_item import Wish
from bot.domain.action_words import read_wish
from bot.domain.errors import InvalidInput
from bot.domain.lint import lint_item
from bot.domain.when import day_of, parse_day
from bot.services import action_items
from bot.ui import action_items as shown
from bot.ui.kit import Message
from bot.ui.text import Slack, day
from handlers.commands.subcommand import ANY, Call, subcommand
from handlers.deps import Deps
from handlers.reading import incident_in, people_in, plain
from handlers.reply import Reply, say
from storage import Transaction

STEP = re.compile(
    r"(done|drop|edit|due|page)\s+(?:di-?(\d{1,9})\.)?#?(\d{1,6})\b\s*", re.IGNORECASE
)
MENTION = re.compile(r"\s*<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>[\s,:]*")
NAME = re.compile(r"\s*@([\w.-]{1,80})[\s,:]*")


@subcommand(
    "action",
    "[@owner <what> by <day> [detect|prevent|mitigate|process] | done 2 | drop 2 <why> | mine]",
    help="list action items, or file, finish, move or drop one",
    aliases=("actions", "todo"),
    when=ANY,
    rank=20,
)
async def action(call: Call, deps: Deps) -> Reply:
    number, text = incident_in(call.text)
    if number is not None and not text.startswith("."):
        call = replace(call, incident=number, text=text)
    word = call.said.lower()
    if word == "mine":
        return await _mine(call, deps)
    if word in {"", "list"}:
        return await _list(call, deps, page=1)
    if word in {"new", "add", "form"}:
        return await _form(call, Wish(text=""), deps)
    step = STEP.match(call.text)
    if step is None:
        return await _file(call, deps)
    if step[2]:
        call = replace(call, incident=int(step[2]))
    rest = plain(call.text[step.end() :])
    return await _step(call, step[1].lower(), int(step[3]), rest, deps)


async def _step(call: Call, step: str, number: int, rest: str, deps: Deps) -> Reply:
    """What is done with one item; without the words it needs, its form."""
    if step == "page":
        return await _list(call, deps, page=max(1, number))
    if step == "done":
        return await _done(call, number, rest, deps)
    if step == "drop" and rest:
        return await _drop(call, number, rest, deps)
    if step == "due" and rest:
        return await _move(call, number, rest, deps)
    async with deps.db.reading() as tx:
        incident = await call.here(tx)
        item = await action_items.find(tx, incident, number)
    if step == "drop":
        return Reply(modal=shown.drop_form(item, origin=call.origin))
    if step == "due":
        return Reply(modal=shown.move_form(item, origin=call.origin))
    return Reply(modal=shown.item_form(incident, item.wish, origin=call.origin, item=number))


async def _list(call: Call, deps: Deps, *, page: int) -> Reply:
    async with deps.db.reading() as tx:
        incident = await call.here(tx)
        items = await tx.action_items.list_of([incident.id])
        today = await _today(tx, call, deps)
    return _reply(shown.listed(incident, items, today=today, page=page))


async def _mine(call: Call, deps: Deps) -> Reply:
    async with deps.db.reading() as tx:
        items = await tx.action_items.list_open_of_owner(call.user)
        today = await _today(tx, call, deps)
    return _reply(shown.mine(items, today=today))


async def _form(call: Call, wish: Wish, deps: Deps, *, note: str = "") -> Reply:
    async with deps.db.reading() as tx:
        incident = await call.here(tx)
    return Reply(modal=shown.item_form(incident, wish, origin=call.origin, note=note))


async def _file(call: Call, deps: Deps) -> Reply:
    """File what was typed; what cannot be filed so is in a form, with all its words."""
    async with deps.db.reading() as tx:
        await call.here(tx)
        today = await _today(tx, call, deps)
        owner, text, note = await _owner(tx, call.text)
    wish = read_wish(text, today=today, owner=owner)
    if note or not wish.text:
        return await _form(call, wish, deps, note=note)
    try:
        async with deps.change() as tx:
            incident = await call.here(tx)
            item = await action_items.file(tx, incident, wish, by=call.user, now=deps.now())
    except InvalidInput as error:
        return await _form(call, replace(wish, due=None), deps, note=str(error))
    advice = [(finding.quote, finding.say) for finding in lint_item(item.ref, item.text)]
    return _reply(shown.filed(item, advice))


async def _owner(tx: Transaction, typed: str) -> tuple[str, str, str]:
    """(owner, the words without a leading mention, what to say when the name is nobody's)."""
    leading = MENTION.match(typed)
    if leading is not None:
        return leading[1], plain(typed[leading.end() :]), ""
    named = NAME.match(plain(typed))
    if named is None:
        return next(iter(people_in(typed)), ""), plain(typed), ""
    rest = plain(typed)[named.end() :]
    person = await tx.people.find(named[1])
    if person is None:
        return "", rest, f"Nobody here is known as @{named[1]}; choose who owns it."
    return person.id, rest, ""


async def _done(call: Call, number: int, note: str, deps: Deps) -> Reply:
    async with deps.change() as tx:
        incident = await call.here(tx)
        item = await action_items.complete(
            tx, incident, number, note=note, by=call.user, now=deps.now()
        )
    return say(Slack(f":white_check_mark: {item.ref} is done."))


async def _drop(call: Call, number: int, reason: str, deps: Deps) -> Reply:
    async with deps.change() as tx:
        incident = await call.here(tx)
        item = await action_items.drop(
            tx, incident, number, reason=reason, by=call.user, now=deps.now()
        )
    return say(Slack(f"{item.ref} is dropped; the reason is kept."))


async def _move(call: Call, number: int, words: str, deps: Deps) -> Reply:
    async with deps.change() as tx:
        incident = await call.here(tx)
        due = parse_day(words.removeprefix("by ").strip(), today=await _today(tx, call, deps))
        item = await action_items.move(tx, incident, number, due, by=call.user, now=deps.now())
    return say(Slack(f"{item.ref} is due {day(due)} now."))


async def _today(tx: Transaction, call: Call, deps: Deps) -> date:
    """What day it is for the person who asks."""
    person = await tx.people.find(call.user)
    return day_of(deps.now(), person.timezone if person else deps.policy.timezone)


def _reply(message: Message) -> Reply:
    return Reply(text=Slack(message.text), blocks=message.blocks)
