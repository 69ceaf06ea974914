"""The parts of the workspace, put together: what a method or a person's act can reach."""

from dataclasses import dataclass
from typing import Any

from bot.sandbox.background import Background
from bot.sandbox.clock import Clock
from bot.sandbox.events import Events
from bot.sandbox.faults import Faults
from bot.sandbox.features import Features
from bot.sandbox.files import Files
from bot.sandbox.log import Log
from bot.sandbox.modals import Modals
from bot.sandbox.model import Channel
from bot.sandbox.pace import Pace
from bot.sandbox.plan import Plan
from bot.sandbox.refusal import Refused
from bot.sandbox.response_urls import ResponseUrls
from bot.sandbox.scopes import Scopes
from bot.sandbox.senders import Sender
from bot.sandbox.socket import SocketMode
from bot.sandbox.tokens import Tokens
from bot.sandbox.triggers import Triggers
from bot.sandbox.workspace import Workspace


@dataclass(frozen=True, slots=True)
class World:
    clock: Clock
    workspace: Workspace
    tokens: Tokens
    scopes: Scopes
    triggers: Triggers
    views: Modals
    response_urls: ResponseUrls
    files: Files
    features: Features
    faults: Faults
    pace: Pace
    plan: Plan
    log: Log
    sender: Sender
    socket: SocketMode
    background: Background
    events: Events

    def seen_by_bot(self, channel_id: str, *, error: str = "channel_not_found") -> Channel:
        """A conversation as far as the bot may know of it: private ones only as a member."""
        channel = self.workspace.channels.get(channel_id)
        if channel is None or (channel.is_private and not self.has_bot(channel)):
            raise Refused(error)
        return channel

    def has_bot(self, channel: Channel) -> bool:
        return self.workspace.app.user_id in channel.members

    def of_bot(self, channel_id: str) -> Channel:
        """A conversation the bot is in."""
        channel = self.seen_by_bot(channel_id)
        if not self.has_bot(channel):
            raise Refused("not_in_channel")
        return channel

    def join(self, channel: Channel, user: str, *, inviter: str | None = None) -> dict[str, Any]:
        """Makes somebody a member, with the grey line; returns the event that tells of it."""
        channel.members[user] = None
        facts = {"inviter": inviter} if inviter else {}
        line = self.workspace.announce(
            channel, user, f"{channel.kind}_join", f"<@{user}> has joined the channel", **facts
        )
        return {
            "type": "member_joined_channel",
            "user": user,
            "channel": channel.id,
            "channel_type": channel.id[0],
            "team": self.workspace.app.team_id,
            "event_ts": line.ts,
            **facts,
        }

    def leave(self, channel: Channel, user: str) -> dict[str, Any]:
        """Ends a membership, with the grey line; returns the event that tells of it."""
        line = self.workspace.announce(
            channel, user, f"{channel.kind}_leave", f"<@{user}> has left the channel"
        )
        del channel.members[user]
        self.workspace.changed(channel)
        return {
            "type": "member_left_channel",
            "user": user,
            "channel": channel.id,
            "channel_type": channel.id[0],
            "team": self.workspace.app.team_id,
            "event_ts": line.ts,
        }
