"""What people add to the timeline and take back: notes, and messages captured from Slack."""

import re
from datetime import datetime, timedelta

from bot.domain import event as events
from bot.domain.capture import TEXT_MOST, Look, Seen, Why, instant
from bot.domain.errors import InvalidInput, NothingToChange
from bot.domain.incident import Incident
from bot.domain.timeline import Entry
from bot.services import incidents
from bot.services.people import readable
from bot.services.record import record
from storage import Transaction

NOTE = events.NoteAdded.kind
CAPTURED = events.MessageCaptured.kind
DELETED = events.CapturedDeleted.kind
SOON = timedelta(minutes=1)
"""How far ahead of ours the clock of whoever writes a note may be."""


async def add_note(
    tx: Transaction,
    incident: Incident,
    text: str,
    *,
    by: str,
    now: datetime,
    at: datetime | None = None,
    permalink: str = "",
) -> int:
    """Add what somebody knows, at its own time; returns the entry's number. Anybody may."""
    if not any(char.isprintable() and not char.isspace() for char in text):
        raise InvalidInput("text", "Say what happened; the note is empty.")
    if at is not None and at > now + SOON:
        raise InvalidInput("at", "A note says what has happened; that time is still to come.")
    note = events.NoteAdded(
        incident=incident.id, by=by, text=text.strip(), at=at, permalink=permalink
    )
    return await record(tx, incident, note, now=now)


async def strike(
    tx: Transaction, incident: Incident, seq: int, *, by: str, reason: str, now: datetime
) -> Entry:
    """Mark a note or captured message as struck; one's own, or any as a responder."""
    entry = await tx.timeline.get(incident.id, seq)
    if entry is None:
        raise InvalidInput(
            "seq", f"{incident.ref} has no entry {seq}; `/data-incident {incident.ref} timeline`."
        )
    if entry.kind not in {NOTE, CAPTURED}:
        raise InvalidInput(
            "seq",
            f"Entry {seq} is what the bot itself recorded, and stays; only notes and captured "
            "messages can be struck.",
        )
    if entry.struck:
        raise NothingToChange(f"Entry {seq} is struck already.")
    if entry.by != by:
        await incidents.must_be_responder(tx, incident, by=by, action="strike")
    await _mark_struck(tx, incident, entry, by=by, reason=reason, now=now)
    return entry


async def captured(tx: Transaction, look: Look, seen: Seen, *, now: datetime) -> None:
    """Bring the entry of a message in line with the message as it is: one entry, whatever came first."""
    if look.why is Why.SHORTCUT:
        # Whoever took a 📌 away meanwhile took back that wish, not this one.
        await tx.captures.add(
            look.incident, channel=look.channel, ts=look.ts, purpose=look.purpose, by=look.by
        )
    incident = await incident_of(tx, look, seen)
    found = await tx.captures.find(channel=look.channel, ts=look.ts, purpose=look.purpose)
    if found is None:
        return
    if incident is None or seen.ours:
        await tx.captures.remove(channel=look.channel, ts=look.ts, purpose=look.purpose)
        return
    _, asked_by, seq = found
    entry = await tx.timeline.get(incident.id, seq) if seq else None
    if entry is None:
        await _capture(tx, incident, look, seen, by=asked_by, now=now)
    else:
        await _follow(tx, incident, entry, look, seen, now=now)


async def _capture(
    tx: Transaction, incident: Incident, look: Look, seen: Seen, *, by: str, now: datetime
) -> None:
    """The message becomes an entry at its own time, unless the wish was taken back meanwhile."""
    where = {"channel": look.channel, "ts": look.ts}
    if look.why is not Why.SHORTCUT and seen.there and not _is_pinned(tx, seen):
        await tx.captures.remove(**where, purpose=look.purpose)
        return
    text = await readable(tx, seen.text if seen.there else look.text)
    author = seen.author if seen.there else look.author
    if not text:
        return
    message = events.MessageCaptured(
        incident=incident.id,
        by=look.by if look.why is Why.SHORTCUT else by,
        at=instant(look.ts),
        **where,
        author=author,
        text=text[:TEXT_MOST],
        permalink=seen.permalink,
        comment=look.comment,
        via="shortcut" if look.why is Why.SHORTCUT else "pin",
    )
    seq = await record(tx, incident, message, now=now)
    await tx.captures.done(incident.id, **where, purpose=look.purpose, seq=seq)
    if not seen.there:
        await _deleted(tx, incident, seq, by=_person(author), now=now)


