"""Command of an incident: who is in charge, how bad it is, what it is called."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain import event as events
from bot.domain.errors import InvalidInput, NothingToChange
from bot.domain.incident import Incident
from bot.domain.permission import may_command, must_be_allowed
from bot.domain.policy import Role
from bot.domain.severity import Severity
from bot.services import asking, promises
from bot.services.opening import invite, move_to_channel
from bot.services.record import record, tell
from storage import Transaction

FIELDS = {Role.COMMANDER: "commander", Role.COMMS_LEAD: "comms", Role.RESPONDER: "responders"}
"""The field of the form where each role is chosen."""


async def must_be_responder(tx: Transaction, incident: Incident, *, by: str, action: str) -> None:
    """Raise NotAllowed unless this person works on the incident (see domain.permission)."""
    responders = [person for person, _ in await tx.incidents.list_responders(incident.id)]
    team = await tx.people.ids(tx.policy.data_team)
    must_be_allowed(action, incident, by=by, responders=responders, data_team=team)


async def take_command(tx: Transaction, incident: Incident, *, by: str, now: datetime) -> Incident:
    """Become commander and acknowledge the incident; anybody on the data team may."""
    if not may_command(by, data_team=await tx.people.ids(tx.policy.data_team)):
        who = f" <@{incident.commander}> is in charge." if incident.commander else ""
        raise InvalidInput(
            "person", f"Command is for the data team; you will hear every update.{who}"
        )
    changed, event = incident.take_command(by=by, now=now)
    await tx.incidents.save(changed)
    await tx.incidents.add_responder(incident.id, by, Role.COMMANDER)
    await record(tx, changed, event, now=now)
    await give_duties(tx, changed, by, Role.COMMANDER, asked_by=by)
    await invite(tx, changed, [by])
    return changed


async def assign(
    tx: Transaction, incident: Incident, person: str, role: Role, *, by: str, now: datetime
) -> Incident:
    """Give somebody a role; they get its duties. Making another the commander hands over command."""
    await must_be_responder(tx, incident, by=by, action="role")
    incident.must_be_open("giving a role")
    known = await tx.people.find(person)
    if known is None or not known.active or known.is_bot:
        raise InvalidInput(
            FIELDS[role], f"<@{person}> is nobody who can take a role; choose a person."
        )
    if role is Role.COMMANDER:
        return await _hand_over(tx, incident, person, by=by, now=now)
    if role is Role.COMMS_LEAD and incident.comms_lead == person:
        raise NothingToChange(f"<@{person}> already is communications lead.")
    new = await tx.incidents.add_responder(incident.id, person, role)
    if role is Role.RESPONDER and not new:
        raise NothingToChange(f"<@{person}> already works on {incident.ref}.")
    changed = replace(incident, comms_lead=person) if role is Role.COMMS_LEAD else incident
    await tx.incidents.save(changed)
    event = events.RoleAssigned(incident=incident.id, by=by, person=person, role=role)
    await record(tx, changed, event, now=now)
    await give_duties(tx, changed, person, role, asked_by=by)
    await invite(tx, changed, [person])
    return changed


async def assign_all(
    tx: Transaction,
    incident: Incident,
    wanted: Sequence[tuple[Role, str]],
    *,
    by: str,
    now: datetime,
) -> Incident:
    """Give several roles at once; all of it, or nothing."""
    if not wanted:
        raise NothingToChange("Nobody was chosen who does not have that role already.")
    for role, person in wanted:
        incident = await assign(tx, incident, person, role, by=by, now=now)
    return incident


async def change_severity(
    tx: Transaction, incident: Incident, to: Severity, *, by: str, reason: str, now: datetime
) -> Incident:
    """Raise or lower the severity and tell why; SEV1 and SEV2 get a channel if there is none."""
    await must_be_responder(tx, incident, by=by, action="severity")
    changed, event = incident.change_severity(to, by=by, reason=reason)
    opens = tx.policy.of(to).channel and not incident.has_channel
    changed = replace(changed, has_channel=incident.has_channel or opens)
    await tx.incidents.save(changed)
    if opens:
        await move_to_channel(tx, changed)
    await record(tx, changed, event, now=now)
    if tx.policy.of(to).direct and not tx.policy.of(incident.severity).direct:
        changed = await _now_urgent(tx, changed, by=by, now=now)
    return await promises.hasten(tx, changed, by=by, now=now)


async def rename(
    tx: Transaction, incident: Incident, *, title: str, summary: str, by: str, now: datetime
) -> Incident:
    """Change title and summary."""
    await must_be_responder(tx, incident, by=by, action="rename")
    changed, event = incident.rename(title=title, summary=summary, by=by)
    await tx.incidents.save(changed)
    await record(tx, changed, event, now=now)
    return changed


async def _now_urgent(tx: Transaction, incident: Incident, *, by: str, now: datetime) -> Incident:
    """Raised to a severity that reaches people directly: ask whoever has not taken command."""
    if incident.commander_took or not incident.commander:
        return incident
    return await asking.ask_again(tx, incident, by=by, now=now)


async def _hand_over(
    tx: Transaction, incident: Incident, person: str, *, by: str, now: datetime
) -> Incident:
    if not may_command(person, data_team=await tx.people.ids(tx.policy.data_team)):
        raise InvalidInput(
            FIELDS[Role.COMMANDER], f"<@{person}> is not on the data team and cannot command."
        )
    if incident.commander == person and incident.commander_took:
        raise NothingToChange(f"<@{person}> already commands {incident.ref}.")
    changed, _ = replace(incident, commander="", commander_took=False).take_command(
        by=person, now=now
    )
    await tx.incidents.save(changed)
    await tx.incidents.add_responder(incident.id, person, Role.COMMANDER)
    event = events.CommandHandedOver(
        incident=incident.id, by=by, before=incident.commander, person=person
    )
    await record(tx, changed, event, now=now)
    await give_duties(tx, changed, person, Role.COMMANDER, asked_by=by)
    await invite(tx, changed, [person])
    return changed


async def give_duties(
    tx: Transaction, incident: Incident, person: str, role: Role, *, asked_by: str
) -> None:
    facts = {"role": role, "duties": list(tx.policy.duties[role]), "asked_by": asked_by}
    await tell(tx, incident, kind="duties", to=f"person:{person}", facts=facts)
