"""The text of a postmortem: a function of the record and of what people wrote, in three dialects."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
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

from bot.domain import measures
from bot.domain.account import Account
from bot.domain.blameless import Cast
from bot.domain.incident import Detection, Incident
from bot.domain.lint import without_directives
from bot.domain.postmortem import CAUSAL, FROM_THE_RECORD, Postmortem, Section
from bot.domain.status import CauseClass
from bot.domain.timeline import Entry
from bot.ui import text
from bot.ui.dialect import MARKDOWN, PLAIN, SLACK, Dialect, Marked
from bot.ui.messages import headline

DIALECTS = {one.name: one for one in (MARKDOWN, SLACK, PLAIN)}
NOT_KNOWN = "not known"
NOTICED = {
    Detection.MONITOR: "a monitor",
    Detection.ENGINEER: "an engineer",
    Detection.STAKEHOLDER: "a person who uses the numbers, before any monitor",
}
ROWS_IN_SLACK = 60
TOKEN = re.compile(r"<([^<>]*)>")


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row of the timeline, or how many are left out at this place."""

    entry: Entry | None = None
    skipped: int = 0


@dataclass(frozen=True, kw_only=True)
class Part:
    """A section as it is shown."""

    section: Section
    title: str
    body: str


def markdown(account: Account, postmortem: Postmortem) -> str:
    """The whole file."""
    form = "short" if postmortem.short else "full"
    context = _context(account, postmortem, MARKDOWN, rows=None)
    made = _environment(MARKDOWN.name)
    drawn = made.get_template(f"postmortem/{form}.md.j2").render(
        **context,
        facts=Marked(_tidy(made.get_template("postmortem/facts.j2").render(**context))),
        sections=_parts(account, postmortem, MARKDOWN, context),
    )
    return f"{_tidy(drawn)}\n"


def parts(account: Account, postmortem: Postmortem) -> list[Part]:
    """The sections as Slack shows them; of a long timeline the first and last rows."""
    return _parts(
        account, postmortem, SLACK, _context(account, postmortem, SLACK, rows=ROWS_IN_SLACK)
    )


def words(account: Account, postmortem: Postmortem, section: Section) -> str:
    """One section as plain text, for the field it is edited in."""
    written = postmortem.sections.get(section)
    if written:
        return written
    context = _context(account, postmortem, PLAIN, rows=ROWS_IN_SLACK)
    return _body(account, postmortem, section, PLAIN, context)


def _parts(
    account: Account, postmortem: Postmortem, dialect: Dialect, context: Mapping[str, Any]
) -> list[Part]:
    return [
        Part(
            section=section,
            title=section.title,
            body=Marked(_body(account, postmortem, section, dialect, context)),
        )
        for section in postmortem.parts
    ]


def _body(
    account: Account,
    postmortem: Postmortem,
    section: Section,
    dialect: Dialect,
    context: Mapping[str, Any],
) -> str:
    causal = section in CAUSAL
    written = postmortem.sections.get(section)
    if written and section not in FROM_THE_RECORD:
        cast = account.cast
        said = without_directives(written)
        return dialect.block(cast.nameless(said) if causal else cast.named(said))
    template = _environment(dialect.name).get_template(f"postmortem/sections/{section}.j2")
    return _tidy(template.render({**context, "causal": causal}))


def _context(
    account: Account, postmortem: Postmortem, dialect: Dialect, *, rows: int | None
) -> dict[str, Any]:
    """All that the templates may use."""
    incident = account.incident
    unanswered = postmortem.unanswered(start_known=incident.started_at is not None)
    unclear = incident.cause in {None, CauseClass.NOT_KNOWN}
    answers = {key: without_directives(said) for key, said in postmortem.answers.items()}
    return {
        "account": account,
        "incident": incident,
        "answers": {"decisions": "", "factors": "", "limited": "", "lessons": "", "sooner": ""}
        | answers,
        "severities": account.severities,
        "noticed": NOTICED[incident.detection],
        "measures": _measures(incident),
        "cadence": measures.cadence(account.promises),
        "bad_days": sum(one.days for one in account.bad),
        "bad_assets": len({one.asset for one in account.bad}),
        "earliest_alerts": sorted(account.alerts, key=lambda one: one.started_at)[:10],
        "rows": _rows(account.timeline, rows),
        "unanswered": unanswered,
        "nothing_open": not (unanswered or unclear or account.not_restored or account.exceptions),
        "bullet": Marked(dialect.bullet),
        "inner": Marked(f"  {dialect.bullet}"),
        "causal": False,
    }


def _measures(incident: Incident) -> dict[str, timedelta | None]:
    return {
        "detect": measures.time_to_detect(incident),
        "acknowledge": measures.time_to_acknowledge(incident),
        "first_update": measures.time_to_first_update(incident),
        "silence": measures.felt_silence(incident),
        "mitigate": measures.time_to_mitigate(incident),
        "restore": measures.time_to_restore(incident),
        "impact": measures.impact_span(incident),
    }


def _rows(timeline: Sequence[Entry], most: int | None) -> list[Row]:
    if most is None or len(timeline) <= most:
        return [Row(entry=entry) for entry in timeline]
    half = most // 2
    first, last = timeline[:half], timeline[-half:]
    return [
        *(Row(entry=entry) for entry in first),
        Row(skipped=len(timeline) - 2 * half),
        *(Row(entry=entry) for entry in last),
    ]


def _tidy(drawn: str) -> str:
    """No blanks at the ends of templates, and one empty line where there were several."""
    return re.sub(r"\n{3,}", "\n\n", drawn).strip()


@cache
def _environment(name: str) -> Environment:
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
