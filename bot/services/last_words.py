"""What readers hear when it is over, and when it is not after all: the same people, each once."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from bot.domain import event as events
from bot.domain.event import Event
from bot.domain.incident import Incident
from bot.services import subscriptions
from bot.services.record import record, tell
from storage import Transaction

SAFE_AGAIN = "safe_again"


async def record_and_tell(
    tx: Transaction,
    incident: Incident,
    event: Event,
    *,
    kind: str,
    facts: Mapping[str, Any],
    before: Iterable[str] = (),
    now: datetime,
) -> int:
    """Record what happened, and tell readers: status thread, listeners, and who heard `before`.

    Where people work in the status thread, they read it there with everybody. Returns to how many
    people it was told directly.
    """
    thread = f"announcement:{incident.id}"
    await record(tx, incident, event, now=now, quietly=incident.home == thread)
    nobody = {"theirs": (), "because": (), "direct": False}
    if kind not in tx.policy.silenced:
        await tell(tx, incident, kind=kind, to=thread, facts={**facts, **nobody})
    told = await subscriptions.tell_listeners(
        tx, incident, kind=kind, facts=facts, now=now, without={event.by}
    )
    heard = {one.person for one in told} | {event.by}
    others = [person for person in dict.fromkeys(before) if person not in heard]
    if others and kind not in tx.policy.silenced:
        await _tell_others(tx, incident, others, kind=kind, facts=facts, now=now)
    return len(told) + len(others)


async def heard_of_it(tx: Transaction, incident: Incident, *, what: str = "") -> list[str]:
    """Everybody who was told anything of it, or `what` alone, by direct message."""
    entries = await tx.timeline.list_all(incident.id, kinds=(events.SubscribersTold.kind,))
    return [
        person
        for entry in entries
        if not what or entry.facts.get("what") == what
        for person in entry.facts.get("people", ())
    ]


async def _tell_others(
    tx: Transaction,
    incident: Incident,
    people: list[str],
    *,
    kind: str,
    facts: Mapping[str, Any],
    now: datetime,
) -> None:
    """They hear no more of it; but what they were told last must not stay wrong."""
    why = {"theirs": (), "because": ("you were told of it before",), "direct": True}
    for person in people:
        to, said = f"person:{person}", {**facts, **why}
        await tell(tx, incident, kind=kind, to=to, facts=said, bulk=True)
    reasons = tuple("you were told of it before" for _ in people)
    told = events.SubscribersTold(
        incident=incident.id, what=kind, people=tuple(people), reasons=reasons
    )
    await record(tx, incident, told, now=now)
