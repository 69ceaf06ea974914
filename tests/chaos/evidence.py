"""What is there in the end: the rows of the record, and everything people see in Slack, by name."""

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlmodel import SQLModel

from bot.domain.event import ChannelLost
from bot.domain.notice import Way
from bot.sandbox import Sandbox
from bot.sandbox.model import Canvas, Channel, Message
from storage import Database
from storage.tables import EntryRow, IncidentRow, NoticeRow, PlaceRow, PostmortemRow
from storage.types import table

TABLES: dict[str, type[SQLModel]] = {
    "incident": IncidentRow,
    "notice": NoticeRow,
    "place": PlaceRow,
    "entry": EntryRow,
    "postmortem": PostmortemRow,
}
VARYING = (
    (re.compile(r"https?://[^\s|>]+/archives/[^\s|>]+"), "LINK"),
    (re.compile(r"<!date\^\d+\^[^>]*>"), "DATE"),
    (re.compile(r"\b\d{1,2}:\d\d\b"), "TIME"),
    (re.compile(r"\b\d+ ?(s|seconds?|min|minutes?|h|hours?)\b"), "SPAN"),
)
ID = re.compile(r"\b[CDUV]0[0-9A-Z]{6,}\b")
NUMBER = re.compile(r"\b(di-)(\d+)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Posted:
    """A message of the bot, and the notice it carries the name of."""

    message: Message
    channel: Channel
    name: str


@dataclass
class Evidence:
    """Everything the checker looks at."""

    rows: dict[str, list[Any]]
    channels: list[Channel]
    bot: str
    names: dict[str, str]
    calls: int
    posted: list[Posted] = field(default_factory=list)
    canvases: list[Canvas] = field(default_factory=list)

    def notice(self, posted: Posted) -> Any:
        """The row that the message came from, or None."""
        for row in self.rows["notice"]:
            if posted.name in {row.key, str(row.id)}:
                return row
        return None

    def number(self, incident: int) -> int:
        """The how many-th incident it is: what was undone leaves a gap in PostgreSQL's numbers."""
        known = sorted(row.id for row in self.rows["incident"])
        return known.index(incident) + 1 if incident in known else incident

    def renumbered(self, text: str) -> str:
        """The same with incidents by their order."""
        return NUMBER.sub(lambda found: f"{found[1]}{self.number(int(found[2]))}", text)

    def where(self, channel: Channel) -> str:
        """A channel as people call it; a direct message by whom it is with."""
        if channel.name:
            return self.renumbered(channel.name)
        return "dm:" + ",".join(self.names[one] for one in channel.members if one != self.bot)

    def words(self, message: Message) -> str:
        """What a message says, without the times, links and ids that differ from run to run."""
        text = f"{message.text}\n{message.words}"
        for pattern, word in VARYING:
            text = pattern.sub(word, text)
        return self.renumbered(ID.sub(lambda found: self.names.get(found[0], "ID"), text))

    def said(self) -> Counter[Any]:
        """What each channel says, each notice counted once."""
        found: Counter[Any] = Counter()
        seen: set[str] = set()
        for one in self.posted:
            name = self.subject(one)
            if name not in seen:
                seen.add(name)
                found[self.where(one.channel), self.words(one.message)] += 1
        return found

    def subject(self, posted: Posted) -> str:
        """One message is one subject: a notice, or a slot that several notices have written to (once in
        each channel, where the incident has lost one and has another card in the next)."""
        row = self.notice(posted)
        if row is None:
            return f"unknown {posted.name}"
        if row.way != Way.SLOT:
            return f"notice {row.id}"
        return f"{row.slot} in {posted.channel.id}" if self.lost(row.incident) else str(row.slot)

    def lost(self, incident: int | None) -> set[str]:
        """The channels that people took from an incident, by its timeline."""
        return {
            str(row.facts["channel"])
            for row in self.rows["entry"]
            if row.incident == incident and row.kind == ChannelLost.kind
        }

    def files(self) -> Counter[Any]:
        """Files shared in each channel."""
        return Counter(
            (self.where(channel), file.name)
            for channel in self.channels
            for message in channel.messages.values()
            for file in message.files
        )

    def looks(self) -> dict[str, Any]:
        """Topic, pins, bookmarks, members and canvas of each channel that the bot made."""
        return {
            self.where(channel): {
                "topic": channel.topic,
                "pins": len(channel.pins),
                "bookmarks": sorted(one.title for one in channel.bookmarks.values()),
                "members": sorted(self.names[one] for one in channel.members),
                "canvas": channel.canvas.markdown.partition("\n")[0] if channel.canvas else "",
            }
            for channel in self.channels
            if channel.creator == self.bot and not channel.is_conversation
        }

    def kinds(self) -> Counter[Any]:
        """The timeline's entries by incident and kind."""
        return Counter((self.number(row.incident), row.kind) for row in self.rows["entry"])


async def gathered(db: Database, sandbox: Sandbox) -> Evidence:
    """The evidence as it is now."""
    rows: dict[str, list[Any]] = {}
    async with db.reading() as tx:
        for name, model in TABLES.items():
            rows[name] = list((await tx.connection.execute(select(table(model)))).all())
    workspace = sandbox.workspace
    names = {key: user.name for key, user in workspace.people.items()}
    names |= {key: one.name for key, one in workspace.channels.items() if one.name}
    channels = list(workspace.channels.values())
    posted = [
        Posted(message, channel, str(name))
        for channel in channels
        for message in channel.messages.values()
        for name in [((message.metadata or {}).get("event_payload") or {}).get("notice")]
        if name
    ]
    return Evidence(
        rows,
        channels,
        workspace.app.user_id,
        names,
        len(sandbox.calls),
        posted,
        canvases=list(sandbox.world.plan.canvases.values()),
    )
