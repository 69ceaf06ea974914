"""Events in every order they can come in, some of them twice: one and the same timeline."""

import asyncio
import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

import handlers.events
from bot.domain.capture import Look, Seen
from bot.domain.errors import AlreadyDone
from bot.domain.incident import Incident
from bot.domain.notice import Way
from bot.domain.severity import Severity
from bot.domain.timeline import chain_is_whole
from bot.services import captures
from handlers.deps import Deps
from handlers.discover import discover
from handlers.events.kinds import Heard, Listener
from storage import Database
from tests.conftest import MovingClock
from tests.handlers.incidents import PIN

BOT, ANA, BEN = "UBOT", "UANA", "UBEN"
Event = Mapping[str, Any]
Line = tuple[int, str, str, bool]
"""Seconds from the message on, what it is, by whom, and whether it is struck."""


class Room:
    """One incident's channel, with one message in it that has become what it is."""

    def __init__(self, db: Database, clock: MovingClock, number: int, seen: Seen) -> None:
        self.db, self.clock, self.seen = db, clock, seen
        self.channel, self.ts = f"C{number}", f"{clock().timestamp():.0f}.000000"
        # Nobody is there to answer to: what is told to a person is not what this is about.
        client = AsyncWebClient(base_url="http://127.0.0.1:9/api/", retry_handlers=[])
        self.deps = Deps(db=db, client=client, now=clock)
        self.listeners = discover(handlers.events, Listener)
        self.looked, self.begun = 0, clock()

    async def opens(self) -> None:
        async with self.db.transaction() as tx:
            incident = Incident(
                title="Revenue is missing",
                severity=Severity.SEV1,
                declared_by=ANA,
                declared_at=self.clock(),
                channel=self.channel,
                has_channel=True,
            )
            self.incident = await tx.incidents.add(incident)

    def event(self, name: str, at: int) -> Event:
        """One of the events, as Slack sends it; `at` are seconds from the message on."""
        item = {"type": "message", "channel": self.channel, "ts": self.ts}
        person = BEN if name.endswith("ben") else ANA
        react = {"user": person, "reaction": PIN, "item": item, "item_user": ANA}
        said = {"ts": self.ts, "user": ANA, "text": "first"}
        events: dict[str, Event] = {
            "pinned": {"type": "reaction_added", **react},
            "unpinned": {"type": "reaction_removed", **react},
            "edited": {
                "type": "message",
                "subtype": "message_changed",
                "message": {**said, "text": "second"},
                "previous_message": said,
            },
            "deleted": {
                "type": "message",
                "subtype": "message_deleted",
                "deleted_ts": self.ts,
                "previous_message": {**said, "text": "second"},
            },
            "joined": {"type": "member_joined_channel", "user": BEN},
            "noted": {
                "type": "app_mention",
                "user": ANA,
                "text": f"<@{BOT}> note it is the loader",
            },
        }
        stamp = f"{self.begun.timestamp() + at:.0f}.000000"
        return {"channel": self.channel, "event_ts": stamp, **events[name.partition(" ")[0]]}

    async def hears(self, event: Event, key: str) -> None:
        """The front door's part of it: a repeat is nobody's mistake."""
        heard = Heard(event=event, key=f"event:{self.channel}:{key}", bot_user=BOT)
        deps = self.deps.for_request(heard.key)
        try:
            await self.listeners[str(event["type"])].run(heard, deps)
        except AlreadyDone:
            return

    async def looks(self) -> None:
        """The worker's part: each wish to look at the message, in order, sees it as it is now."""
        async with self.db.transaction() as tx:
            wishes = [
                one for one in await tx.outbox.list_all(self.incident.id) if one.way is Way.CAPTURE
            ]
            for wish in wishes[self.looked :]:
                await captures.looked(tx, Look.of(wish.facts), self.seen, now=self.clock())
        self.looked = len(wishes)

    async def timeline(self) -> list[Line]:
        """What people read, in the order in which it happened."""
        async with self.db.reading() as tx:
            kept = await tx.timeline.list_all(self.incident.id)
        assert chain_is_whole(kept)
        return sorted(
            (
                int((one.at - self.begun).total_seconds()),
                one.kind,
                # Of several who pinned it, whoever was heard first: an entry once written stays.
                "" if one.kind == "message_captured" else one.by,
                one.struck,
            )
            for one in kept
        )


