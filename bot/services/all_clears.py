"""The all-clear: for everything or for what is ready, with evidence, dated; the last one resolves."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.domain import event as events
from bot.domain.all_clear import AllClear, Checklist, dated, still_open
from bot.domain.ending import resolve
from bot.domain.errors import InvalidInput, NothingToChange
from bot.domain.incident import Incident
from bot.domain.postmortem import due
from bot.services import postmortems, promises, range_steps, readers
from bot.services.checklists import RANGE, checklist
from bot.services.cleared import still_hurt
from bot.services.incidents import must_be_responder
from bot.services.last_words import SAFE_AGAIN, record_and_tell
from bot.services.record import record
from storage import Transaction

TEXT_MAX = 1000


@dataclass(frozen=True, kw_only=True)
class Stated:
    """What somebody states: `scope` are assets (None: everything), `ticked` keys of the checklist.

    `offered` are the keys that the person could tick: what was done since then counts as ticked.
    """

    safe_at: datetime
    scope: Collection[int] | None = None
    ticked: frozenset[str] = frozenset()
    offered: frozenset[str] = frozenset()
    evidence: str = ""
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Given:
    """An all-clear that was given: `told` people heard it directly."""

    incident: Incident
    clear: AllClear
    names: tuple[str, ...]
    told: int


async def prepare(tx: Transaction, incident: Incident, *, by: str) -> Checklist:
    """The checklist, for who may use it."""
    await must_be_responder(tx, incident, by=by, action="safe")
    incident.must_be_open("the all-clear")
    return await checklist(tx, incident)


async def give(
    tx: Transaction, incident: Incident, stated: Stated, *, by: str, now: datetime
) -> Given:
    """Say that data is safe to use again; when nothing is left, the incident is resolved."""
    found = await prepare(tx, incident, by=by)
    scope = _scope(found, stated)
    clear = _clear(incident, found, scope, stated, by=by, now=now)
    await _check_ticked(tx, incident, found, scope, stated, by=by, now=now)
    await tx.ranges.add_all_clear(clear)
    changed = incident
    if clear.whole:
        changed = await _resolve(tx, incident, clear, now=now)
    told = await record_and_tell(
        tx,
        changed,
        _event(clear, found.names(scope)),
        kind=SAFE_AGAIN,
        facts=await _facts(tx, changed, found, clear),
        now=now,
    )
    if clear.whole:
        await postmortems.draft(tx, changed, now=now)
    return Given(incident=changed, clear=clear, names=found.names(scope), told=told)


def _scope(found: Checklist, stated: Stated) -> frozenset[int]:
    if stated.scope is None:
        return found.left
    scope = frozenset(stated.scope) & found.left
    if not scope:
        raise NothingToChange("That is safe already, or not part of the incident.")
    return scope


def _clear(
    incident: Incident,
    found: Checklist,
    scope: frozenset[int],
    stated: Stated,
    *,
    by: str,
    now: datetime,
) -> AllClear:
    items = found.within(scope)
    since = {one.key for one in items if one.done and one.key not in stated.offered}
    ticked = stated.ticked | since
    reason = " ".join(stated.reason.split())[:TEXT_MAX]
    exceptions = still_open(items, ticked, reason=reason)
    said = " ".join(stated.evidence.split())[:TEXT_MAX]
    evidence = [one.words for one in items if one.key in ticked]
    evidence += [said] if said else []
    if not evidence and not reason:
        raise InvalidInput("evidence", "Say how you know that it is safe.")
    return AllClear(
        incident=incident.id,
        assets=tuple(sorted(scope)),
        whole=found.is_whole(scope),
        safe_at=dated(incident, stated.safe_at, now=now),
        given_at=now,
        by=by,
        evidence=tuple(evidence),
        exceptions=exceptions,
        reason=reason if exceptions else "",
    )


async def _check_ticked(
    tx: Transaction,
    incident: Incident,
    found: Checklist,
    scope: frozenset[int],
    stated: Stated,
    *,
    by: str,
    now: datetime,
) -> None:
    """A range ticked in the checklist was looked at: it is checked from now on."""
    ticked = {one.key for one in found.within(scope) if one.key in stated.ticked and not one.done}
    ranges = [
        one
        for one in await tx.ranges.list_of(incident.id)
        if f"{RANGE}:{one.id}" in ticked and one.is_bad
    ]
    evidence = " ".join(stated.evidence.split())[:TEXT_MAX] or "with the all-clear"
    _, told = await range_steps.checked(tx, ranges, evidence=evidence, by=by, now=now)
    for event in told:
        await record(tx, incident, event, now=now, quietly=True)


async def _resolve(
    tx: Transaction, incident: Incident, clear: AllClear, *, now: datetime
) -> Incident:
    """Promises are judged; without a required postmortem it closes by itself in some days."""
    rules = tx.policy.of(incident.severity)
    days, zone = tx.policy.auto_close_days, tx.policy.timezone
    by_itself = rules.postmortem != "required" and days > 0
    close_at = due(now, days=days, working=True, timezone=zone) if by_itself else None
    quiet = await promises.end_all(tx, incident, now=now)
    changed = resolve(quiet, safe_at=clear.safe_at, close_at=close_at, reason=clear.reason, now=now)
    await tx.incidents.save(changed)
    return changed


def _event(clear: AllClear, names: tuple[str, ...]) -> "events.AllClearGiven":
    return events.AllClearGiven(
        incident=clear.incident,
        by=clear.by,
        assets=names,
        whole=clear.whole,
        safe_at=clear.safe_at,
        evidence=clear.evidence,
        exceptions=clear.exceptions,
        reason=clear.reason,
    )


async def _facts(
    tx: Transaction, incident: Incident, found: Checklist, clear: AllClear
) -> dict[str, Any]:
    """What readers are shown: names of what is safe and of what is not yet, since when."""
    affected = [asset.id for asset in found.affected]
    unsafe = found.left - frozenset(clear.assets)
    safe, not_yet = await still_hurt(tx, affected, unsafe)
    standing = await readers.standing(tx, incident)
    shown = [asset.name for asset in safe if asset.kind.is_read_by_people]
    return {
        "by": clear.by,
        "whole": clear.whole,
        "safe_at": clear.safe_at,
        "reason": clear.reason,
        "safe": [asset.name for asset in safe],
        "shown": shown or list(found.names(clear.assets)),
        "not_yet": [asset.name for asset in not_yet if asset.kind.is_read_by_people],
        "days": standing["days"] if clear.exceptions else [],
        "severity_label": standing["severity_label"],
    }
