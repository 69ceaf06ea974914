"""An update before it is sent: what the form starts with, and what readers would see."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.domain.asset import Asset
from bot.domain.errors import InvalidInput
from bot.domain.event import Event
from bot.domain.incident import Incident
from bot.domain.severity import Severity
from bot.domain.status import Status
from bot.domain.subscription import Listener
from bot.domain.telling import Said, checked, told
from bot.domain.update import StatusUpdate
from bot.services import readers, subscriptions
from bot.services.incidents import must_be_responder
from bot.services.record import about, plain
from storage import Transaction


@dataclass(frozen=True, kw_only=True)
class Start:
    """What the form starts with: the incident, the last update, who will read, and what is due."""

    incident: Incident
    last: StatusUpdate | None
    listening: Sequence[Listener]
    channels: Sequence[str]
    next_due: datetime | None
    origin: Asset | None = None

    @property
    def people(self) -> list[str]:
        """Who reads it by direct message."""
        return [one.person for one in self.listening]


@dataclass(frozen=True, kw_only=True)
class Draft:
    """An update as it would be told: `incident` is how it would be afterwards, `facts` what readers
    are shown."""

    incident: Incident
    said: Said
    number: int
    facts: dict[str, Any]
    happened: Sequence[Event]
    listening: Sequence[Listener]
    channels: Sequence[str]
    origin: Asset | None = None

    @property
    def people(self) -> list[str]:
        """Who reads it by direct message."""
        return [one.person for one in self.listening]

    @property
    def shown(self) -> dict[str, Any]:
        """The facts of the message in the status thread."""
        more = {"theirs": (), "because": (), "direct": False, "number": self.number}
        return {**about(self.incident), **plain({**self.facts, **more})}


async def start(tx: Transaction, incident: Incident, *, by: str, now: datetime) -> Start:
    """What somebody needs to write an update; raises when this person or this status may not."""
    await must_be_responder(tx, incident, by=by, action="update")
    incident.must_be_open("a status update")
    origin = await tx.assets.list_by_id([incident.origin] if incident.origin else [])
    return Start(
        incident=incident,
        last=await tx.updates.find_last(incident.id),
        listening=await _listening(tx, incident, by),
        channels=subscriptions.channels(tx, incident),
        next_due=_next(tx, incident.severity, incident.status, now),
        origin=origin[0] if origin else None,
    )


async def draft(
    tx: Transaction, incident: Incident, said: Said, *, by: str, now: datetime
) -> Draft:
    """The update as readers would see it; nothing is changed. Raises InvalidInput for a field."""
    await must_be_responder(tx, incident, by=by, action="update")
    said = checked(said, incident, now=now)
    if said.next_due is None:
        said = replace(said, next_due=_next(tx, incident.severity, said.status, now))
    origin = await _origin(tx, said)
    name = origin.name if origin else ""
    changed, happened = told(incident, said, by=by, origin=name, now=now)
    changed = replace(changed, eta=said.eta, next_update_due=said.next_due)
    return Draft(
        incident=changed,
        said=said,
        number=await tx.updates.next_number(incident.id),
        facts=await readers.facts(tx, changed, said, before=incident, by=by),
        happened=happened,
        listening=await _listening(tx, changed, by),
        channels=subscriptions.channels(tx, changed),
        origin=origin,
    )


async def _origin(tx: Transaction, said: Said) -> Asset | None:
    if said.origin is None:
        return None
    found = await tx.assets.list_by_id([said.origin])
    if not found:
        raise InvalidInput("origin", "That asset is not known any more; choose another.")
    return found[0]


async def _listening(tx: Transaction, incident: Incident, by: str) -> list[Listener]:
    return [one for one in await subscriptions.listeners(tx, incident) if one.person != by]


def _next(tx: Transaction, severity: Severity, status: Status, now: datetime) -> datetime | None:
    after = tx.policy.cadence(severity, status)
    return None if after is None else now + after