async def told(
    db: Database,
    clock: MovingClock,
    order: Sequence[str],
    seen: Seen,
    *,
    number: int,
    again: str = "",
) -> list[Line]:
    """The timeline after these events in this order, two minutes late and one of them twice; the
    worker looks after each, or (every other time) only at the end."""
    room = Room(db, clock, number, seen)
    await room.opens()
    events = {name: room.event(name, at) for at, name in enumerate(sorted(order))}
    clock.advance(minutes=2)
    for name in [*order, again or order[number % len(order)]]:
        clock.advance(seconds=1)
        await room.hears(events[name], name)
        if number % 2:
            await room.looks()
    await room.looks()
    if room.deps.under_way:
        await asyncio.wait(room.deps.under_way)
    return await room.timeline()


def orders(db: Database, names: Sequence[str]) -> Iterable[tuple[int, tuple[str, ...]]]:
    """Every order, numbered; on PostgreSQL, where each takes longer and which decides nothing about
    it, every seventh."""
    every = list(enumerate(itertools.permutations(names), start=1))
    return every if db.is_sqlite else every[::7]


STAYS = Seen(author=ANA, text="second", permalink="https://x", reactions=frozenset({PIN}))
TAKEN_BACK = replace(STAYS, reactions=frozenset())


@pytest.mark.parametrize("first", range(5))
@pytest.mark.parametrize(
    ("names", "seen", "wanted"),
    [
        (
            ("pinned", "pinned ben", "unpinned ben", "edited", "joined"),
            STAYS,
            [(0, "message_captured"), (1, "person_joined")],
        ),
        (
            ("pinned", "unpinned", "edited", "joined", "noted"),
            TAKEN_BACK,
            [(1, "person_joined"), (2, "note_added")],
        ),
    ],
    ids=["stays", "taken back"],
)
async def test_every_order_gives_the_same_timeline(
    db: Database,
    clock: MovingClock,
    names: Sequence[str],
    seen: Seen,
    wanted: Sequence[tuple[int, str]],
    first: int,
) -> None:
    begins = [order for order in orders(db, names) if order[1][0] == names[first]]
    timelines = {
        tuple(await told(db, clock, order, seen, number=number)) for number, order in begins
    }

    assert len(begins) == 24 if db.is_sqlite else begins
    (timeline,) = timelines
    assert [(at, kind) for at, kind, _, _ in timeline] == wanted


async def test_a_deleted_message_is_known_only_where_its_pin_came_first(
    db: Database, clock: MovingClock
) -> None:
    """Its deletion carries the last copy of its words, and what nobody asked for is not kept."""
    names = ("pinned", "edited", "deleted", "joined")
    gone = Seen(there=False)

    for number, order in orders(db, names):
        lines = await told(db, clock, order, gone, number=number, again="pinned")
        kinds = [kind for _, kind, _, _ in lines]
        in_time = order.index("pinned") < order.index("deleted")
        kept = ["captured_deleted", "message_captured"] if in_time else []
        assert sorted(kinds) == [*kept, "person_joined"], order


async def test_an_event_is_on_the_timeline_when_it_happened_not_when_it_came(
    db: Database, clock: MovingClock
) -> None:
    room = Room(db, clock, 1, STAYS)
    await room.opens()
    joined, noted = room.event("joined", 0), room.event("noted", 30)
    clock.advance(minutes=6)

    await room.hears(noted, "noted")
    await room.hears(joined, "joined")

    assert [(at, kind) for at, kind, _, _ in await room.timeline()] == [
        (0, "person_joined"),
        (30, "note_added"),
    ]
