"""The text of a postmortem: a function of the record and of what people wrote, in three dialects."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.domain import measures
from bot.domain.account import Account
from bot.domain.incident import Detection, Incident
from bot.domain.lint import without_directives
from bot.domain.postmortem import CAUSAL, FROM_THE_RECORD, Postmortem, Section
from bot.domain.status import CauseClass
from bot.domain.timeline import Entry
from bot.ui.dialect import MARKDOWN, PLAIN, SLACK, Dialect, Marked
from bot.ui.postmortem_words import environment

NOTICED = {
    Detection.MONITOR: "a monitor",
    Detection.ENGINEER: "an engineer",
    Detection.STAKEHOLDER: "a person who uses the numbers, before any monitor",
}
ROWS_IN_SLACK = 60


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
    made = environment(MARKDOWN.name)
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
    template = environment(dialect.name).get_template(f"postmortem/sections/{section}.j2")
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
