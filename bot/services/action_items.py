"""Action items: filed or suggested, changed, done or dropped, and their owners reminded."""

from dataclasses import replace
from datetime import date, datetime

from bot.domain import event as events
from bot.domain.action_item import (
    TEXT_MAX,
    ActionItem,
    Wish,
    check_due,
    clean_text,
)
from bot.domain.errors import InvalidInput, NotFound
from bot.domain.incident import Incident
from bot.domain.permission import may_command
from bot.domain.when import day_of
from bot.services.incidents import must_be_responder
from bot.services.record import record, tell
from storage import Transaction

FROM_A_MESSAGE = "What the linked message says"
"""The text of an item suggested from a message without words, such as a picture."""


async def file(
    tx: Transaction, incident: Incident, wish: Wish, *, by: str, now: datetime
) -> ActionItem:
    """File an item; what is not known yet is asked before the postmortem is published."""
    await _must_be_allowed(tx, incident, by=by)
    await _check(tx, wish, before=None, by=by, now=now)
    return await _add(tx, incident, wish, by=by, now=now, permalink="")


async def suggested(
    tx: Transaction,
    incident: Incident,
    *,
    text: str,
    permalink: str,
    by: str,
    now: datetime,
) -> ActionItem:
    """File an item from the text of a message; owner, type and date are asked later.

    Anybody may, as with a note; having written the message makes nobody the owner.
    """
    line = " ".join(text.split())[:TEXT_MAX]
    try:
        line = clean_text(line)
    except InvalidInput:
        line = FROM_A_MESSAGE
    return await _add(tx, incident, Wish(text=line), by=by, now=now, permalink=permalink)


async def find(tx: Transaction, incident: Incident, number: int) -> ActionItem:
    """An item by its number; raises NotFound."""
    item = await tx.action_items.find(incident.id, number)
    if item is None:
        raise NotFound(
            f"{incident.ref} has no action item {number}. "
            f"`/data-incident {incident.ref} action` lists them."
        )
    return item


async def change(
    tx: Transaction, incident: Incident, number: int, wish: Wish, *, by: str, now: datetime
) -> ActionItem:
    """Say it better, give it to somebody, move its date; a new owner is told."""
    item = await find(tx, incident, number)
    await _must_be_allowed(tx, incident, by=by, item=item)
    await _check(tx, wish, before=item, by=by, now=now)
    changed, event = item.change(wish, by=by)
    changed = changed.reminded(timezone=await _zone(tx, changed.owner), now=now)
    await tx.action_items.save(changed)
    await record(tx, incident, event, now=now)
    if changed.owner != item.owner:
        await _tell_owner(tx, incident, changed, by=by)
    return changed


async def move(
    tx: Transaction, incident: Incident, number: int, due: date | None, *, by: str, now: datetime
) -> ActionItem:
    """Give it another date."""
    item = await find(tx, incident, number)
    return await change(tx, incident, number, replace(item.wish, due=due), by=by, now=now)


async def complete(
    tx: Transaction, incident: Incident, number: int, *, note: str, by: str, now: datetime
) -> ActionItem:
    """It was carried out."""
    item = await find(tx, incident, number)
    await _must_be_allowed(tx, incident, by=by, item=item)
    ended, event = item.done(note=note, by=by, now=now)
    await tx.action_items.save(ended)
    await record(tx, incident, event, now=now)
    return ended


async def drop(
    tx: Transaction, incident: Incident, number: int, *, reason: str, by: str, now: datetime
) -> ActionItem:
    """It will not be carried out; the reason is kept."""
    item = await find(tx, incident, number)
    await _must_be_allowed(tx, incident, by=by, item=item)
    ended, event = item.drop(reason=reason, by=by, now=now)
    await tx.action_items.save(ended)
    await record(tx, incident, event, now=now)
    return ended


async def remind(tx: Transaction, item_id: int, *, now: datetime) -> None:
    """Tell the owner that it is due or overdue, and move the reminder on."""
    item = await tx.action_items.get(item_id)
    if item.remind_at is None or item.remind_at > now or item.due is None:
        return
    incident = await tx.incidents.get(item.incident)
    zone = await _zone(tx, item.owner)
    late = (day_of(now, zone) - item.due).days
    facts = {"item": item.number, "text": item.text, "due": item.due, "late": max(0, late)}
    once, to = (
        f"due:{item.created_at.isoformat()}:{item.id}:{item.remind_at}",
        f"person:{item.owner}",
    )
    await tell(tx, incident, kind="action_item_due", to=to, facts=facts, once=once)
    await tx.action_items.save(item.reminded(timezone=zone, now=now))


async def _add(
    tx: Transaction, incident: Incident, wish: Wish, *, by: str, now: datetime, permalink: str
) -> ActionItem:
    made = ActionItem(
        incident=incident.id,
        text=clean_text(wish.text),
        type=wish.type,
        owner=wish.owner,
        due=wish.due,
        created_at=now,
        created_by=by,
        source_link=permalink,
    )
    item = await tx.action_items.add(made.reminded(timezone=await _zone(tx, wish.owner), now=now))
    event = events.ActionItemFiled(
        incident=incident.id,
        by=by,
        item=item.number,
        text=item.text,
        type=item.type or "",
        owner=item.owner,
        due=item.due,
        permalink=permalink,
    )
    await record(tx, incident, event, now=now)
    await _tell_owner(tx, incident, item, by=by)
    return item


async def _tell_owner(tx: Transaction, incident: Incident, item: ActionItem, *, by: str) -> None:
    """Whoever got an item from somebody else is told, wherever they are."""
    if not item.owner or item.owner == by:
        return
    facts = {"item": item.number, "text": item.text, "due": item.due, "given_by": by}
    await tell(tx, incident, kind="action_item_given", to=f"person:{item.owner}", facts=facts)


async def _must_be_allowed(
    tx: Transaction, incident: Incident, *, by: str, item: ActionItem | None = None
) -> None:
    """Responders may; so may an item's owner, and once the incident is over, the data team."""
    if item is not None and item.owner == by:
        return
    team = await tx.people.ids(tx.policy.data_team)
    if not incident.status.is_open and may_command(by, data_team=team):
        return
    await must_be_responder(tx, incident, by=by, action="action")


async def _check(
    tx: Transaction, wish: Wish, *, before: ActionItem | None, by: str, now: datetime
) -> None:
    """Raise InvalidInput for an owner who is nobody, or a date that cannot be kept."""
    if wish.owner and (before is None or before.owner != wish.owner):
        person = await tx.people.find(wish.owner)
        if person is None or person.is_bot or not person.active:
            raise InvalidInput(
                "owner", f"<@{wish.owner}> is nobody who can own it; choose a person."
            )
    if before is None or before.due != wish.due:
        check_due(wish.due, today=day_of(now, await _zone(tx, wish.owner or by)))


async def _zone(tx: Transaction, person: str) -> str:
    known = await tx.people.find(person) if person else None
    return known.timezone if known else tx.policy.timezone
