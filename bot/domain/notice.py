"""One message, or one act in Slack, waiting to go to one destination."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.domain.severity import Severity


class Way(StrEnum):
    """How a notice goes out. All but POST end in a state that a repeat does not change."""

    POST = "post"
    SLOT = "slot"
    OPEN_CHANNEL = "open_channel"
    INVITE = "invite"
    TOPIC = "topic"
    BOOKMARK = "bookmark"
    PIN = "pin"
    UPLOAD = "upload"
    CAPTURE = "capture"
    EPHEMERAL = "ephemeral"
    CANVAS = "canvas"


IN_ORDER = frozenset({Way.POST, Way.OPEN_CHANNEL})
"""Ways that share one lane per destination: what people read keeps its order."""
READ = frozenset({Way.POST, Way.UPLOAD})
"""Ways of what people read wherever the work goes on; the rest belongs to the place it was meant for."""
AFTERWARDS = frozenset({Way.TOPIC, Way.BOOKMARK, Way.PIN, Way.UPLOAD, Way.CAPTURE, Way.CANVAS})
"""Ways that nobody is waiting for: after channels, invites and messages."""
ACTS = (AFTERWARDS | {Way.INVITE}) - READ
"""Ways that are named by what they do; the rest are messages, named by their kind."""
ABOUT_A_MESSAGE = frozenset({Way.PIN, Way.BOOKMARK})
"""Ways that wait for the message of their slot, if they have one: a pin, and a link to a message."""
URGENCIES = 10


class NoticeState(StrEnum):
    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    DEAD = "dead"


@dataclass(frozen=True, kw_only=True)
class Notice:
    """One message, or one act.

    `to` is an address: `channel:7` and `announcement:7` (DI-7's channel, DI-7's status thread),
    `person:U1` (direct message), `announce` and `alerts` (the policy's channels), `#finance`, or a
    channel's id. `kind` names the template (or, for a slot, what is drawn); `facts` are all it
    needs, except for slots, which show the present. `bulk`: one of many that say the same to many
    people; it goes out after what has one reader in mind. `slot` is the stable name of a message
    that is edited in place (or of the one that an act is about), and coalesces: one waiting notice
    per slot and way. `once` is a key under which the notice is queued at most once, ever.
    """

    way: Way
    kind: str
    to: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    incident: int | None = None
    priority: int = 3
    slot: str = ""
    once: str = ""
    bulk: bool = False
    not_before: datetime | None = None

    @property
    def urgency(self) -> int:
        """The order of going out: what somebody waits for, then the rest of it, then bulk; within
        each the worst incident first."""
        rank = 2 if self.bulk else 1 if self.way in AFTERWARDS else 0
        return rank * URGENCIES + self.priority

    @property
    def lane(self) -> str:
        """Notices of one lane go out one after the other, oldest first.

        What people read in one place shares a lane. A slot shows the present and has its own: it
        is in no order with what was said. Acts such as an invite go out beside the messages.
        """
        if self.way is Way.SLOT:
            return self.slot
        return self.to if self.way in IN_ORDER else f"{self.to}#{self.way}:{self.slot or self.kind}"

    @property
    def subject(self) -> str:
        """What it is, as a word to look up: an act's way, a message's kind."""
        return self.way.value if self.way in ACTS else self.kind

    @property
    def needs(self) -> str:
        """The slot that must have its place in Slack before this can go out, or empty."""
        if self.way is Way.OPEN_CHANNEL or not self.to.startswith(("channel:", "announcement:")):
            return ""
        return self.to


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A notice taken by a worker: `fence` must still be the row's when the outcome is written.

    `key` is the notice's name in Slack, in a message's metadata. `placed`: its slot has a message
    already, which is edited.
    """

    id: int
    key: str
    notice: Notice
    attempts: int
    fence: int
    created_at: datetime
    first_sent_at: datetime | None
    lease_until: datetime
    placed: bool = False

    @property
    def maybe_sent(self) -> bool:
        """An earlier attempt may have reached Slack: look before sending again."""
        return self.first_sent_at is not None

    def tried_since(self, now: datetime) -> datetime:
        """When an earlier attempt was made at the earliest, should the clock have been set back since."""
        return min(self.first_sent_at or self.created_at, now)


@dataclass(frozen=True, kw_only=True)
class DeadLetter:
    """A notice that could not be delivered, and what Slack said."""

    id: int
    notice: Notice
    error: str
    created_at: datetime

    @property
    def together(self) -> tuple[object, ...]:
        """Equal for letters of one incident that were queued at once and failed in the same way,
        such as an update to many people: they are shown, told and sent again as one."""
        notice = self.notice
        alone = self.id if notice.incident is None else None
        return alone, notice.incident, notice.way, notice.kind, self.created_at, self.error


def together(letters: Sequence[DeadLetter]) -> list[list[DeadLetter]]:
    """What was queued at once and failed in the same way, as one."""
    groups: dict[tuple[object, ...], list[DeadLetter]] = {}
    for letter in letters:
        groups.setdefault(letter.together, []).append(letter)
    return list(groups.values())


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a thing of ours lives in Slack: a channel, and for a message its ts."""

    slot: str
    channel: str
    ts: str = ""


def priority_of(severity: Severity, *, drill: bool = False) -> int:
    """SEV1 goes out before the rest; a drill after them."""
    return 5 if drill else severity.rank
