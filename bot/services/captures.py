"""Messages asked for by an emoji or a shortcut: asked once, looked at by the worker, handed on."""

from collections.abc import Awaitable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Protocol

from bot.domain.capture import Look, Purpose, Seen, Why, instant
from bot.domain.errors import InvalidInput
from bot.domain.incident import Incident
from bot.domain.notice import Notice, Way, priority_of
from bot.domain.policy import Policy
from bot.services import suggestions, timeline
from bot.services.people import readable
from bot.services.record import plain
from storage import Transaction


class Handle(Protocol):
    """What one purpose does with a message that was looked at."""

    def __call__(
        self, tx: Transaction, look: Look, seen: Seen, *, now: datetime
    ) -> Awaitable[None]: ...


BY_PURPOSE: Mapping[Purpose, Handle] = {
    Purpose.TIMELINE: timeline.captured,
    Purpose.ACTION: suggestions.captured,
}


def purpose_of(policy: Policy, emoji: str) -> Purpose | None:
    """What this emoji asks for, or None."""
    known = {policy.pin_emoji: Purpose.TIMELINE, policy.action_emoji: Purpose.ACTION}
    purpose = known.get(emoji)
    return purpose if purpose in BY_PURPOSE else None


async def added(tx: Transaction, purpose: Purpose, *, channel: str, ts: str, by: str) -> None:
    """Somebody put the emoji on a message; outside any incident that means nothing to us."""
    incident = await tx.incidents.find_by_channel(channel)
    if incident is None and not await tx.places.knows(channel):
        return
    number = incident.id if incident else None
    await tx.captures.add(number, channel=channel, ts=ts, purpose=purpose, by=by)
    look = Look(purpose=purpose, why=Why.ADDED, channel=channel, ts=ts, by=by, incident=number)
    await ask(tx, look, incident)


async def removed(tx: Transaction, purpose: Purpose, *, channel: str, ts: str, by: str) -> None:
    """Somebody took the emoji away."""
    await _look_again(tx, Look(purpose=purpose, why=Why.REMOVED, channel=channel, ts=ts, by=by))


async def changed(
    tx: Transaction, why: Why, *, channel: str, ts: str, author: str = "", text: str = ""
) -> None:
    """A message was edited or deleted; of no interest unless it was asked for."""
    for purpose in BY_PURPOSE:
        look = Look(
            purpose=purpose, why=why, channel=channel, ts=ts, author=author, text=text[:3000]
        )
        await _look_again(tx, look)


async def from_shortcut(
    tx: Transaction, incident: Incident, look: Look, *, permalink: str, now: datetime
) -> int | None:
    """Ask for a message by hand. Returns the entry's number when it is on the timeline already:
    then the comment becomes a note beside it."""
    where = {"channel": look.channel, "ts": look.ts, "purpose": look.purpose}
    found = await tx.captures.find(**where)
    if found is not None and found[0] not in {None, incident.id}:
        raise InvalidInput("incident", f"That message is on the timeline of DI-{found[0]} already.")
    await tx.captures.add(incident.id, **where, by=look.by)
    await ask(tx, look, incident)
    if found is not None and look.comment:
        comment = await readable(tx, look.comment)
        at = min(instant(look.ts), now)
        await timeline.add_note(
            tx, incident, comment, by=look.by, now=now, at=at, permalink=permalink
        )
    return found[2] if found else None


async def ask(tx: Transaction, look: Look, incident: Incident | None) -> None:
    """Queue one look. Looks at one message share a lane: the later one sees the later state."""
    await tx.outbox.add(
        Notice(
            way=Way.CAPTURE,
            kind=f"message {look.ts}",
            to=look.channel,
            facts=plain(asdict(look)),
            incident=look.incident,
            priority=priority_of(incident.severity, drill=incident.drill) if incident else 3,
        )
    )


async def looked(tx: Transaction, look: Look, seen: Seen, *, now: datetime) -> None:
    """The worker has looked: hand the message to what it was asked for."""
    await BY_PURPOSE[look.purpose](tx, look, seen, now=now)


async def _look_again(tx: Transaction, look: Look) -> None:
    found = await tx.captures.find(channel=look.channel, ts=look.ts, purpose=look.purpose)
    if found is None:
        return
    incident = await tx.incidents.get(found[0]) if found[0] else None
    facts = {**asdict(look), "incident": found[0]}
    await ask(tx, Look.of(facts), incident)
