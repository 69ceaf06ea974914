"""Where an incident is worked on: a channel of its own, or the thread of its announcement."""

from dataclasses import replace
from datetime import datetime

from bot.domain import event as events
from bot.domain.errors import NothingToChange
from bot.domain.incident import Incident
from bot.services import opening
from bot.services.incidents import must_be_responder
from bot.services.record import record, refresh, tell
from storage import Transaction


async def move_to_channel(
    tx: Transaction, incident: Incident, *, by: str, now: datetime
) -> Incident:
    """Give an incident that is worked on in a thread a channel of its own."""
    await must_be_responder(tx, incident, by=by, action="channel")
    incident.must_be_open("opening a channel")
    if incident.has_channel:
        where = f"<#{incident.channel}>" if incident.channel else "a channel that is being opened"
        raise NothingToChange(f"{incident.ref} already has {where}.")
    changed = replace(incident, has_channel=True)
    await tx.incidents.save(changed)
    await opening.move_to_channel(tx, changed)
    await refresh(tx, changed)
    return changed


async def channel_opened(
    tx: Transaction, incident_id: int, *, channel: str, name: str, moved: bool, now: datetime
) -> None:
    """Slack has made the channel: keep its id; what waits for it goes on."""
    incident = await tx.incidents.get(incident_id)
    if incident.channel:
        return
    changed = replace(incident, channel=channel, channel_name=name)
    await tx.incidents.save(changed)
    event = events.ChannelOpened(incident=incident.id, channel=channel, name=name)
    await record(tx, changed, event, now=now)
    if moved:
        facts, thread = {"channel": channel}, f"announcement:{incident.id}"
        await tell(tx, changed, kind="moved_to_channel", to=thread, facts=facts)


async def channel_failed(tx: Transaction, incident_id: int, *, error: str, now: datetime) -> None:
    """Slack refused a channel: work goes on in the announcement's thread, and the commander is told."""
    incident = await tx.incidents.get(incident_id)
    changed = replace(incident, has_channel=False)
    await tx.incidents.save(changed)
    await tx.outbox.redirect(before=f"channel:{incident.id}", to=changed.home)
    event = events.DeliveryFailed(
        incident=incident.id, what="channel", to=incident.ref, error=error
    )
    await record(tx, changed, event, now=now)
    facts = {"error": error}
    to = changed.commander or changed.declared_by
    await tell(tx, changed, kind="channel_refused", to=f"person:{to}", facts=facts)
