"""The timeline's pages: by the time things happened, in both directions, without gap or repeat."""

from datetime import timedelta

from bot.domain.incident import Incident
from bot.domain.severity import Severity
from bot.domain.timeline import Entry, chain_is_whole
from storage import Database
from tests.conftest import MovingClock

ENTRIES = 1200


async def with_entries(db: Database, clock: MovingClock) -> int:
    """An incident with many entries, three to a second, some written late about earlier."""
    begun = clock()
    async with db.transaction(within=60) as tx:
        incident = await tx.incidents.add(
            Incident(title="x", severity=Severity.SEV2, declared_by="U1", declared_at=begun)
        )
        for number in range(ENTRIES):
            at = begun + timedelta(seconds=(number * 7 % ENTRIES) // 3)
            await tx.timeline.add(
                incident.id, kind="note_added", facts={"text": str(number)}, by="U1", at=at
            )
    return incident.id


def mark(entry: Entry) -> tuple[object, int]:
    return entry.at, entry.seq


async def test_older_pages_show_every_entry_once_by_the_time_it_happened(
    db: Database, clock: MovingClock
) -> None:
    incident = await with_entries(db, clock)
    seen: list[Entry] = []

    async with db.reading() as tx:
        page = await tx.timeline.page(incident, limit=70)
        while page:
            seen += page
            page = await tx.timeline.page(incident, before=(page[-1].at, page[-1].seq), limit=70)

    assert [mark(one) for one in seen] == sorted((mark(one) for one in seen), reverse=True)
    assert len({one.seq for one in seen}) == len(seen) == ENTRIES


async def test_newer_pages_lead_back_the_same_way(db: Database, clock: MovingClock) -> None:
    incident = await with_entries(db, clock)

    async with db.reading() as tx:
        newest = await tx.timeline.page(incident, limit=50)
        older = await tx.timeline.page(incident, before=(newest[-1].at, newest[-1].seq), limit=50)
        back = await tx.timeline.page(incident, after=(older[0].at, older[0].seq), limit=50)

    assert back == newest[::-1]


async def test_a_long_chain_is_whole(db: Database, clock: MovingClock) -> None:
    incident = await with_entries(db, clock)

    async with db.reading() as tx:
        entries = await tx.timeline.list_all(incident)

    assert chain_is_whole(entries)
