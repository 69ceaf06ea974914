"""A message could not be delivered: a person is told, and the timeline says so."""

from datetime import datetime

from bot.domain import event as events
from bot.domain.notice import Notice
from bot.services.record import record, tell
from storage import Transaction

SELF = "undelivered"


async def tell_somebody(tx: Transaction, notice: Notice, *, error: str, now: datetime) -> None:
    """Tell the incident's commander by direct message; never about a message of this very kind."""
    if notice.incident is None or notice.kind == SELF:
        return
    incident = await tx.incidents.get(notice.incident)
    event = events.DeliveryFailed(
        incident=incident.id, what=notice.kind, to=notice.to, error=error[:300]
    )
    await record(tx, incident, event, now=now)
    to = incident.commander or incident.declared_by
    if f"person:{to}" != notice.to:
        facts = {"what": notice.kind, "to": notice.to, "error": error[:300]}
        await tell(tx, incident, kind=SELF, to=f"person:{to}", facts=facts)
