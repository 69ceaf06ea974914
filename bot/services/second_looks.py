"""After the all-clear: readers say that it looks right, or that it is still wrong."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain import event as events
from bot.domain.ending import within_days
from bot.domain.errors import InvalidInput
from bot.domain.incident import Incident
from bot.services import subscriptions
from bot.services.record import record, tell
from storage import Transaction

WORDS_MAX = 2000


@dataclass(frozen=True, kw_only=True)
class Reported:
    """`late`: it is over for too long to be the same trouble, nobody was asked to reopen it."""

    incident: Incident
    words: str
    late: bool = False


async def theirs(tx: Transaction, incident: Incident, person: str) -> tuple[str, ...]:
    """Names of what this person uses of what the incident affects."""
    hearing = await subscriptions.listeners(tx, incident)
    return next((one.theirs for one in hearing if one.person == person), ())


async def looks_right(tx: Transaction, incident: Incident, *, by: str, now: datetime) -> None:
    """Somebody who uses it looked: one more piece of evidence."""
    named = ", ".join(await theirs(tx, incident, by))
    event = events.LooksRightConfirmed(incident=incident.id, by=by, asset=named)
    await record(tx, incident, event, now=now)


async def still_wrong(
    tx: Transaction, incident: Incident, *, asset: str, words: str, by: str, now: datetime
) -> Reported:
    """Put it on the timeline and propose reopening to the commander; too late, it is another one."""
    said = " ".join(words.split())[:WORDS_MAX]
    if not any(char.isprintable() and not char.isspace() for char in said):
        raise InvalidInput(
            "words", "Say in a few words what you see; a number or a link helps most."
        )
    over = incident.resolved_at or incident.declared_at
    if not incident.status.is_open and not within_days(over, tx.policy.still_wrong_days, now=now):
        return Reported(incident=incident, words=said, late=True)
    event = events.StillWrongReported(incident=incident.id, by=by, asset=asset, words=said)
    await record(tx, incident, event, now=now)
    if not incident.status.is_open:
        facts = {"by": by, "asset": asset, "words": said, "safe_at": incident.safe_at}
        to = f"person:{incident.commander or incident.declared_by}"
        await tell(tx, incident, kind="still_wrong", to=to, facts=facts)
    return Reported(incident=incident, words=said)
