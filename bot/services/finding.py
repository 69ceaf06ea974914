"""Which incidents there are: the open ones, one by its number, and those found by words."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.domain.errors import IncidentNotFound
from bot.domain.finding import NUMBER, Found, rank, words_of
from bot.domain.incident import Incident
from bot.domain.permission import may_command
from bot.domain.severity import Severity
from storage import Transaction

PAGE = 10
MOST = 10


@dataclass(frozen=True, kw_only=True)
class Page:
    """Some of the open incidents, worst first; `more` says that a page follows."""

    incidents: Sequence[Incident]
    number: int
    more: bool


async def open_page(tx: Transaction, number: int) -> Page:
    """One page of the open incidents; the first is 1."""
    number = max(1, min(number, 1000))
    found = await tx.incidents.list_open(limit=PAGE + 1, offset=(number - 1) * PAGE)
    return Page(incidents=found[:PAGE], number=number, more=len(found) > PAGE)


async def search(tx: Transaction, text: str) -> list[Found]:
    """Incidents by number (`DI-7`), title, summary, asset and postmortem, the best first."""
    named = [
        await _numbered(tx, int(number)) for number in re.findall(r"(?i)\bdi-?(\d{1,9})", text)
    ]
    words = words_of(re.sub(r"(?i)\bdi-?\d{1,9}\b", " ", text))
    by_words = rank(await tx.finding.candidates(words), words)
    found = {hit.incident.id: hit for hit in [*(one for one in named if one), *by_words]}
    return list(found.values())[:MOST]


async def is_on_data_team(tx: Transaction, person: str) -> bool:
    """Whether our own words are meant for this person, or those that readers of numbers use."""
    return may_command(person, data_team=await tx.people.ids(tx.policy.data_team))


async def labels_for(tx: Transaction, person: str) -> Mapping[Severity, str] | None:
    """How severities are spelt out for this person; None for those who use our own words."""
    if await is_on_data_team(tx, person):
        return None
    return {severity: tx.policy.of(severity).label for severity in Severity}


async def _numbered(tx: Transaction, number: int) -> Found | None:
    try:
        incident = await tx.incidents.get(number)
    except IncidentNotFound:
        return None
    kept = await tx.postmortems.find(number)
    return Found(incident=incident, score=0, where=(NUMBER,), postmortem=kept is not None)
