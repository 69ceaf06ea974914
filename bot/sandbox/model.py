"""What a workspace is made of: users, channels, messages, bookmarks and files."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Block = dict[str, Any]


@dataclass(slots=True)
class User:
    id: str
    name: str
    real_name: str
    email: str | None
    tz: str
    is_bot: bool = False
    deleted: bool = False


@dataclass(slots=True)
class File:
    id: str
    name: str
    title: str
    user: str
    created: datetime
    length: int
    content: bytes | None = None
    complete: bool = False
    deleted: bool = False
    shares: list[tuple[str, str]] = field(default_factory=list)  # (channel, ts)


@dataclass(slots=True)
class UserGroup:
    id: str
    handle: str
    name: str
    created: datetime
    users: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Canvas:
    id: str
    title: str
    channel: str | None = None  # where it is the channel's own, or a tab
    sections: dict[str, str] = field(default_factory=dict)  # id -> Markdown

    @property
    def markdown(self) -> str:
        return "\n\n".join(self.sections.values())

    def around(self, section: str | None) -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
        """The sections before it, itself, and those after; without one all come before."""
        ids = list(self.sections)
        at = ids.index(section) if section is not None else len(ids)
        parts = (ids[:at], ids[at : at + 1], ids[at + 1 :])
        before, here, after = ({one: self.sections[one] for one in part} for part in parts)
        return before, here, after


@dataclass(slots=True)
class Bookmark:
    id: str
    channel_id: str
    title: str
    link: str
    emoji: str
    created: datetime
    updated: datetime
    updated_by: str


@dataclass(slots=True)
class Message:
    ts: str
    channel: str
    user: str
    text: str
    bot_id: str | None = None
    blocks: list[Block] = field(default_factory=list)
    attachments: list[dict[str, Any]] = field(default_factory=list)
    thread_ts: str | None = None
    broadcast: bool = False
    subtype: str | None = None
    edited: str | None = None
    edited_by: str | None = None
    metadata: dict[str, Any] | None = None
    ephemeral_to: str | None = None
    files: list[File] = field(default_factory=list)
    reactions: dict[str, list[str]] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)  # what a subtype adds: topic, inviter, …

    @property
    def is_reply(self) -> bool:
        return self.thread_ts is not None and self.thread_ts != self.ts

    @property
    def words(self) -> str:
        """Everything the message says: its blocks where it has any, its text otherwise."""
        return "\n".join(texts_in(self.blocks)) if self.blocks else self.text

    @property
    def buttons(self) -> list[str]:
        return [
            str(element["text"]["text"])
            for block in self.blocks
            for element in elements_of(block)
            if element.get("type") == "button"
        ]


@dataclass(slots=True)
class Channel:
    id: str
    name: str
    creator: str
    created: datetime
    is_private: bool = False
    is_im: bool = False
    is_mpim: bool = False
    is_archived: bool = False
    is_general: bool = False
    topic: str = ""
    topic_by: str = ""
    topic_at: datetime | None = None
    purpose: str = ""
    purpose_by: str = ""
    members: dict[str, None] = field(default_factory=dict)  # in the order they came
    previous_names: list[str] = field(default_factory=list)
    messages: dict[str, Message] = field(default_factory=dict)
    threads: dict[str, list[Message]] = field(default_factory=dict)
    bookmarks: dict[str, Bookmark] = field(default_factory=dict)
    pins: dict[str, tuple[str, datetime]] = field(default_factory=dict)  # ts -> who, when
    canvas: Canvas | None = None
    canvas_tabs: list[str] = field(default_factory=list)

    @property
    def kind(self) -> str:
        if self.is_im:
            return "im"
        if self.is_mpim:
            return "mpim"
        return "group" if self.is_private else "channel"

    @property
    def is_conversation(self) -> bool:
        """A direct message, which has neither name, topic nor archive."""
        return self.is_im or self.is_mpim


def elements_of(block: Block) -> list[dict[str, Any]]:
    """The interactive elements of a block, wherever its kind keeps them."""
    kind = block.get("type")
    if kind == "input":
        return [block["element"]] if isinstance(block.get("element"), dict) else []
    if kind == "section":
        return [block["accessory"]] if isinstance(block.get("accessory"), dict) else []
    if kind in ("actions", "context_actions"):
        return [element for element in block.get("elements", []) if isinstance(element, dict)]
    return []


def texts_in(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for part in node:
            yield from texts_in(part)
    elif isinstance(node, dict):
        text = node.get("text")
        if isinstance(text, str):
            yield text
        for name, part in node.items():
            if isinstance(part, dict | list) and name != "confirm":
                yield from texts_in(part)
