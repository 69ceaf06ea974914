"""Somebody is in charge: who is asked to take command, in turn, until somebody does."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain import event as events
from bot.domain.incident import Incident
from bot.domain.permission import may_command
from bot.domain.policy import Role
from bot.services.opening import invite
from bot.services.record import record, tell
from storage import Transaction


async def in_line(tx: Transaction, domain: str, at: datetime) -> list[str]:
    """Who is asked, in order; a step's number is its place here."""
    return await tx.people.ids(tx.policy.ladder(domain, at))


async def is_outsider(tx: Transaction, person: str) -> bool:
    """From outside the data team: never commander, and never asked for a severity."""
    return not may_command(person, data_team=await tx.people.ids(tx.policy.data_team))


def with_commander(incident: Incident, line: list[str], *, now: datetime, minutes: int) -> Incident:
    """The first in line is acting commander from the first second."""
    if not line:
        return incident
    ask_next = now + timedelta(minutes=minutes)
    return replace(incident, commander=line[0], escalate_at=ask_next, ladder_step=0)


async def ask_first(tx: Transaction, incident: Incident, *, now: datetime) -> None:
    """Ask the acting commander; below SEV2 the mention in the thread does, unless the severity is
    still to be set because somebody from outside the data team has declared."""
    if not incident.commander:
        return
    domain = tx.policy.domains.get(incident.domain)
    why = f"on call for {domain.label}" if domain else "on call"
    outsider = await is_outsider(tx, incident.declared_by)
    asked = events.CommanderAsked(incident=incident.id, person=incident.commander, step=0, why=why)
    await record(tx, incident, asked, now=now)
    if tx.policy.of(incident.severity).direct or outsider:
        await _ask(tx, incident, why=why, step=0, sets_severity=outsider)


async def ask_again(tx: Transaction, incident: Incident, *, by: str, now: datetime) -> Incident:
    """The severity was raised before anybody took command: now the acting commander is asked directly."""
    minutes = tx.policy.ladder_minutes
    changed = replace(incident, escalate_at=now + timedelta(minutes=minutes))
    await tx.incidents.save(changed)
    if incident.commander != by:
        await _ask(tx, changed, why="in charge so far", step=0)
    return changed


async def ask_anew(tx: Transaction, incident: Incident, *, now: datetime) -> None:
    """Nobody is in charge any more: the first in line becomes acting commander and is asked, and
    without anybody in line the incident's people are told."""
    line = await in_line(tx, incident.domain, now)
    if line:
        await _ask_next(tx, incident, line[0], step=0, now=now)
    else:
        await _stop(tx, incident, asked=[], now=now)


async def climb(tx: Transaction, incident_id: int, *, now: datetime) -> None:
    """Nobody has taken command in time: the next in line becomes acting commander and is asked.

    At the end of the line, and at once below SEV2, the incident's people are told, and it stops.
    """
    incident = await tx.incidents.get(incident_id)
    if incident.escalate_at is None or incident.escalate_at > now:
        return
    if incident.commander_took or not incident.status.is_open:
        await tx.incidents.save(replace(incident, escalate_at=None))
        return
    line = await in_line(tx, incident.domain, incident.declared_at)
    step = incident.ladder_step + 1
    if not tx.policy.of(incident.severity).direct:
        await _stop(tx, incident, asked=[incident.commander], now=now)
    elif step >= len(line):
        await _stop(tx, incident, asked=line, now=now)
    else:
        await _ask_next(tx, incident, line[step], step=step, now=now)


async def _ask_next(
    tx: Transaction, incident: Incident, person: str, *, step: int, now: datetime
) -> None:
    manager = await tx.people.ids([tx.policy.oncall_manager])
    why = "the on-call manager" if person in manager else "next in line"
    changed = replace(
        incident,
        commander=person,
        ladder_step=step,
        # From now, not from when it was due: after downtime each still gets the full time.
        escalate_at=now + timedelta(minutes=tx.policy.ladder_minutes),
    )
    await tx.incidents.save(changed)
    await tx.incidents.add_responder(incident.id, person, Role.COMMANDER)
    asked = events.CommanderAsked(incident=incident.id, person=person, step=step, why=why)
    await record(tx, changed, asked, now=now)
    once = f"asked:{incident.id}:{step}:{incident.escalate_at}"
    await _ask(tx, changed, why=why, step=step, once=once)
    await invite(tx, changed, [person])


async def _stop(tx: Transaction, incident: Incident, *, asked: list[str], now: datetime) -> None:
    changed = replace(incident, escalate_at=None)
    await tx.incidents.save(changed)
    ended = events.NobodyTookCommand(incident=incident.id, asked=tuple(asked))
    once = f"nobody:{incident.id}:{incident.escalate_at}"
    await record(tx, changed, ended, now=now, once=once)


async def _ask(
    tx: Transaction,
    incident: Incident,
    *,
    why: str,
    step: int,
    sets_severity: bool = False,
    once: str = "",
) -> None:
    facts = {
        "why": why,
        "step": step,
        "sets_severity": sets_severity,
        "declared_by": incident.declared_by,
        "channel": incident.channel,
    }
    to = f"person:{incident.commander}"
    await tell(tx, incident, kind="asked_to_command", to=to, facts=facts, once=once)
