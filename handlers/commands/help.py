"""`/data-incident help`, `/data-incident help all`, `/data-incident help take`"""

import difflib
import inspect
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

import handlers.commands
from bot.domain.errors import NoIncidentHere
from bot.domain.incident import Incident
from bot.domain.status import OPEN
from bot.ui import help as pages
from bot.ui import kit
from bot.ui.kit import Message
from bot.ui.text import Slack, escape
from handlers.commands.subcommand import OVER, Call, Subcommand, subcommand
from handlers.deps import Deps
from handlers.discover import discover
from handlers.reply import Reply, say

SHOWN = 8
COMMAND = "/data-incident"
EXAMPLE = re.compile(r"`(/data-incident [^`]+)`")


@subcommand(
    "help",
    "[all | <verb>]",
    help="show what fits here and now, everything, or how one verb is written",
    aliases=("?",),
    rank=9,
)
async def help(call: Call, deps: Deps) -> Reply:  # noqa: A001  # the verb's name
    word = call.said.lower().strip("` ").removeprefix("/data-incident").strip()
    if word == "all":
        return _reply(pages.everything(_grouped(registry().values())))
    here = await _here(call, deps)
    if not word:
        return _reply(_fitting(here))
    return _one(word.split()[0], incident=here.id if here else 0)


@cache
def registry() -> Mapping[str, Subcommand]:
    """Every subcommand by name, found as the dispatcher finds them (which imports this file)."""
    return discover(handlers.commands, Subcommand)


def examples_of(verb: Subcommand) -> list[str]:
    """The examples that the file of a verb opens with."""
    module = inspect.getmodule(verb.run)
    return EXAMPLE.findall((module.__doc__ or "") if module else "")


async def _here(call: Call, deps: Deps) -> Incident | None:
    async with deps.db.reading() as tx:
        try:
            return await call.here(tx)
        except NoIncidentHere:
            return None


def _fitting(here: Incident | None) -> Message:
    """The eight that fit: by the incident's status, then those that need no incident."""
    everything = [verb for verb in registry().values() if verb is not help]
    fit = [verb for verb in everything if here and here.status in verb.when]
    fit = _ranked(fit) + _ranked(verb for verb in everything if not verb.when)
    shown = fit[:SHOWN]
    return pages.fitting(
        [_line(verb) for verb in shown],
        ref=here.ref if here else "",
        status=here.status if here else "",
        incident=here.id if here else 0,
        more=len(everything) - len(shown),
    )


def _grouped(verbs: Iterable[Subcommand]) -> dict[str, Sequence[pages.Line]]:
    """By when they fit, in the order of an incident's life."""
    groups: dict[str, list[pages.Line]] = {
        "Anywhere": [],
        "While an incident is open": [],
        "At any time in an incident": [],
        "When an incident is over": [],
    }
    names = list(groups)
    for verb in _ranked(verbs):
        if not verb.when:
            group = names[0]
        elif verb.when <= OPEN:
            group = names[1]
        elif verb.when <= OVER:
            group = names[3]
        else:
            group = names[2]
        groups[group].append(_line(verb))
    return {name: lines for name, lines in groups.items() if lines}


def _one(word: str, *, incident: int) -> Reply:
    verbs = registry()
    by_word = {alias: verb for verb in verbs.values() for alias in (verb.name, *verb.aliases)}
    verb = by_word.get(word)
    if verb is None:
        near = difflib.get_close_matches(word, by_word, n=3, cutoff=0.5)
        names = dict.fromkeys(by_word[match].name for match in near)
        buttons = [kit.verb(f"Help for {name}", "help", incident="", args=name) for name in names]
        buttons.append(kit.verb("Show all", "help", incident="", args="all"))
        return say(Slack(f"“{escape(word[:80])}” is no verb."), kit.actions(*buttons))
    return _reply(pages.one(_line(verb), examples_of(verb), incident=incident))


def _ranked(verbs: Iterable[Subcommand]) -> list[Subcommand]:
    return sorted(verbs, key=lambda verb: (verb.rank, verb.name))


def _line(verb: Subcommand) -> pages.Line:
    examples = examples_of(verb)
    return pages.Line(
        name=verb.name,
        usage=verb.usage,
        help=verb.help,
        aliases=verb.aliases,
        example=examples[0].removeprefix(COMMAND).strip() if examples else "",
    )


def _reply(message: Message) -> Reply:
    return Reply(text=Slack(message.text), blocks=message.blocks)