async def _follow(
    tx: Transaction, incident: Incident, entry: Entry, look: Look, seen: Seen, *, now: datetime
) -> None:
    """The message is an entry already: follow what became of it."""
    if not seen.there:
        await _deleted(tx, incident, entry.seq, by=_person(entry.facts["author"]), now=now)
        return
    text = (await readable(tx, seen.text))[:TEXT_MOST]
    if text != (entry.edited or entry.facts["text"]):
        await tx.timeline.mark(incident.id, entry.seq, edited=text)
        edited = events.CapturedEdited(
            incident=incident.id,
            by=_person(seen.author),
            at=seen.edited_at,
            seq=entry.seq,
            text=text,
        )
        await record(tx, incident, edited, now=now)
    wanted = look.why is Why.SHORTCUT or (look.why is Why.ADDED and _is_pinned(tx, seen))
    if wanted and entry.struck:
        await restore(tx, incident, entry, by=look.by, now=now)
    gone = look.why is Why.REMOVED and entry.facts["via"] == "pin" and not _is_pinned(tx, seen)
    if gone and not entry.struck:
        await _mark_struck(tx, incident, entry, by=look.by, reason="📌 taken away", now=now)


async def restore(
    tx: Transaction, incident: Incident, entry: Entry, *, by: str, now: datetime
) -> None:
    """A struck entry counts again."""
    await tx.timeline.mark(incident.id, entry.seq, struck=False)
    again = events.EntryRestored(
        incident=incident.id, by=by, seq=entry.seq, text=entry.edited or entry.facts["text"]
    )
    await record(tx, incident, again, now=now)


async def _mark_struck(
    tx: Transaction, incident: Incident, entry: Entry, *, by: str, reason: str, now: datetime
) -> None:
    """Told where the note was told; a captured message was never told, so neither is this."""
    await tx.timeline.mark(incident.id, entry.seq, struck=True)
    struck = events.EntryStruck(
        incident=incident.id,
        by=by,
        seq=entry.seq,
        reason=reason,
        text=entry.edited or entry.facts["text"],
    )
    await record(tx, incident, struck, now=now, quietly=entry.kind != NOTE)


async def _deleted(
    tx: Transaction, incident: Incident, seq: int, *, by: str, now: datetime
) -> None:
    known = await tx.timeline.list_all(incident.id, kinds=(DELETED,))
    if not any(one.facts["seq"] == seq for one in known):
        gone = events.CapturedDeleted(incident=incident.id, by=by, seq=seq)
        await record(tx, incident, gone, now=now)


async def incident_of(tx: Transaction, look: Look, seen: Seen) -> Incident | None:
    """The incident whose record this goes into, locked; learnt from the thread where need be."""
    if look.incident is not None:
        return await tx.incidents.get(look.incident)
    if not seen.thread_ts:
        return None
    place = await tx.places.find_by_message(look.channel, seen.thread_ts)
    if place is None or not place.slot.startswith("announcement:"):
        return None
    return await tx.incidents.get(int(place.slot.partition(":")[2]))


def _person(author: str) -> str:
    """The author's id; another app's name is nobody who did something here."""
    return author if re.fullmatch(r"[UW][A-Z0-9]+", author) else ""


def _is_pinned(tx: Transaction, seen: Seen) -> bool:
    """While anybody's 📌 is on it, it stays; what cannot be read counts as pinned."""
    return seen.reactions is None or tx.policy.pin_emoji in seen.reactions
