"""An incident's channel: opened, with its people, its pinned card and its bookmarks."""

from collections.abc import Iterable

from bot.domain.incident import Incident
from bot.domain.notice import Way
from bot.services import briefing, recurrences
from bot.services.record import card, tell
from storage import Transaction


async def open_channel(tx: Transaction, incident: Incident, *, moved: bool = False) -> None:
    """Queue the channel and what follows once it is there: invites, pin, bookmarks.

    `moved`: work began in the announcement's thread, which is told where it goes on.
    """
    people = await who_works_on_it(tx, incident)
    home = f"channel:{incident.id}"
    facts = {"moved": moved}
    await tell(tx, incident, kind="channel", to=home, facts=facts, way=Way.OPEN_CHANNEL)
    await tell(tx, incident, kind="responders", to=home, facts={"people": people}, way=Way.INVITE)
    await tell(tx, incident, kind="card", to=home, facts={}, way=Way.PIN, slot=card(incident))
    for name, url in await briefing.bookmarks(tx, incident):
        link = {"name": name, "url": url}
        slot = url.removeprefix("place:") if url.startswith("place:") else ""
        await tell(tx, incident, kind=name[:60], to=home, facts=link, way=Way.BOOKMARK, slot=slot)


async def move_to_channel(tx: Transaction, incident: Incident) -> None:
    """Open the channel of an incident that has worked in a thread, with what is known so far."""
    for slot in (card(incident), f"topic:{incident.id}"):  # of a channel that was lost
        await tx.places.forget(slot)
    await open_channel(tx, incident, moved=True)
    why = f"so far in the thread of its announcement, declared by <@{incident.declared_by}>"
    seen = await recurrences.seen_before(tx, incident)
    facts = await briefing.facts(tx, incident, why=why, seen=seen)
    await tell(tx, incident, kind="briefing", to=incident.home, facts=facts)


async def who_works_on_it(tx: Transaction, incident: Incident) -> list[str]:
    """Commander, communications lead, reporter, responders and the owners of the assets."""
    assets = await tx.assets.list_by_id(await tx.incidents.list_assets(incident.id))
    owners = [
        owner for asset in assets if not asset.kind.is_read_by_people for owner in asset.owners
    ]
    responders = [person for person, _ in await tx.incidents.list_responders(incident.id)]
    named = (incident.commander, incident.comms_lead, incident.declared_by, *responders)
    return list(dict.fromkeys([*(one for one in named if one), *await tx.people.ids(owners)]))


async def invite(tx: Transaction, incident: Incident, people: Iterable[str]) -> None:
    """Invite people into the incident's channel, if it has one; each on their own, so that one who
    cannot come keeps nobody else out."""
    if not incident.has_channel:
        return
    for person in dict.fromkeys(people):
        to, facts = f"channel:{incident.id}", {"people": [person]}
        await tell(tx, incident, kind=person, to=to, facts=facts, way=Way.INVITE)
