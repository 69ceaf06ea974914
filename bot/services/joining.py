"""Joining an incident instead of declaring it once more."""

from datetime import datetime

from bot.domain import event as events
from bot.domain.incident import Incident
from bot.domain.policy import Role
from bot.services.asking import is_outsider
from bot.services.incidents import give_duties
from bot.services.opening import invite
from bot.services.record import record
from storage import Transaction


async def join(tx: Transaction, incident: Incident, *, by: str, now: datetime) -> Incident:
    """Become a responder and be invited; whoever is in already is only told where.

    Somebody from outside the data team is invited, and stays a reader.
    """
    incident.must_be_open("joining")
    await invite(tx, incident, [by])
    known = {person for person, _ in await tx.incidents.list_responders(incident.id)}
    if by in known or await is_outsider(tx, by):
        return incident
    await tx.incidents.add_responder(incident.id, by, Role.RESPONDER)
    joined = events.RoleAssigned(incident=incident.id, by=by, person=by, role=Role.RESPONDER)
    await record(tx, incident, joined, now=now)
    await give_duties(tx, incident, by, Role.RESPONDER, asked_by=by)
    return incident
