"""Who wishes to hear, who hears of an incident and why, and telling all of them once."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.domain import event as events
from bot.domain.asset import Asset
from bot.domain.errors import NothingToChange
from bot.domain.incident import Incident
from bot.domain.policy import Domain
from bot.domain.subscription import Concerned, Listener, Subscription
from bot.services.record import record, refresh, tell
from storage import Transaction


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """What one person has said about hearing: `left` are those they do not want to hear of."""

    incidents: tuple[Incident, ...] = ()
    assets: tuple[Asset, ...] = ()
    left: tuple[Asset, ...] = ()


async def subscribe(tx: Transaction, incident: Incident, *, by: str) -> bool:
    """Wish to hear every update of an incident; False when it was so already."""
    wish = Subscription(person=by, incident=incident.id)
    if wish in await tx.subscriptions.list_of(by):
        return False
    await tx.subscriptions.save(wish)
    await refresh(tx, incident)
    return True


async def unsubscribe(tx: Transaction, incident: Incident, *, by: str) -> bool:
    """Wish to hear nothing of an incident, for whatever reason one would; False when it was so."""
    wish = Subscription(person=by, incident=incident.id, muted=True)
    if wish in await tx.subscriptions.list_of(by):
        return False
    await tx.subscriptions.save(wish)
    await refresh(tx, incident)
    return True


async def follow(tx: Transaction, asset: Asset, *, by: str) -> bool:
    """Wish to hear of whatever affects an asset; False when it was so already."""
    wish = Subscription(person=by, asset=asset.id)
    if wish in await tx.subscriptions.list_of(by):
        return False
    await tx.subscriptions.save(wish)
    return True


async def leave(tx: Transaction, asset: Asset, *, by: str) -> None:
    """Hear of an asset no more; its owner is kept as not wishing to. Raises NothingToChange."""
    if by in await tx.people.ids(asset.owners):
        await tx.subscriptions.save(Subscription(person=by, asset=asset.id, muted=True))
    elif not await tx.subscriptions.remove(Subscription(person=by, asset=asset.id)):
        raise NothingToChange(
            f"You did not follow “{asset.name}”. `/data-incident subscribe` shows what you hear of."
        )


async def wishes_of(tx: Transaction, person: str) -> Wishes:
    """What one person follows; incidents that are over are left out."""
    standing = await tx.subscriptions.list_of(person)
    incidents = [
        await tx.incidents.get(wish.incident)
        for wish in standing
        if wish.incident and not wish.muted
    ]
    assets = [wish.asset for wish in standing if wish.asset and not wish.muted]
    left = [wish.asset for wish in standing if wish.asset and wish.muted]
    return Wishes(
        incidents=tuple(one for one in incidents if one.status.is_open),
        assets=tuple(await tx.assets.list_by_id(assets)),
        left=tuple(await tx.assets.list_by_id(left)),
    )


async def affected(tx: Transaction, incident: Incident) -> list[Asset]:
    """The linked assets and everything that reads them, nearest first."""
    linked = await tx.incidents.list_assets(incident.id)
    if not linked:
        return []
    lineage = await tx.assets.lineage()
    return await tx.assets.list_by_id([*linked, *lineage.downstream(linked)])


async def in_trouble(tx: Transaction, asset: Asset) -> list[Incident]:
    """Open incidents that affect an asset: linked to it, or to what it is made of; no drills."""
    lineage = await tx.assets.lineage()
    concerned = [asset.id, *lineage.upstream([asset.id])]
    found = await tx.incidents.list_of_assets(concerned, open_only=True)
    return [incident for incident in found if not incident.drill]


async def listeners(tx: Transaction, incident: Incident) -> list[Listener]:
    """Who hears of an incident by direct message, each once, with what is theirs and why."""
    concerned = await affected(tx, incident)
    domain = _domain(tx, incident)
    read = [asset for asset in concerned if asset.kind.is_read_by_people]
    people = [name for name in domain.audience if not name.startswith("#")]
    whom = Concerned(
        affected=concerned,
        owners={asset.id: await tx.people.ids(asset.owners) for asset in read},
        audience=await tx.people.ids(people),
        label=domain.label,
    )
    wishes = await tx.subscriptions.list_for(incident.id, [asset.id for asset in concerned])
    gone = await tx.people.gone({wish.person for wish in wishes})
    inside = [person for person, _ in await tx.incidents.list_responders(incident.id)]
    standing = [wish for wish in wishes if wish.person not in gone]
    return whom.listeners(incident, standing, inside=inside)


def channels(tx: Transaction, incident: Incident) -> list[str]:
    """The channels, such as `#finance`, that the policy names for the incident's domain."""
    if incident.drill:
        return []
    named = [name for name in _domain(tx, incident).audience if name.startswith("#")]
    announce = tx.policy.announce_channel.removeprefix("#")
    return [name for name in dict.fromkeys(named) if name != f"#{announce}"]


async def tell_listeners(
    tx: Transaction,
    incident: Incident,
    *,
    kind: str,
    facts: Mapping[str, Any],
    now: datetime,
    what: str = "",
    without: Collection[str] = (),
) -> list[Listener]:
    """One direct message for each listener, one post in each channel of the audience, one entry.

    The template `notices/<kind>.j2` gets `facts`, and: `theirs` and `because` (lists of names and
    of reasons, empty in a channel), `direct` (false in a channel) and, there, `in_channel`.
    `without` are people who know already, such as the author.
    """
    if kind in tx.policy.silenced:
        return []
    hearing = [one for one in await listeners(tx, incident) if one.person not in without]
    for one in hearing:
        theirs = {"theirs": one.theirs, "because": one.because, "direct": True}
        to, said = f"person:{one.person}", {**facts, **theirs}
        await tell(tx, incident, kind=kind, to=to, facts=said, bulk=True)
    posted = channels(tx, incident)
    for channel in posted:
        nobody = {"theirs": (), "because": (), "direct": False, "in_channel": True}
        await tell(tx, incident, kind=kind, to=channel, facts={**facts, **nobody})
    if hearing or posted:
        told = events.SubscribersTold(
            incident=incident.id,
            what=what or kind,
            people=tuple(one.person for one in hearing),
            reasons=tuple("; ".join(one.because) for one in hearing),
            channels=tuple(posted),
        )
        await record(tx, incident, told, now=now)
    return hearing


def _domain(tx: Transaction, incident: Incident) -> Domain:
    return tx.policy.domains.get(incident.domain) or Domain(name="", label="")
