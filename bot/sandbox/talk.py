"""What people do among themselves: say, edit, react, join; the bot hears of it as events."""

import asyncio
from typing import Any

from bot.sandbox.answer import NOTHING_SENT, Answer
from bot.sandbox.methods.reactions import put, take_away
from bot.sandbox.model import Channel, Message
from bot.sandbox.showing import message_json, pin_json
from bot.sandbox.text import Typed
from bot.sandbox.upkeep import Upkeep
from bot.sandbox.world import World

Json = dict[str, Any]


class Talk:
    def __init__(self, world: World, upkeep: Upkeep) -> None:
        self._world, self._upkeep = world, upkeep

    async def post(
        self, user: str, channel: Channel, typed: str, *, thread_ts: str | None = None
    ) -> Message:
        workspace = self._world.workspace
        text = Typed(workspace, command=False).sent(typed)
        message = workspace.post(
            Message(workspace.next_ts(), channel.id, user, text, thread_ts=thread_ts)
        )
        events = [self._heard(message, channel)]
        if f"<@{workspace.app.user_id}>" in text and not channel.is_im:
            events.append(events[0] | {"type": "app_mention"})
        await asyncio.gather(*(self._tell(event, channel) for event in events))
        return message

    def _heard(self, message: Message, channel: Channel) -> Json:
        return message_json(self._world.workspace, message) | {
            "channel": channel.id,
            "channel_type": channel.kind,
            "event_ts": message.ts,
            "team": self._world.workspace.app.team_id,
        }

    async def edit(self, message: Message, typed: str) -> Answer:
        workspace = self._world.workspace
        before = message_json(workspace, message)
        message.text = Typed(workspace, command=False).sent(typed)
        message.edited, message.edited_by = workspace.next_ts(), message.user
        channel = workspace.channels[message.channel]
        workspace.changed(channel)
        changed = {"message": message_json(workspace, message), "previous_message": before}
        return await self._tell(self._about(channel, "message_changed", changed), channel)

    async def delete(self, message: Message, *, by: str | None = None) -> Answer:
        """With a pinned message its pin goes too."""
        workspace = self._world.workspace
        before = message_json(workspace, message)
        channel = workspace.channels[message.channel]
        pin = pin_json(workspace, channel, message.ts) if message.ts in channel.pins else None
        workspace.remove(message)
        gone = {"deleted_ts": message.ts, "previous_message": before}
        answer = await self._tell(self._about(channel, "message_deleted", gone), channel)
        if pin is not None:
            await self._upkeep.tell_unpinned(by or message.user, channel, pin)
        return answer

    def _about(self, channel: Channel, subtype: str, facts: Json) -> Json:
        ts = self._world.workspace.next_ts()
        return {
            "type": "message",
            "subtype": subtype,
            "hidden": True,
            "channel": channel.id,
            "channel_type": channel.kind,
            "ts": ts,
            "event_ts": ts,
            **facts,
        }

    async def react(self, user: str, message: Message, name: str) -> Answer:
        if user in message.reactions.get(name, ()):
            return Answer(0, error="already_reacted")
        put(self._world, message, name, user=user)
        return await self._tell_of_reaction("reaction_added", user, message, name)

    async def unreact(self, user: str, message: Message, name: str) -> Answer:
        if user not in message.reactions.get(name, ()):
            return Answer(0, error="no_reaction")
        take_away(self._world, message, name, user=user)
        return await self._tell_of_reaction("reaction_removed", user, message, name)

    async def _tell_of_reaction(self, kind: str, user: str, message: Message, name: str) -> Answer:
        event = {
            "type": kind,
            "user": user,
            "reaction": name,
            "item": {"type": "message", "channel": message.channel, "ts": message.ts},
            "item_user": message.user,
            "event_ts": self._world.workspace.next_ts(),
        }
        return await self._tell(event, self._world.workspace.channels[message.channel])

    async def join(self, user: str, channel: Channel, *, inviter: str | None = None) -> Answer:
        if user in channel.members:
            return Answer(0, error="already_in_channel")
        return await self._tell(self._world.join(channel, user, inviter=inviter), channel)

    async def invite(self, user: str, channel: Channel, typed: str) -> Answer:
        """Slack's own /invite, with which people bring the bot into a channel."""
        named = [name.strip("@.,") for name in typed.split() if name.startswith("@")]
        invited = [self._world.workspace.by_name(name) for name in named]
        if not invited or None in invited:
            return Answer(0, error="name somebody to invite, such as /invite @ana")
        for one in invited:
            if one is not None:
                await self.join(one.id, channel, inviter=user)
        return NOTHING_SENT

    async def leave(self, user: str, channel: Channel) -> Answer:
        if user not in channel.members:
            return Answer(0, error="not_in_channel")
        return await self._tell(self._world.leave(channel, user), channel)

    async def _tell(self, event: Json, channel: Channel) -> Answer:
        return Answer.of(await self._world.events.deliver(event, channel))
