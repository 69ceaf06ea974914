"""Slack's rate limits, kept by asking before each claim: no limit is ever run into by ourselves.

Slack publishes floors per method and workspace, and one message a second in a channel (its rate
limits page). A bucket holds a little less than a minute's floor: the rest is for calls that reach
Slack closer together than they left here.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.domain.notice import Claim, Notice, Way
from bot.domain.pace import Pace, Rate
from bot.domain.policy import Policy
from bot.limits import floors
from storage.claims import Admission, Kind

POST = "chat.postMessage"
EDIT = "chat.update"
METHODS: Mapping[Way, tuple[str, ...]] = {
    Way.POST: (POST,),
    Way.EPHEMERAL: ("chat.postEphemeral",),
    Way.OPEN_CHANNEL: ("conversations.create",),
    Way.INVITE: ("conversations.invite",),
    Way.TOPIC: ("conversations.setTopic",),
    Way.BOOKMARK: ("bookmarks.add",),
    Way.PIN: ("pins.add",),
    Way.UPLOAD: ("files.getUploadURLExternal", "files.completeUploadExternal"),
    Way.CAPTURE: ("conversations.history", "conversations.replies"),
    Way.CANVAS: (
        "conversations.info",
        "conversations.canvases.create",
        "canvases.sections.lookup",
        "canvases.edit",
    ),  # each attempt looks first, and what it finds decides about the rest
}
LOOKS: Mapping[Way, tuple[str, ...]] = {
    Way.POST: ("conversations.history", "conversations.replies"),
    Way.SLOT: ("conversations.history", "conversations.replies"),
    Way.OPEN_CHANNEL: ("users.conversations",),
    Way.BOOKMARK: ("bookmarks.list",),
    Way.UPLOAD: ("conversations.history",),
}
"""What is asked before repeating something whose outcome is unknown."""
Rates = Callable[[str], Rate | None]
KINDS: tuple[Kind, ...] = (*((way, False) for way in Way), (Way.SLOT, True))
POSTS_A_MINUTE = 300
"""“Several hundred a minute” in a workspace: the least that can mean."""
POSTS_SPARE = 10
SPARE = 1
ROOM = Rate(burst=2, per_second=1.0)
SLOT = Rate(burst=1, per_second=1 / 3)
"""One edit of a message in three seconds; more wishes meanwhile are one edit."""


def rate_of(name: str) -> Rate | None:
    """The rate of a method, of a room (`room …`) or of a slot (`edit …`); None: not limited."""
    if name.startswith("room "):
        return ROOM
    if name.startswith("edit "):
        return SLOT
    if name == POST:
        return Rate(burst=POSTS_A_MINUTE - POSTS_SPARE, per_second=POSTS_A_MINUTE / 60)
    floor = floors().get(name)
    return Rate(burst=floor - SPARE, per_second=floor / 60) if floor else None


def unlimited(_name: str) -> Rate | None:
    """For a Slack without limits, such as the local workspace usually is."""
    return None


class Pacer:
    """The gate of one turn: what it admits has used up its calls."""

    def __init__(
        self, kept: Mapping[str, Any], *, rates: Rates, policy: Policy, now: datetime
    ) -> None:
        self.pace = Pace(rates, kept, now=now)
        self._rates = rates
        self._policy = policy
        self._put_off: dict[str, int] = {}
        self.used_up: set[str] = set()
        self.soonest: float | None = None
        """Seconds until something that was not admitted may be; None when nothing was kept back."""

    def shut(self) -> Collection[Kind]:
        """Kinds of which a method has no call left."""
        return [kind for kind in KINDS if any(map(self._waits, methods(*kind)))]

    def admit(self, claim: Claim) -> Admission:
        """Takes the calls of this notice, or says how long its destination is busy."""
        names = methods(claim.notice.way, claim.placed)
        if any(map(self._waits, names)):
            return Admission(goes=False)
        place = self.place_of(claim.notice, placed=claim.placed)
        waits = self.pace.wait(place) if place else 0.0
        if waits:
            return Admission(goes=False, again=self._again(place, waits))
        self.pace.take([*names, *([place] if place else [])])
        if claim.maybe_sent:
            self.pace.take(LOOKS.get(claim.notice.way, ()))
        return Admission(goes=True)

    def place_of(self, notice: Notice, *, placed: bool) -> str:
        """The name of what takes one message a second (a channel), or one edit in three (a card)."""
        if notice.way is Way.SLOT and placed:
            return f"edit {notice.slot}"
        if notice.way not in {Way.POST, Way.SLOT}:
            return ""
        if notice.to == "announce" or notice.to.startswith("announcement:"):
            return f"room {self._policy.announce_channel}"
        if notice.to == "alerts":
            return f"room {self._policy.alerts_channel}"
        return f"room {notice.to.removeprefix('#')}"

    def limited(self, method: str, claim: Claim, *, after: timedelta, now: datetime) -> None:
        """Slack said 429: this method pauses; for a post first its channel, and all when it is not
        that channel alone."""
        place = self.place_of(claim.notice, placed=claim.placed)
        if method == POST and place and set(self.pace.paused("room ")) <= {place}:
            self.pace.pause(place, until=now + after)
            return
        self.pace.pause(method, until=now + after)

    def _waits(self, method: str) -> bool:
        waits = self.pace.wait(method)
        if waits:
            self.used_up.add(method)
        if waits and (self.soonest is None or waits < self.soonest):
            self.soonest = waits
        return waits > 0

    def _again(self, place: str, waits: float) -> timedelta:
        """After whom of those waiting for this place already its turn comes."""
        rate = self._rates(place)
        before = self._put_off.get(place, 0)
        self._put_off[place] = before + 1
        return timedelta(seconds=waits + (before / rate.per_second if rate else 0.0))


def methods(way: Way, placed: bool) -> tuple[str, ...]:
    """The Web API methods that a notice of this kind calls to go out."""
    if way is Way.SLOT:
        return (EDIT,) if placed else (POST,)
    return METHODS[way]
