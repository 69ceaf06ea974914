"""Timeline entries: numbered, chained and written together at the end of the transaction."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select, tuple_, update

from bot.domain.timeline import Entry, chain_hash, content_hash
from storage import rows
from storage.repository import Repository, Written
from storage.tables import EntryRow, IncidentRow
from storage.types import table

ENTRIES = table(EntryRow)
INCIDENTS = table(IncidentRow)
LOCKED_END = (
    select(INCIDENTS.c.seq, INCIDENTS.c.head)
    .where(INCIDENTS.c.id == bindparam("of_id"))
    .with_for_update()
)
ONE = select(ENTRIES).where(
    ENTRIES.c.incident == bindparam("of_id"), ENTRIES.c.seq == bindparam("of_seq")
)
ALL = select(ENTRIES).where(ENTRIES.c.incident == bindparam("of_id")).order_by(ENTRIES.c.seq)
OF_KINDS = ALL.where(ENTRIES.c.kind.in_(bindparam("kinds", expanding=True)))
# Built once: a page is turned while somebody waits.
PLACE = (ENTRIES.c.at, ENTRIES.c.seq)
MARK = tuple_(bindparam("mark_at", type_=ENTRIES.c.at.type), bindparam("mark_seq"))
OF_ONE = select(ENTRIES).where(ENTRIES.c.incident == bindparam("of_id")).limit(bindparam("most"))
NEWEST = OF_ONE.order_by(*(column.desc() for column in PLACE))
OLDER = NEWEST.where(tuple_(*PLACE) < MARK)
NEWER = OF_ONE.where(tuple_(*PLACE) > MARK).order_by(*PLACE)
END = update(INCIDENTS).where(INCIDENTS.c.id == bindparam("of_id"))
ENDS = """UPDATE incident SET seq = new_end.seq, head = new_end.head
FROM json_to_recordset(CAST(:ends AS json)) AS new_end(of_id bigint, seq bigint, head text)
WHERE incident.id = new_end.of_id"""


class Timeline(Repository):
    def __init__(self, tx: Any) -> None:
        super().__init__(tx)
        self._heads: dict[int, tuple[int, str]] = {}
        self._gathered: list[dict[str, Any]] = []

    def begin(self, incident: int, *, seq: int, head: str) -> None:
        """Learn the end of an incident's chain, as read under its lock."""
        self._heads.setdefault(incident, (seq, head))

    async def add(
        self, incident: int, *, kind: str, facts: Mapping[str, Any], by: str, at: datetime
    ) -> int:
        """Append an entry and return its number. `facts` must be plain JSON values."""
        if incident not in self._heads:
            await self._learn(incident)
        seq, head = self._heads[incident]
        seq += 1
        content = content_hash(kind, facts, by, at)
        head = chain_hash(head, content, seq)
        self._heads[incident] = (seq, head)
        self._gathered.append(
            {
                "incident": incident,
                "seq": seq,
                "kind": kind,
                "facts": dict(facts),
                "by": by,
                "at": at,
                "written_at": self.now,
                "content_hash": content,
                "hash": head,
                "struck": False,
                "edited": "",
            }
        )
        return seq

    def gathered(self) -> list[Written]:
        """The entries and the new ends of the chains."""
        entries, self._gathered = self._gathered, []
        if not entries:
            return []
        changed = {row["incident"]: self._heads[row["incident"]] for row in entries}
        ends = [{"of_id": one, "seq": seq, "head": head} for one, (seq, head) in changed.items()]
        return [self.adding(ENTRIES, entries), Written("ends", ENDS, END, ends)]

    async def get(self, incident: int, seq: int) -> Entry | None:
        """One entry, or None."""
        await self.flush()
        row = await self.first(ONE, {"of_id": incident, "of_seq": seq})
        return rows.of(Entry, row) if row else None

    async def list_all(self, incident: int, *, kinds: Sequence[str] = ()) -> list[Entry]:
        """All entries by number, of some kinds only if named."""
        await self.flush()
        values = {"of_id": incident, "kinds": list(kinds)}
        found = await self.all(OF_KINDS if kinds else ALL, values)
        return rows.list_of(Entry, found)

    async def page(
        self,
        incident: int,
        *,
        before: tuple[datetime, int] | None = None,
        after: tuple[datetime, int] | None = None,
        limit: int = 50,
        without: Sequence[str] = (),
    ) -> list[Entry]:
        """The newest entries by the time they happened, newest first (keyset).

        `before` a (time, number) mark the nearest ones before it, or `after` one the nearest after it,
        oldest first.
        """
        await self.flush()
        query = OLDER if before else NEWER if after else NEWEST
        if without:
            query = query.where(ENTRIES.c.kind.not_in(without))
        at, seq = before or after or (None, None)
        values = {"of_id": incident, "mark_at": at, "mark_seq": seq, "most": limit}
        return rows.list_of(Entry, await self.all(query, values))

    async def count(self, incident: int) -> int:
        """How many entries there are."""
        await self.flush()
        query = select(func.count()).select_from(ENTRIES).where(ENTRIES.c.incident == incident)
        return int((await self.connection.execute(query)).scalar_one())

    async def mark(
        self, incident: int, seq: int, *, struck: bool | None = None, edited: str | None = None
    ) -> None:
        """Change the present reading of an entry; what was written stays."""
        await self.flush()
        changes: dict[str, Any] = {}
        if struck is not None:
            changes["struck"] = struck
        if edited is not None:
            changes["edited"] = edited
        await self.connection.execute(
            update(ENTRIES)
            .where(ENTRIES.c.incident == incident, ENTRIES.c.seq == seq)
            .values(**changes)
        )

    async def _learn(self, incident: int) -> None:
        row = await self.first(LOCKED_END, {"of_id": incident})
        self._heads[incident] = (row.seq, row.head) if row else (0, "")
