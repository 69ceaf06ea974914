"""The Events API: who hears of what, the envelope, and the three repeats of a failed delivery."""

import itertools
from datetime import timedelta
from functools import cache
from typing import Any

from bot.sandbox.background import Background
from bot.sandbox.clock import Clock
from bot.sandbox.limits import facts
from bot.sandbox.model import Channel
from bot.sandbox.scopes import Scopes
from bot.sandbox.senders import Reply, Sender
from bot.sandbox.workspace import Workspace

# At once, after a minute, after five more; then Slack gives up.
REPEATS = (timedelta(), timedelta(minutes=1), timedelta(minutes=5))
_MESSAGE_EVENTS = {
    "channel": "message.channels",
    "group": "message.groups",
    "im": "message.im",
    "mpim": "message.mpim",
}


class Events:
    """`subscribed` are the bot events of the app's manifest; None subscribes to all."""

    def __init__(
        self,
        workspace: Workspace,
        *,
        scopes: Scopes,
        sender: Sender,
        background: Background,
        clock: Clock,
    ) -> None:
        self._workspace, self._scopes, self._sender = workspace, scopes, sender
        self._background, self._clock = background, clock
        self._numbers = itertools.count(1)
        self.subscribed: frozenset[str] | None = None
        self.repeats = REPEATS

    def hears(self, event: dict[str, Any], channel: Channel | None) -> bool:
        """Whether the app gets this event: subscribed, allowed, and a member where it happened."""
        if channel is not None and self._workspace.app.user_id not in channel.members:
            return False
        name = event["type"]
        if name == "message" and channel is not None:
            name = _MESSAGE_EVENTS[channel.kind]
        if self.subscribed is not None and name not in self.subscribed:
            return False
        needed = _scopes_of(name)
        return not needed or not self._scopes.granted.isdisjoint(needed)

    def emit(self, event: dict[str, Any], channel: Channel | None) -> None:
        """Delivers beside whatever caused the event."""
        if self.hears(event, channel):
            self._background.start(self.deliver(event, channel))

    async def deliver(self, event: dict[str, Any], channel: Channel | None) -> Reply | None:
        """The first attempt, whose outcome is returned; repeats go on in the background."""
        if not self.hears(event, channel):
            return None
        envelope = self._envelope(event)
        reply = await self._sender.event(envelope)
        if _failed(reply):
            self._background.start(self._repeat(envelope, reply))
        return reply

    async def _repeat(self, envelope: dict[str, Any], reply: Reply) -> None:
        for attempt, pause in enumerate(self.repeats, start=1):
            await self._clock.sleep(pause)
            reason = reply.failure or "unknown_error"
            reply = await self._sender.event(envelope, attempt=attempt, reason=reason)
            if not _failed(reply):
                return

    def _envelope(self, event: dict[str, Any]) -> dict[str, Any]:
        app = self._workspace.app
        return {
            "token": "deprecated",
            "team_id": app.team_id,
            "context_team_id": app.team_id,
            "context_enterprise_id": None,
            "api_app_id": app.app_id,
            "event": event,
            "type": "event_callback",
            "event_id": f"Ev0{next(self._numbers):08X}",
            "event_time": int(self._clock.now().timestamp()),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": app.team_id,
                    "user_id": app.user_id,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": False,
        }


@cache
def _scopes_of(event: str) -> frozenset[str]:
    """Any one of these lets an app subscribe to the event."""
    if event == "message.mpim":  # not in the reference data
        return frozenset({"mpim:history"})
    return frozenset(facts()["events"].get(event, ()))


def _failed(reply: Reply) -> bool:
    return not reply.ok and reply.headers.get("x-slack-no-retry") != "1"
