"""Slack is kept as the record wants it: each incident is looked at now and then, and mended."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.domain.event import Loss
from bot.domain.incident import Incident
from bot.domain.mending import Difference, Lack, Seen, Wanted, differences
from bot.domain.notice import Notice, NoticeState, Way
from bot.services import channels
from bot.services.record import card, refresh, tell
from storage import Transaction

LOOK = "check"
LOOK_AGAIN = timedelta(minutes=15)
"""Each incident is looked at this often at most, and first when its things have had time to come."""
GOING = frozenset({NoticeState.WAITING, NoticeState.SENDING})
Asked = Sequence[tuple[Notice, NoticeState]]


async def ask_for_one(tx: Transaction, *, now: datetime) -> None:
    """Queue a look at the incident that was looked at least recently, if one is due."""
    number = await tx.mending.find_due(LOOK, before=now - LOOK_AGAIN)
    if number is None:
        return
    incident = await tx.incidents.get(number)  # locked: meanwhile its channel is not lost
    await tx.mending.drop_looks(number, LOOK)
    await tell(
        tx,
        incident,
        kind=LOOK,
        to=incident.home,
        facts={},
        way=Way.CAPTURE,
        slot=f"{LOOK}:{number}",
        bulk=True,
    )


async def wanted(tx: Transaction, incident: Incident) -> Wanted:
    """What the record asks for of one incident; links as they were asked for."""
    announced = await tx.places.find(f"announcement:{incident.id}")
    slot = card(incident)
    asked = await tx.mending.list_asked(incident.id)
    card_waits = await tx.outbox.awaits(slot)
    return Wanted(
        channel=incident.channel if incident.has_channel else "",
        name=incident.channel_name,
        announced=bool(announced and announced.ts),
        card=not card_waits and await tx.places.find(slot) is not None,
        pin=not card_waits and _carried_out(asked, Way.PIN),
        topic=_carried_out(asked, Way.TOPIC),
        bookmarks=tuple(_bookmarks(asked)),
        uninvited=await _uninvited(tx, incident, asked),
    )


async def mend(
    tx: Transaction, number: int, seen: Seen, *, now: datetime
) -> tuple[Incident, list[Difference]]:
    """Queue what puts it right, compared with the record as it is by now; returns what differed."""
    incident = await tx.incidents.get(number)
    found = differences(await wanted(tx, incident), seen)
    asked = await tx.mending.list_asked(number)
    for one in found:
        await _mend(tx, incident, one, asked=asked, now=now)
    return incident, found


async def _mend(
    tx: Transaction, incident: Incident, found: Difference, *, asked: Asked, now: datetime
) -> None:
    home = f"channel:{incident.id}"
    if found.lack is Lack.CHANNEL:
        await channels.channel_lost(tx, incident.id, why=Loss(found.what), now=now)
    elif found.lack is Lack.NAME:
        await channels.channel_renamed(tx, incident.channel, name=found.what, now=now)
    elif found.lack in {Lack.CARD, Lack.ANNOUNCEMENT}:
        # An edit finds it gone, and posts (and pins) it anew: as when people delete it in between.
        slot = card(incident) if found.lack is Lack.CARD else f"announcement:{incident.id}"
        await tx.places.show(slot, "")
        await refresh(tx, incident)
    elif found.lack is Lack.PIN:
        await tell(tx, incident, kind="card", to=home, facts={}, way=Way.PIN, slot=card(incident))
    elif found.lack is Lack.TOPIC:
        await tx.places.show(f"topic:{incident.id}", "")
        await refresh(tx, incident)
    elif found.lack is Lack.BOOKMARK:
        again = next(one for one, _ in asked if one.facts.get("name") == found.what)
        await tx.outbox.add(again)
    elif found.lack is Lack.PERSON:
        facts, once = {"people": [found.what]}, f"mended:{incident.id}:{found.what}"
        await tell(tx, incident, kind=found.what, to=home, facts=facts, way=Way.INVITE, once=once)


def _carried_out(asked: Asked, way: Way) -> bool:
    """Done at least once, and nothing of it under way."""
    states = {state for one, state in asked if one.way is way}
    return NoticeState.SENT in states and not states & GOING


def _bookmarks(asked: Asked) -> list[tuple[str, str]]:
    links = [(one, state) for one, state in asked if one.way is Way.BOOKMARK]
    names = dict.fromkeys(str(one.facts["name"]) for one, _ in links)
    found = []
    for name in names:
        same = [(one, state) for one, state in links if one.facts["name"] == name]
        if _carried_out(same, Way.BOOKMARK):
            found.append((name, str(same[0][0].facts["url"])))
    return found


async def _uninvited(tx: Transaction, incident: Incident, asked: Asked) -> frozenset[str]:
    """Commander, communications lead and responders whom nobody has invited with success."""
    named = {person for person, _ in await tx.incidents.list_responders(incident.id)}
    named |= {incident.commander, incident.comms_lead} - {""}
    done = {
        str(person)
        for one, state in asked
        if one.way is Way.INVITE and state is not NoticeState.DEAD
        for person in one.facts["people"]
    }
    return frozenset(await tx.people.ids(sorted(named - done)))
