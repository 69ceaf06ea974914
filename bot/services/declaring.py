"""Declaring: an incident, somebody in charge, its channel, briefing and announcement, at once."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain import event as events
from bot.domain.asset import Asset, FailureMode
from bot.domain.errors import AlreadyDone
from bot.domain.incident import Detection, Incident, clean_title
from bot.domain.likeness import nearly_the_same
from bot.domain.permission import may_command
from bot.domain.policy import Role
from bot.domain.promise import Promise, PromiseKind
from bot.domain.severity import Severity, Suggestion, suggest
from bot.services import alert_answers, asking, briefing, recurrences
from bot.services.opening import open_channel
from bot.services.record import record, refresh, tell
from bot.services.situations import stakes
from storage import Transaction

JUST_NOW = timedelta(minutes=2)
"""Being declared right now: same asset, or nearly the same title, within this time."""


Alike = Sequence[tuple[Incident, str]]
"""Incidents that may be the same, each with the reason."""


@dataclass(frozen=True, kw_only=True)
class Declaration:
    """What a person says when declaring; a title is enough. `assets` and `alerts` are ids."""

    title: str
    severity: Severity | None = None
    summary: str = ""
    assets: Sequence[int] = ()
    alerts: Sequence[int] = ()
    failure_mode: FailureMode | None = None
    drill: bool = False
    source_link: str = ""


async def declare(
    tx: Transaction, said: Declaration, *, by: str, key: str, now: datetime
) -> tuple[Incident, bool]:
    """Open an incident with somebody in charge; False when `key`, or one of the alerts, has one."""
    if said.alerts and (taken := await alert_answers.taken(tx, said.alerts)) is not None:
        return taken, False
    try:
        return await _declare(tx, said, by=by, key=key, now=now), True
    except AlreadyDone:
        return await tx.incidents.get_by_key(key), False


async def _declare(
    tx: Transaction, said: Declaration, *, by: str, key: str, now: datetime
) -> Incident:
    assets = await tx.assets.list_by_id(said.assets)
    advice = await suggestion(tx, assets, failure_mode=said.failure_mode)
    severity = said.severity or advice.severity
    incident = await _incident(tx, said, assets, severity=severity, by=by, now=now)
    incident = await tx.incidents.add(incident, key=key)
    incident = await _link(tx, incident, said, assets)
    await _open(tx, incident, advice, assets, by=by, now=now)
    if said.assets or said.alerts:
        await alert_answers.declared_with(tx, incident, by=by, now=now)
    return incident


async def _incident(
    tx: Transaction,
    said: Declaration,
    assets: Sequence[Asset],
    *,
    severity: Severity,
    by: str,
    now: datetime,
) -> Incident:
    """What is to be kept, with the first in line in charge."""
    title, summary = clean_title(said.title, said.summary)
    due = _due(now, tx.policy.first_word(severity))
    incident = Incident(
        title=title,
        summary=summary,
        severity=severity,
        declared_by=by,
        declared_at=now,
        failure_mode=said.failure_mode,
        domain=next((asset.domain for asset in assets if asset.domain), ""),
        drill=said.drill,
        detection=await _detection(tx, said, by=by),
        source_link=said.source_link,
        detected_at=now,
        has_channel=tx.policy.of(severity).channel,
        next_update_due=due,
        nudge_at=_reminder(now, due),
    )
    line = await asking.in_line(tx, incident.domain, now)
    return asking.with_commander(incident, line, now=now, minutes=tx.policy.ladder_minutes)


async def declare_unless_alike(
    tx: Transaction,
    said: Declaration,
    *,
    by: str,
    key: str,
    seen: Collection[int] = (),
    now: datetime,
) -> tuple[Incident | None, bool, Alike]:
    """Declare, unless something open may be the same that the person has not `seen` yet.

    Returns the incident, whether it is new, and what may be the same when nothing was declared.
    """
    title, _ = clean_title(said.title)
    await tx.incidents.wait_for_alike(title, said.assets)
    alike = await being_declared(tx, title=title, assets=said.assets, drill=said.drill, now=now)
    unseen = [(incident, why) for incident, why in alike if incident.id not in seen]
    if unseen and await _declared_before(tx, said, key=key) is None:
        return None, False, unseen
    incident, new = await declare(tx, said, by=by, key=key, now=now)
    return incident, new, ()


async def _declared_before(tx: Transaction, said: Declaration, *, key: str) -> Incident | None:
    """What this request or one of its alerts has declared: it is not merely alike."""
    if said.alerts and (taken := await alert_answers.taken(tx, said.alerts)) is not None:
        return taken
    return await tx.incidents.find_by_key(key)


async def suggestion(
    tx: Transaction, assets: Sequence[Asset], *, failure_mode: FailureMode | None = None
) -> Suggestion:
    """The severity suggested for these assets, and why."""
    return suggest(await stakes(tx, assets), failure_mode=failure_mode)


async def being_declared(
    tx: Transaction, *, title: str, assets: Sequence[int], now: datetime, drill: bool = False
) -> list[tuple[Incident, str]]:
    """Open incidents this may be the same as, with the reason: same asset, or just declared alike.

    A drill is never the same as the real thing.
    """
    found = [
        (incident, "is open on the same asset")
        for incident in (
            await tx.incidents.list_of_assets(assets, open_only=True) if assets else []
        )
        if incident.drill is drill
    ]
    known = {incident.id for incident, _ in found}
    for number, declared in await tx.incidents.list_titles_since(now - JUST_NOW, drill=drill):
        if number not in known and nearly_the_same(declared, title):
            alike = await tx.incidents.get(number)
            found.append((alike, "was declared a moment ago with nearly the same title"))
    return found


async def _open(
    tx: Transaction,
    incident: Incident,
    advice: Suggestion,
    assets: Sequence[Asset],
    *,
    by: str,
    now: datetime,
) -> None:
    """The first entries, and everything that goes out at once."""
    why = advice.why if advice.severity is incident.severity else ""
    declared = events.IncidentDeclared(
        incident=incident.id,
        by=by,
        title=incident.title,
        severity=incident.severity,
        why=why,
        source_link=incident.source_link,
        summary=incident.summary,
    )
    if incident.has_channel:
        await open_channel(tx, incident)
    await record(tx, incident, declared, now=now, quietly=True)
    if assets:
        names = tuple(asset.name for asset in assets)
        linked = events.AssetsLinked(incident=incident.id, by=by, assets=names)
        await record(tx, incident, linked, now=now, quietly=True)
    seen = await recurrences.link_by_itself(tx, incident, now=now, quietly=True)
    await asking.ask_first(tx, incident, now=now)
    await _promise_first_word(tx, incident, now=now)
    facts = await briefing.facts(tx, incident, why=why, seen=seen)
    await tell(tx, incident, kind="briefing", to=incident.home, facts=facts)
    await refresh(tx, incident)


async def _link(
    tx: Transaction, incident: Incident, said: Declaration, assets: Sequence[Asset]
) -> Incident:
    """What it is about and who works on it; it began when the first of its alerts did."""
    await tx.incidents.link(incident.id, [asset.id for asset in assets])
    alerts = await tx.alerts.list_by_id(said.alerts) if said.alerts else []
    free = [alert for alert in alerts if alert.incident is None]
    await tx.alerts.save_all([replace(alert, incident=incident.id) for alert in free])
    if free:
        first = min(incident.declared_at, *(alert.started_at for alert in free))
        incident = replace(incident, started_at=first, detected_at=first)
        await tx.incidents.save(incident)
    responders: list[tuple[str, str]] = []
    if incident.commander:
        responders.append((incident.commander, Role.COMMANDER))
    team = await tx.people.ids(tx.policy.data_team)
    if may_command(incident.declared_by, data_team=team):
        responders.append((incident.declared_by, Role.RESPONDER))
    tx.incidents.start_with(incident.id, responders)
    return incident


async def _promise_first_word(tx: Transaction, incident: Incident, *, now: datetime) -> None:
    if incident.next_update_due is None:
        return
    due = incident.next_update_due
    tx.promises.add(
        Promise(incident=incident.id, kind=PromiseKind.NEXT_UPDATE, due=due, made_at=now)
    )
    await record(tx, incident, events.PromiseMade(incident=incident.id, due=due), now=now)


async def _detection(tx: Transaction, said: Declaration, *, by: str) -> Detection:
    if said.alerts:
        return Detection.MONITOR
    team = await tx.people.ids(tx.policy.data_team)
    return Detection.ENGINEER if may_command(by, data_team=team) else Detection.STAKEHOLDER


def _due(now: datetime, after: timedelta | None) -> datetime | None:
    return None if after is None else now + after


def _reminder(now: datetime, due: datetime | None) -> datetime | None:
    if due is None:
        return None
    word = Promise(incident=0, kind=PromiseKind.NEXT_UPDATE, due=due, made_at=now)
    return word.wakes_at(grace=0)
