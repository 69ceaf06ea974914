"""Where an incident is worked on: a channel of its own, or the thread of its announcement."""

from dataclasses import replace
from datetime import datetime

from bot.domain import event as events
from bot.domain.errors import NothingToChange
from bot.domain.event import Loss
from bot.domain.incident import Incident
from bot.domain.notice import Place, Way
from bot.domain.status import Status
from bot.services import opening
from bot.services.incidents import must_be_responder
from bot.services.record import card, record, refresh, tell
from bot.services.situations import find_former, former
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


async def channel_lost(tx: Transaction, incident_id: int, *, why: Loss, now: datetime) -> None:
    """The channel cannot be used any more: work goes on in the announcement's thread, the commander
    is told and offered a new one. Of an incident that is over it is only noted."""
    incident = await tx.incidents.get(incident_id)
    if not incident.channel:
        if not incident.has_channel:  # what was under way when another notice found that out
            await tx.outbox.redirect(before=f"channel:{incident.id}", to=incident.home)
        return
    lost = Place(slot=former(incident.id), channel=incident.channel)
    await tx.places.put(lost)
    await tx.places.forget(f"channel:{incident.id}")
    changed = replace(incident, channel="", has_channel=False)
    await tx.incidents.save(changed)
    await tx.outbox.redirect(before=f"channel:{incident.id}", to=changed.home)
    event = events.ChannelLost(incident=incident.id, channel=lost.channel, why=why)
    over = _is_over(incident)
    await record(tx, changed, event, now=now, quietly=over)
    to = changed.commander or changed.declared_by
    if to and not over:
        facts = {"channel": lost.channel, "why": why}
        await tell(tx, changed, kind="channel_missing", to=f"person:{to}", facts=facts)


async def channel_regained(tx: Transaction, channel: str, *, now: datetime) -> None:
    """A channel that was lost is there again: the work goes on in it, unless it has found another."""
    incident = await find_former(tx, channel)
    if incident is None or incident.channel or incident.has_channel or _is_over(incident):
        return
    changed = replace(incident, channel=channel, has_channel=True)
    await tx.incidents.save(changed)
    await tx.places.put(Place(slot=f"channel:{incident.id}", channel=channel))
    await tx.places.forget(former(incident.id))
    event = events.ChannelRegained(incident=incident.id, channel=channel)
    await record(tx, changed, event, now=now)


def _is_over(incident: Incident) -> bool:
    """Nobody works on it any more; after the all-clear there is still a postmortem to write."""
    return not incident.status.is_open and incident.status is not Status.RESOLVED


async def channel_renamed(tx: Transaction, channel: str, *, name: str, now: datetime) -> None:
    """People gave the channel another name."""
    incident = await tx.incidents.find_by_channel(channel)
    if incident is None or incident.channel_name == name:
        return
    changed = replace(incident, channel_name=name)
    await tx.incidents.save(changed)
    event = events.ChannelRenamed(incident=incident.id, before=incident.channel_name, name=name)
    await record(tx, changed, event, now=now)


async def message_deleted(tx: Transaction, channel: str, ts: str) -> None:
    """Somebody deleted a card or an announcement by hand: it is posted anew, once, and pinned."""
    place = await tx.places.find_by_message(channel, ts)
    if place is None or not place.slot.startswith(("card:", "announcement:")):
        return
    incident = await tx.incidents.get(int(place.slot.split(":")[1]))
    await tx.places.forget(place.slot)
    await refresh(tx, incident)
    if place.slot == card(incident) and incident.has_channel:
        await tell(
            tx, incident, kind="card", to=incident.home, facts={}, way=Way.PIN, slot=place.slot
        )
