"""One event, three consequences, one transaction: the row, the timeline entry, the notices."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from bot.domain.event import Ear, Event
from bot.domain.incident import Incident
from bot.domain.notice import Notice, Way, priority_of
from storage import Transaction

NOT_FACTS = frozenset({"incident", "by", "at"})
PLAIN = frozenset({str, int, bool, float, type(None)})


async def record(
    tx: Transaction,
    incident: Incident,
    event: Event,
    *,
    now: datetime,
    quietly: bool = False,
    once: str = "",
) -> int:
    """Write the timeline entry, tell whoever hears of it, and return the entry's number.

    `quietly` leaves out the message in the incident's home, where something else says it already;
    `once` is that message's key, for what the clock brings.
    """
    facts = facts_of(event)
    seq = await tx.timeline.add(
        incident.id, kind=event.kind, facts=facts, by=event.by, at=event.at or now
    )
    if Ear.HOME in event.tells and not quietly and event.kind not in tx.policy.silenced:
        told = {**about(incident), **facts, "by": event.by, "seq": seq}
        if event.at is not None:
            told["at"] = event.at
        await tell(tx, incident, kind=event.kind, to=incident.home, facts=told, once=once)
    if Ear.CARD in event.tells:
        await refresh(tx, incident)
    return seq


async def tell(
    tx: Transaction,
    incident: Incident,
    *,
    kind: str,
    to: str,
    facts: Mapping[str, Any],
    way: Way = Way.POST,
    slot: str = "",
    once: str = "",
    bulk: bool = False,
) -> None:
    """Queue one notice about an incident; what it says was true when it happened."""
    await tx.outbox.add(
        Notice(
            way=way,
            kind=kind,
            to=to,
            facts=plain({**about(incident), **facts}),
            incident=incident.id,
            priority=priority_of(incident.severity, drill=incident.drill),
            slot=slot,
            once=once,
            bulk=bulk,
        )
    )


async def refresh(tx: Transaction, incident: Incident) -> None:
    """Bring card, announcement and topic up to date; several wishes at once are one edit."""
    await tell(
        tx,
        incident,
        kind="announcement",
        to="announce",
        facts={},
        way=Way.SLOT,
        slot=f"announcement:{incident.id}",
    )
    await refresh_card(tx, incident)
    if incident.has_channel:
        slot = f"topic:{incident.id}"
        await tell(tx, incident, kind="topic", to=incident.home, facts={}, way=Way.TOPIC, slot=slot)


async def refresh_card(tx: Transaction, incident: Incident) -> None:
    """Bring the card alone up to date."""
    if incident.has_channel:
        slot = card(incident)
        await tell(tx, incident, kind="card", to=incident.home, facts={}, way=Way.SLOT, slot=slot)


def card(incident: Incident) -> str:
    """The slot of an incident's card."""
    return f"card:{incident.id}"


def about(incident: Incident) -> dict[str, Any]:
    """What every message about an incident may say."""
    return {
        "incident": incident.id,
        "ref": incident.ref,
        "title": incident.title,
        "severity": incident.severity.value,
        "status": incident.status.value,
        "drill": incident.drill,
        "commander": incident.commander,
    }


def facts_of(event: Event) -> dict[str, Any]:
    """An event's own fields as plain JSON values."""
    return plain(
        {
            field.name: getattr(event, field.name)
            for field in fields(event)
            if field.name not in NOT_FACTS
        }
    )


def plain(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts as plain JSON values: times and days as ISO text, enums as their value."""
    return {name: _plain(value) for name, value in facts.items()}


def _plain(value: Any) -> Any:
    if type(value) in PLAIN:  # nearly always; the looks below take ten times as long
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return plain(value)
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    if is_dataclass(value):
        return plain({field.name: getattr(value, field.name) for field in fields(value)})
    return value
