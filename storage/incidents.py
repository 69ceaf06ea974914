"""Incidents, who works on them and what they are about."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any
from zlib import crc32

from sqlalchemy import Integer, Select, bindparam, case, cast, delete, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Row

from bot.domain.errors import AlreadyDone, IncidentNotFound
from bot.domain.incident import Incident
from bot.domain.likeness import gist
from bot.domain.status import OPEN, Status
from storage import rows
from storage.repository import Repository, Written
from storage.tables import IncidentAssetRow, IncidentRow, KeyRow, ResponderRow
from storage.types import table

INCIDENTS = table(IncidentRow)
LINKS = table(IncidentAssetRow)
RESPONDERS = table(ResponderRow)
KEYS = table(KeyRow)
ABOVE = "numbers:above:"
"""On SQLite, where a number is one more than the highest: keys that name a number not to be used."""
HIGHEST = func.max(cast(func.substr(KEYS.c.key, len(ABOVE) + 1), Integer))
TAKEN = select(HIGHEST).where(KEYS.c.key.between(ABOVE, f"{ABOVE}~")).scalar_subquery()
KEPT = select(func.max(INCIDENTS.c.id)).scalar_subquery()
# NULL is left to the database.
NEXT = case((func.coalesce(KEPT, 0) < TAKEN, TAKEN + 1))
# Built once: building one of 40 columns anew costs as much as carrying it out.
ADD = {
    "postgresql": postgresql.insert(INCIDENTS).on_conflict_do_nothing().returning(INCIDENTS.c.id),
    "sqlite": sqlite.insert(INCIDENTS)
    .values(id=NEXT)
    .on_conflict_do_nothing()
    .returning(INCIDENTS.c.id),
}
SAVE = update(INCIDENTS).where(INCIDENTS.c.id == bindparam("of_id"))
BY_KEY = select(INCIDENTS).where(INCIDENTS.c.key == bindparam("of_key"))
BY_ID = select(INCIDENTS).where(INCIDENTS.c.id == bindparam("of_id"))
BY_CHANNEL = (
    select(INCIDENTS)
    .where(INCIDENTS.c.channel == bindparam("of_channel"))
    .order_by(INCIDENTS.c.id.desc())
    .limit(1)
)
LED_BY = (
    select(INCIDENTS)
    .where(
        INCIDENTS.c.status.in_(list(OPEN)),
        or_(
            INCIDENTS.c.commander == bindparam("leader"),
            INCIDENTS.c.comms_lead == bindparam("leader"),
        ),
    )
    .order_by(INCIDENTS.c.id)
)
LOCKED = {query: query.with_for_update() for query in (BY_ID, BY_CHANNEL, LED_BY)}
TITLES_SINCE = (
    select(INCIDENTS.c.id, INCIDENTS.c.title)
    .where(
        INCIDENTS.c.declared_at >= bindparam("since"),
        INCIDENTS.c.status.in_(list(OPEN)),
        INCIDENTS.c.drill == bindparam("drills"),
    )
    .order_by(INCIDENTS.c.id.desc())
    .limit(50)
)
ASSETS_OF = (
    select(LINKS.c.asset)
    .where(LINKS.c.incident == bindparam("of_id"))
    .order_by(LINKS.c.at, LINKS.c.asset)
)
RESPONDERS_OF = (
    select(RESPONDERS.c.person, RESPONDERS.c.role)
    .where(RESPONDERS.c.incident == bindparam("of_id"))
    .order_by(RESPONDERS.c.id)
)
DECLARING = 7_421_504
"""The class of PostgreSQL's advisory locks under which what is alike is declared."""
LOCKS = 2**31
WAIT = select(func.pg_advisory_xact_lock(DECLARING, bindparam("number", type_=Integer)))


