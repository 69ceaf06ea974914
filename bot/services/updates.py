"""Status updates: posted, told to everybody who listens, with the next word promised."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain import event as events
from bot.domain.asset import Asset
from bot.domain.errors import InvalidInput
from bot.domain.incident import Incident
from bot.domain.promise import PromiseKind
from bot.domain.telling import Said
from bot.domain.update import StatusUpdate
from bot.services import drafts, promises, recurrences, subscriptions
from bot.services.incidents import must_be_responder
from bot.services.opening import invite
from bot.services.record import record, tell
from storage import Transaction

KIND = "update_told"
"""The message that readers get: `notices/update_told.j2`."""


@dataclass(frozen=True, kw_only=True)
class Posted:
    """An update that is out: to whom it was told directly, and in which channels."""

    incident: Incident
    update: StatusUpdate
    people: Sequence[str]
    channels: Sequence[str]


async def post(
    tx: Transaction, incident: Incident, said: Said, *, by: str, now: datetime
) -> Posted:
    """Post an update: kept, told to everybody who listens, and the next word promised."""
    made = await drafts.draft(tx, incident, said, by=by, now=now)
    on_time = await promises.keep_word(tx, incident, now=now)
    update = _update(made, by=by, now=now)
    await tx.updates.add(update)
    changed = await promises.make(
        tx, made.incident, PromiseKind.NEXT_UPDATE, update.next_due, by=by, now=now
    )
    changed = await promises.make(tx, changed, PromiseKind.ETA, update.eta, by=by, now=now)
    await tx.incidents.save(changed)
    for event in made.happened:
        await record(tx, changed, event, now=now)
    await record(tx, changed, _posted(made, update, on_time=on_time), now=now)
    if any(isinstance(event, events.CauseIdentified) for event in made.happened):
        await _cause_is_known(tx, changed, made.origin, now=now)
    hearing = await _tell(tx, changed, made, by=by, now=now)
    return Posted(incident=changed, update=update, people=hearing, channels=made.channels)


async def nothing_new(
    tx: Transaction, incident: Incident, *, words: str, by: str, now: datetime
) -> Posted:
    """Say that nothing is new, and promise the next word again; `words` are told if none were yet.

    An ETA that has passed is not said again.
    """
    last = await tx.updates.find_last(incident.id)
    ahead = incident.eta if incident.eta and incident.eta > now else None
    said = Said(
        status=incident.status,
        words=last.words if last else words,
        eta=ahead,
        nothing_new=last is not None,
    )
    if last is not None:
        said = replace(said, sure=last.sure)
    return await post(tx, incident, said, by=by, now=now)


async def move_word(
    tx: Transaction, incident: Incident, due: datetime, *, reason: str, by: str, now: datetime
) -> Incident:
    """Promise the next word for later; whoever reads the status thread is told why."""
    await must_be_responder(tx, incident, by=by, action="update")
    if not reason.strip():
        raise InvalidInput("reason", "Say why: everybody who waits for the word reads it.")
    before = incident.next_update_due
    changed = await promises.move(tx, incident, due, reason=reason.strip(), by=by, now=now)
    if changed.has_channel:
        facts = {"before": before, "due": due, "reason": reason.strip()}
        to = f"announcement:{incident.id}"
        await tell(tx, changed, kind="word_moved", to=to, facts=facts)
    return changed


async def _tell(
    tx: Transaction, incident: Incident, made: drafts.Draft, *, by: str, now: datetime
) -> list[str]:
    """In the status thread, and to each listener once; the author knows it."""
    if KIND not in tx.policy.silenced:
        to = f"announcement:{incident.id}"
        await tell(tx, incident, kind=KIND, to=to, facts=made.shown)
    hearing = await subscriptions.tell_listeners(
        tx,
        incident,
        kind=KIND,
        facts={**made.facts, "number": made.number},
        now=now,
        what=f"update {made.number}",
        without={by},
    )
    return [one.person for one in hearing]


async def _cause_is_known(
    tx: Transaction, incident: Incident, origin: Asset | None, *, now: datetime
) -> None:
    """The owner of where it began is called in, and the same trouble before is looked for."""
    if origin is not None:
        await invite(tx, incident, await tx.people.ids(origin.owners))
    await recurrences.link_by_itself(tx, incident, now=now)


def _update(made: drafts.Draft, *, by: str, now: datetime) -> StatusUpdate:
    return StatusUpdate(
        incident=made.incident.id,
        number=made.number,
        status=made.said.status,
        words=made.said.words,
        by=by,
        at=now,
        eta=made.said.eta,
        sure=made.said.sure,
        next_due=made.said.next_due,
    )


def _posted(
    made: drafts.Draft, update: StatusUpdate, *, on_time: bool | None
) -> "events.UpdatePosted":
    return events.UpdatePosted(
        incident=update.incident,
        by=update.by,
        number=update.number,
        status=update.status,
        words=update.words,
        eta=update.eta,
        sure=update.sure if update.eta else None,
        next_due=update.next_due,
        on_time=on_time,
        nothing_new=made.said.nothing_new,
    )
