"""The promises I1 to I10 as one checker: what is wrong with the record and Slack in the end."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bot.domain.milestones import IN_ORDER
from bot.domain.notice import READ, NoticeState, Way
from bot.domain.timeline import Entry, chain_is_whole
from bot.ui.postmortem_canvas import canvas
from storage import rows
from tests.chaos.evidence import Evidence

MOST_ATTEMPTS = 6
MORE_CALLS = 30
"""Calls that one fault may cost beside those of a run without it."""
ALIVE = (NoticeState.WAITING, NoticeState.SENDING)


class Kind(StrEnum):
    LOST = "lost"
    DOUBLED = "doubled"
    ORPHANED = "orphaned"


@dataclass(frozen=True)
class Finding:
    """One broken promise."""

    kind: Kind
    text: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.text}"


def check(found: Evidence, clean: Evidence | None = None, *, faults: int = 1) -> list[Finding]:
    """Everything broken; `clean` is the same story without a fault."""
    findings = [
        *_messages(found),
        *_order(found),
        *_channels(found),
        *_canvases(found),
        *_timelines(found),
        *_milestones(found),
        *_bounds(found),
    ]
    if clean is not None:
        findings += [*_same_as(clean, found), *_calls(clean, found, faults=faults)]
    return findings


def _messages(found: Evidence) -> Iterator[Finding]:
    """I4: each logical message once; at most one duplicate, where the record marks a doubt."""
    seen = Counter(found.subject(one) for one in found.posted)
    doubtful = {found.subject(one) for one in found.posted if _doubt(found.notice(one))}
    for subject, times in seen.items():
        if subject.startswith("unknown"):
            yield Finding(Kind.ORPHANED, f"I4 a message of no notice ({subject})")
        if times > (2 if subject in doubtful else 1):
            yield Finding(Kind.DOUBLED, f"I4 {subject} was said {times} times")
    for row in found.rows["notice"]:
        if row.state in ALIVE:
            yield Finding(Kind.LOST, f"I8 still {row.state}: {_named(row)}: {row.error}")
        if row.state == NoticeState.DEAD and not _ended_with_its_channel(found, row):
            yield Finding(Kind.LOST, f"I1 given up: {_named(row)}: {row.error}")
        if row.way == Way.POST and row.state == NoticeState.SENT and not seen[f"notice {row.id}"]:
            yield Finding(Kind.LOST, f"I4 said to be sent, but not there: {_named(row)}")
    yield from _slots(found, seen)


def _slots(found: Evidence, seen: Counter[str]) -> Iterator[Finding]:
    """I8: every slot that was sent is there, where the record says; not the card of a lost channel."""
    places = {row.slot: row for row in found.rows["place"]}
    there = {(one.channel.id, one.message.ts) for one in found.posted}
    homeless = {
        f"card:{row.id}"
        for row in found.rows["incident"]
        if not row.has_channel and found.lost(row.id)
    }
    sent = {row.slot for row in found.rows["notice"] if row.way == Way.SLOT}
    for slot in sent - homeless:
        place = places.get(slot)
        if place is None or (place.channel, place.ts) not in there:
            yield Finding(Kind.LOST, f"I8 the message of {slot} is not where the record says")


def _order(found: Evidence) -> Iterator[Finding]:
    """I4: what is said in one place is said in the order it happened."""
    last: dict[str, int] = {}
    said: set[int] = set()
    for one in sorted(found.posted, key=lambda one: one.message.ts):
        row = found.notice(one)
        if row is None or row.way != Way.POST or row.id in said:
            continue
        said.add(row.id)
        if row.id < last.get(row.to, 0):
            yield Finding(Kind.LOST, f"I4 out of order in {row.to}: {_named(row)}")
        last[row.to] = max(row.id, last.get(row.to, 0))


def _channels(found: Evidence) -> Iterator[Finding]:
    """I3: an incident with a channel has one, and each channel that the bot made is known."""
    made = {one.id: one for one in found.channels if one.creator == found.bot and not one.is_im}
    known = {row.channel for row in found.rows["incident"] if row.channel}
    known |= {channel for row in found.rows["incident"] for channel in found.lost(row.id)}
    for channel in made.values():
        if channel.id not in known:
            yield Finding(Kind.ORPHANED, f"I3 no incident knows #{channel.name}")
    for row in found.rows["incident"]:
        if row.has_channel and row.channel not in made:
            yield Finding(Kind.LOST, f"I3 DI-{row.id} has no channel ({row.channel or 'none'})")
    keys = Counter(row.channel for row in found.rows["incident"] if row.channel)
    for channel_id, times in keys.items():
        if times > 1:
            yield Finding(Kind.DOUBLED, f"I3 {times} incidents share {channel_id}")


def _canvases(found: Evidence) -> Iterator[Finding]:
    """I4, I8: what is published in a channel is its one canvas, in the newest words."""
    newest = {row.incident: row.markdown for row in found.rows["postmortem"]}
    sent = {
        (row.incident, row.channel)
        for row in found.rows["notice"]
        if row.way == Way.CANVAS and row.state == NoticeState.SENT
    }
    for row in found.rows["incident"]:
        there = [one for one in found.canvases if one.channel and one.channel == row.channel]
        wanted = (row.id, row.channel) in sent
        for one in there[wanted:]:
            yield Finding(Kind.DOUBLED, f"I4 DI-{row.id} has the canvas {one.id} too much")
        words = canvas(f"DI-{row.id}", newest.get(row.id, "")).strip()
        if wanted and [one.markdown for one in there[:1]] != [words]:
            yield Finding(Kind.LOST, f"I8 DI-{row.id}'s canvas does not say what is published")
    made = {one.id for one in found.channels if one.creator == found.bot}
    for one in found.canvases:
        if one.channel not in made:
            yield Finding(Kind.ORPHANED, f"I3 the canvas {one.id} is in no incident's channel")


def _timelines(found: Evidence) -> Iterator[Finding]:
    """I5: numbers without gaps, a chain that verifies, and an incident that knows its end."""
    for incident in found.rows["incident"]:
        written = sorted(
            (row for row in found.rows["entry"] if row.incident == incident.id),
            key=lambda row: row.seq,
        )
        entries = [rows.of(Entry, row) for row in written]
        if not chain_is_whole(entries):
            yield Finding(Kind.LOST, f"I5 the timeline of DI-{incident.id} is broken")
        elif entries and (incident.seq, incident.head) != (entries[-1].seq, entries[-1].hash):
            yield Finding(Kind.LOST, f"I5 DI-{incident.id} does not know the end of its timeline")


def _milestones(found: Evidence) -> Iterator[Finding]:
    """I6: no milestone before the one that it follows."""
    for row in found.rows["incident"]:
        for earlier, later in IN_ORDER:
            first, second = getattr(row, f"{earlier}_at"), getattr(row, f"{later}_at")
            if first and second and first > second:
                yield Finding(Kind.LOST, f"I6 DI-{row.id}: {earlier} is after {later}")


def _bounds(found: Evidence) -> Iterator[Finding]:
    """I9: attempts are bounded."""
    for row in found.rows["notice"]:
        if row.attempts > MOST_ATTEMPTS:
            yield Finding(Kind.LOST, f"I9 {row.attempts} attempts: {_named(row)}")


def _calls(clean: Evidence, found: Evidence, *, faults: int) -> Iterator[Finding]:
    """I9: a fault costs a bounded number of calls."""
    if found.calls > clean.calls + MORE_CALLS * faults:
        yield Finding(Kind.LOST, f"I9 {found.calls} calls instead of {clean.calls}")


def _same_as(clean: Evidence, found: Evidence) -> Iterator[Finding]:
    """I2, I8, I10: in the end people see what they see without faults, and so says the record."""
    told = (
        ("message", clean.said(), found.said()),
        ("file", clean.files(), found.files()),
        ("entry", clean.kinds(), found.kinds()),
    )
    for what, expected, there in told:
        for missing in (expected - there).elements():
            yield Finding(Kind.LOST, f"I8 {what} missing: {_short(missing)}")
        for more in (there - expected).elements():
            yield Finding(Kind.DOUBLED, f"I8 {what} too much: {_short(more)}")
    before, after = clean.looks(), found.looks()
    for name in before.keys() | after.keys():
        if before.get(name) != after.get(name):
            text = f"I8 #{name} is {after.get(name)} instead of {before.get(name)}"
            yield Finding(Kind.LOST, text)


def _doubt(row: Any) -> bool:
    return row is not None and bool(row.doubt)


def _ended_with_its_channel(found: Evidence, row: Any) -> bool:
    """Nobody misses an invitation or a pin of a channel that people took away; what is read moves."""
    ended = row.doubt.startswith("ended with channel:") and row.way not in READ
    return ended and bool(found.lost(row.incident))


def _named(row: Any) -> str:
    return f"notice {row.id} ({row.way} {row.kind} to {row.to})"


def _short(thing: Any) -> str:
    return " · ".join(str(part) for part in thing).replace("\n", " / ")[:600]
