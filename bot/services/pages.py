"""Pages of the timeline: by the time things happened, as they read at present."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.incident import Incident
from bot.domain.timeline import Entry, Page
from bot.services.record import about
from storage import Transaction

PAGE = 20
Mark = tuple[datetime, int]


async def newest(tx: Transaction, incident: Incident) -> Page:
    """The last page."""
    return await older(tx, incident, before=None)


async def older(tx: Transaction, incident: Incident, *, before: Mark | None) -> Page:
    """The page before an entry (its time and number); without one the last page."""
    found = await tx.timeline.page(incident.id, before=before, limit=PAGE + 1)
    more, entries = len(found) > PAGE, found[:PAGE][::-1]
    return await _page(tx, incident, entries, older=more, newer=before is not None)


async def newer(tx: Transaction, incident: Incident, *, after: Mark) -> Page:
    """The page after an entry."""
    found = await tx.timeline.page(incident.id, after=after, limit=PAGE + 1)
    return await _page(tx, incident, found[:PAGE], older=True, newer=len(found) > PAGE)


async def _page(
    tx: Transaction, incident: Incident, entries: Sequence[Entry], *, older: bool, newer: bool
) -> Page:
    total = await tx.timeline.count(incident.id)
    read = [_as_it_reads(incident, entry) for entry in entries]
    return Page(entries=read, total=total, older=older, newer=newer)


def _as_it_reads(incident: Incident, entry: Entry) -> Entry:
    """The entry with all that its template may say, an edited text in place of the first one."""
    facts = {**about(incident), **entry.facts, "by": entry.by, "seq": entry.seq}
    if entry.edited:
        facts["text"] = entry.edited
    # Of an entry that is about another one (struck, edited), its own number is the one it names.
    return replace(entry, facts={**facts, "seq": entry.facts.get("seq", entry.seq)})
