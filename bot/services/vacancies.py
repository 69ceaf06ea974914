"""Somebody's account is closed: their roles are open again, and the next in line is asked."""

from dataclasses import replace
from datetime import datetime

from bot.domain import event as events
from bot.domain.incident import Incident
from bot.domain.policy import Role
from bot.services import asking
from bot.services.record import record
from storage import Transaction


async def person_left(tx: Transaction, person: str, *, now: datetime) -> None:
    """Note that an account is closed, and fill what it leaves open."""
    known = await tx.people.find(person)
    if known is not None and known.active:
        await tx.people.save(replace(known, active=False))
    for incident in await tx.incidents.list_led_by(person):
        await _vacate(tx, incident, person, now=now)


async def people_known(tx: Transaction, *, now: datetime) -> None:
    """Until now nobody was known: who is on call is asked for what was declared meanwhile."""
    for incident in await tx.incidents.list_led_by(""):
        if not incident.commander and await asking.in_line(tx, incident.domain, now):
            await asking.ask_anew(tx, incident, now=now)


async def _vacate(tx: Transaction, incident: Incident, person: str, *, now: datetime) -> None:
    if incident.comms_lead == person:
        incident = replace(incident, comms_lead="")
        await tx.incidents.save(incident)
        left = events.RoleVacated(incident=incident.id, person=person, role=Role.COMMS_LEAD)
        await record(tx, incident, left, now=now)
    if incident.commander == person:
        left = events.RoleVacated(incident=incident.id, person=person, role=Role.COMMANDER)
        incident = replace(incident, commander="", commander_took=False)
        await tx.incidents.save(incident)
        await record(tx, incident, left, now=now)
        await asking.ask_anew(tx, incident, now=now)