class Incidents(Repository):
    """What this transaction has added itself, nobody else can have changed: it is not asked again."""

    def __init__(self, tx: Any) -> None:
        super().__init__(tx)
        self._assets: dict[int, list[int]] = {}
        self._responders: dict[int, list[tuple[str, str]]] = {}
        self._joined: list[dict[str, Any]] = []

    async def add(self, incident: Incident, *, key: str | None = None) -> Incident:
        """Keep a new incident and give it its number; AlreadyDone when its key has declared one.

        The unique column decides, also between two replicas at the same instant.
        """
        values = {**rows.values(incident), "key": key or None, "search": _search(incident)}
        statement = ADD[self.connection.dialect.name]
        added = await self.connection.execute(statement, {**values, "seq": 0, "head": ""})
        number = added.scalar_one_or_none()
        if number is None:
            raise AlreadyDone(key or "")
        self.tx.timeline.begin(number, seq=0, head="")
        self._assets[number], self._responders[number] = [], []
        return replace(incident, id=number)

    async def number_above(self, number: int) -> None:
        """Give no number up to this one any more: an incident that the record has lost had it."""
        if self.connection.dialect.name == "postgresql":
            sequence = func.pg_get_serial_sequence(INCIDENTS.name, "id")
            kept = select(func.max(INCIDENTS.c.id)).scalar_subquery()
            highest = func.greatest(number, func.nextval(sequence) - 1, kept)
            await self.connection.execute(select(func.setval(sequence, highest)))
        else:
            await self.add_if_new(KEYS, {"key": f"{ABOVE}{number}", "at": self.now})

    async def wait_for_alike(self, title: str, assets: Sequence[int]) -> None:
        """Wait for whoever declares what says the same or is about the same asset just now.

        On SQLite there is one writer anyway. The locks are asked for in order, so that two cannot
        wait for each other.
        """
        if self.connection.dialect.name == "postgresql":
            numbers = sorted({crc32(gist(title).encode("utf-8", "replace")) >> 1, *assets})
            for number in numbers:
                await self.connection.execute(WAIT, {"number": number % LOCKS})

    async def get(self, incident_id: int) -> Incident:
        """One incident, locked until the end of a transaction that writes; raises IncidentNotFound."""
        row = await self.first(self._locked(BY_ID), {"of_id": incident_id})
        if row is None:
            raise IncidentNotFound(
                f"There is no incident DI-{incident_id}. `/data-incident list` shows the open ones."
            )
        return self._incident(row)

    async def list_by_id(self, ids: Sequence[int]) -> Sequence[Incident]:
        """Some incidents as they are, newest first; none of them is locked."""
        query = select(INCIDENTS).where(INCIDENTS.c.id.in_(list(ids)))
        query = query.order_by(INCIDENTS.c.id.desc())
        return rows.list_of(Incident, await self.all(query))

    async def find_by_key(self, key: str) -> Incident | None:
        """The incident that a request with this key declared, or None."""
        row = await self.first(BY_KEY, {"of_key": key})
        return self._incident(row) if row else None

    async def get_by_key(self, key: str) -> Incident:
        """The incident that a request with this key declared."""
        found = await self.find_by_key(key)
        if found is None:
            raise IncidentNotFound("What that declared is not there any more.")
        return found

    async def find_by_channel(self, channel: str) -> Incident | None:
        """The incident of a channel, or None."""
        row = await self.first(self._locked(BY_CHANNEL), {"of_channel": channel})
        return self._incident(row) if row and channel else None

    async def save(self, incident: Incident) -> None:
        """Keep the present state."""
        values = {**rows.values(incident, "id"), "search": _search(incident)}
        await self.connection.execute(SAVE, {**values, "of_id": incident.id})

    async def list_open(self, *, limit: int = 50, offset: int = 0) -> Sequence[Incident]:
        """Open incidents, worst first, then newest."""
        query = select(INCIDENTS).where(INCIDENTS.c.status.in_(list(OPEN)))
        query = query.order_by(INCIDENTS.c.severity, INCIDENTS.c.id.desc())
        query = query.limit(limit).offset(offset)
        return rows.list_of(Incident, await self.all(query))

    async def list_led_by(self, person: str) -> Sequence[Incident]:
        """Open incidents in which this person commands or leads communications, locked."""
        found = await self.all(self._locked(LED_BY), {"leader": person})
        return [self._incident(row) for row in found]

    async def list_latest(self, *, limit: int = 5) -> Sequence[Incident]:
        """The newest incidents, whatever their status."""
        query = select(INCIDENTS).order_by(INCIDENTS.c.id.desc()).limit(limit)
        return rows.list_of(Incident, await self.all(query))

    async def list_due(self, column: str, at: datetime, *, limit: int = 50) -> Sequence[int]:
        """Numbers of incidents whose timer column (`nudge_at`, `escalate_at`, …) has come."""
        found = await self.all(_due(column), {"at": at, "limit": limit})
        return [row[0] for row in found]

    async def list_titles_since(self, at: datetime, *, drill: bool) -> list[tuple[int, str]]:
        """(number, title) of what was declared since an instant and is open, newest first."""
        found = await self.all(TITLES_SINCE, {"since": at, "drills": drill})
        return [(row.id, row.title) for row in found]

    async def list_by_status(self, status: Status, *, limit: int = 50) -> Sequence[Incident]:
        """Incidents in one status, newest first."""
        query = select(INCIDENTS).where(INCIDENTS.c.status == status)
        query = query.order_by(INCIDENTS.c.id.desc()).limit(limit)
        return rows.list_of(Incident, await self.all(query))

    async def list_of_assets(
        self, assets: Sequence[int], *, open_only: bool = False
    ) -> Sequence[Incident]:
        """Incidents about any of these assets, newest first."""
        about = select(LINKS.c.incident).where(LINKS.c.asset.in_(assets))
        query = select(INCIDENTS).where(INCIDENTS.c.id.in_(about))
        if open_only:
            query = query.where(INCIDENTS.c.status.in_(list(OPEN)))
        query = query.order_by(INCIDENTS.c.id.desc()).limit(100)
        return rows.list_of(Incident, await self.all(query))

    # What it is about

    async def link(self, incident: int, assets: Sequence[int]) -> list[int]:
        """Link assets; returns those that were not linked yet."""
        wanted = list(dict.fromkeys(assets))
        if not wanted:
            return []
        values = [{"incident": incident, "asset": asset, "at": self.now} for asset in wanted]
        statement = self.insert(LINKS).values(values).on_conflict_do_nothing()
        added = await self.connection.execute(statement.returning(LINKS.c.asset))
        found = {row.asset for row in added}
        new = [asset for asset in wanted if asset in found]
        if incident in self._assets:
            self._assets[incident] = sorted({*self._assets[incident], *new})  # as it would be read
        return new

    async def unlink(self, incident: int, asset: int) -> bool:
        """Unlink an asset; False when it was not linked."""
        self._assets.pop(incident, None)
        gone = delete(LINKS).where(LINKS.c.incident == incident, LINKS.c.asset == asset)
        return bool((await self.connection.execute(gone)).rowcount)

    async def list_assets(self, incident: int) -> list[int]:
        """Ids of the assets an incident is about, in the order they were linked."""
        if incident in self._assets:
            return list(self._assets[incident])
        return [row[0] for row in await self.all(ASSETS_OF, {"of_id": incident})]

    async def assets_of(self, incidents: Sequence[int]) -> dict[int, list[int]]:
        """The ids of the assets that each of some incidents is about."""
        query = select(LINKS.c.incident, LINKS.c.asset).where(LINKS.c.incident.in_(list(incidents)))
        found: dict[int, list[int]] = {}
        for row in await self.all(query.order_by(LINKS.c.at, LINKS.c.asset)):
            found.setdefault(row.incident, []).append(row.asset)
        return found

    # Who works on it

    async def add_responder(self, incident: int, person: str, role: str) -> bool:
        """Note that somebody works on it in a role; False when already so."""
        await self.flush()
        self._responders.pop(incident, None)
        return await self.add_if_new(RESPONDERS, self._responder(incident, person, role))

    def start_with(self, incident: int, responders: Sequence[tuple[str, str]]) -> None:
        """The first (person, role) of an incident that this transaction declares."""
        self._responders[incident] = list(responders)
        self._joined += [self._responder(incident, *one) for one in responders]

    def _responder(self, incident: int, person: str, role: str) -> dict[str, Any]:
        return {"incident": incident, "person": person, "role": role, "at": self.now}

    def gathered(self) -> list[Written]:
        joined, self._joined = self._joined, []
        return [self.adding_new(RESPONDERS, joined)] if joined else []

    async def list_responders(self, incident: int) -> list[tuple[str, str]]:
        """(person, role), in the order they came."""
        if incident in self._responders:
            return list(self._responders[incident])
        found = await self.all(RESPONDERS_OF, {"of_id": incident})
        return [(row.person, row.role) for row in found]

    def _locked(self, query: Select[Any]) -> Select[Any]:
        return query if self.tx.reads_only else LOCKED[query]

    def _incident(self, row: Row[tuple[object, ...]]) -> Incident:
        if not self.tx.reads_only:
            self.tx.timeline.begin(row.id, seq=row.seq, head=row.head)
        return rows.of(Incident, row)


@cache
def _due(column: str) -> Select[Any]:
    timer = INCIDENTS.c[column]
    query = select(INCIDENTS.c.id).where(timer <= bindparam("at"))
    return query.order_by(timer).limit(bindparam("limit"))


def _search(incident: Incident) -> str:
    # Lower case is made here: SQLite's own knows ASCII only.
    return f"{incident.title}\n{incident.summary}".lower()
