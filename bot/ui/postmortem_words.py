"""The words of a postmortem's templates: their environment, and how people and times are written."""

import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from jinja2 import (
    Environment,
    PackageLoader,
    StrictUndefined,
    TemplateNotFound,
    UndefinedError,
    pass_context,
)
from jinja2.runtime import Context

from bot.domain.account import Account
from bot.domain.blameless import Cast
from bot.domain.timeline import Entry
from bot.ui import text
from bot.ui.dialect import MARKDOWN, PLAIN, SLACK, Dialect, Marked
from bot.ui.messages import headline

DIALECTS = {one.name: one for one in (MARKDOWN, SLACK, PLAIN)}
NOT_KNOWN = "not known"
TOKEN = re.compile(r"<([^<>]*)>")


@cache
def environment(name: str) -> Environment:
    """The templates' environment for one dialect, by its name."""
    dialect = DIALECTS[name]
    made = Environment(
        loader=PackageLoader("templates", ""),
        undefined=StrictUndefined,
        finalize=dialect.finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        autoescape=False,  # noqa: S701  # Markdown is no HTML: `finalize` escapes every expression
    )
    made.filters.update(_filters(dialect))
    return made


def _filters(dialect: Dialect) -> dict[str, Callable[..., Any]]:
    return {
        "block": pass_context(lambda ctx, said: dialect.block(_said(ctx, said))),
        "items": pass_context(lambda ctx, said: dialect.items(_said(ctx, said))),
        "words": pass_context(_said),
        "who": pass_context(_who),
        "headline": pass_context(_headline),
        "link": lambda url, label: Marked(dialect.link(url, label)),
        "at": lambda value: f"{value:%Y-%m-%d %H:%M} UTC" if value else "",
        "stamp": lambda value: f"{value:%Y-%m-%d %H:%M}",
        "span": lambda value: NOT_KNOWN if value is None else text.span(value),
        "days": text.days,
        "day": text.day,
        "sev": text.sev,
        "plural": text.plural,
        "short": text.short,
        "listed": _listed,
    }


def _said(context: Context, said: object) -> str:
    """What people wrote, with mentions as names; in causal sections with people as roles."""
    cast: Cast = context["account"].cast
    return cast.nameless(str(said)) if context["causal"] else cast.named(str(said))


def _who(context: Context, person: str) -> str:
    cast: Cast = context["account"].cast
    return cast.role(person) if context["causal"] else cast.name(person)


def _headline(context: Context, entry: Entry) -> str:
    """The line that the entry's message begins with, as plain words."""
    account: Account = context["account"]
    facts = {**account.about, **entry.facts, "by": entry.by, "seq": entry.seq}
    try:
        line = headline(entry.kind, facts)
    except (TemplateNotFound, UndefinedError):
        # Written by a version that called it otherwise, or knew less of it.
        return entry.kind.replace("_", " ").capitalize()
    return _spoken(line, account.cast)


def _spoken(line: str, cast: Cast) -> str:
    """A line of mrkdwn as plain words: names, labels and times instead of tokens."""

    def word(match: re.Match[str]) -> str:
        target, _, label = match.group(1).partition("|")
        if target.startswith("@"):
            return cast.name(target[1:])
        return label or target.lstrip("#!")

    plain = TOKEN.sub(word, line)
    return plain.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _listed(values: Sequence[object], most: int = 20) -> str:
    shown = [str(value) for value in values]
    if len(shown) > most:
        shown = [*shown[: most - 1], f"{len(shown) - most + 1} more"]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
