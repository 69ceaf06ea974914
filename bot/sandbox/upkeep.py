"""What people do to channels and accounts: archive, rename, remove, delete, deactivate.

A bot meets each of them twice: as an event, where it subscribes to it, and as an error later.
"""

from typing import Any

from bot.sandbox.answer import NOTHING_SENT, Answer
from bot.sandbox.methods.channels import close, retitle
from bot.sandbox.model import Channel, Message
from bot.sandbox.showing import pin_json, user_json
from bot.sandbox.world import World

Json = dict[str, Any]


class Upkeep:
    def __init__(self, world: World) -> None:
        self._world, self._workspace = world, world.workspace

    # channels

    async def archive(self, user: str, channel: Channel) -> Answer:
        close(self._world, channel, by=user)
        return await self._tell_of(f"{channel.kind}_archive", channel, user=user)

    async def unarchive(self, user: str, channel: Channel) -> Answer:
        channel.is_archived = False
        self._workspace.changed(channel)
        return await self._tell_of(f"{channel.kind}_unarchive", channel, user=user)

    async def rename(self, user: str, channel: Channel, name: str) -> Answer:
        retitle(self._world, channel, name, by=user)
        created = int(channel.created.timestamp())
        event = self._event(f"{channel.kind}_rename")
        event["channel"] = {"id": channel.id, "name": name, "created": created}
        return await self._tell(event, channel)

    async def delete(self, user: str, channel: Channel) -> Answer:
        """Gone for good, with all that was said there; its name is free again."""
        self._workspace.delete(channel)
        return await self._tell_of(f"{channel.kind}_deleted", channel, actor_id=user)

    async def remove(self, user: str, whom: str, channel: Channel) -> Answer:
        """Somebody is removed from a channel; who is removed hears it in an event of its own."""
        if whom not in channel.members:
            return Answer(0, error="not_in_channel")
        left = self._world.leave(channel, whom)
        if whom != self._workspace.app.user_id:
            return await self._tell(left, channel)
        event = self._event(f"{channel.kind}_left", channel=channel.id, actor_id=user)
        return await self._tell(event, None)

    # what is kept at the top of a channel

    async def unpin(self, user: str, message: Message) -> Answer:
        channel = self._workspace.channels[message.channel]
        if message.ts not in channel.pins:
            return Answer(0, error="no_pin")
        item = pin_json(self._workspace, channel, message.ts)
        del channel.pins[message.ts]
        self._workspace.changed(channel)
        return await self.tell_unpinned(user, channel, item)

    async def tell_unpinned(self, user: str, channel: Channel, item: Json) -> Answer:
        event = self._event("pin_removed", user=user, channel_id=channel.id, item=item)
        return await self._tell(event | {"has_pins": bool(channel.pins)}, channel)

    def drop_bookmark(self, channel: Channel, bookmark_id: str) -> Answer:
        """Slack has no event for this."""
        if channel.bookmarks.pop(bookmark_id, None) is None:
            return Answer(0, error="not_found")
        self._workspace.changed(channel)
        return NOTHING_SENT

    # accounts

    def deactivate(self, user_id: str) -> None:
        """The account is closed, and out of every channel."""
        for channel in self._workspace.channels.values():
            if not channel.is_conversation:
                channel.members.pop(user_id, None)
        self._switch(user_id, deleted=True)

    def reactivate(self, user_id: str) -> None:
        """The account is open again; its channels are not given back."""
        self._switch(user_id, deleted=False)

    def _switch(self, user_id: str, *, deleted: bool) -> None:
        user = self._workspace.people[user_id]
        user.deleted = deleted
        shown = user_json(self._workspace, user, with_email=False)
        self._world.events.emit(self._event("user_change", user=shown), None)
        self._workspace.changed()

    # telling

    def _event(self, kind: str, **facts: Any) -> Json:
        return {"type": kind, **facts, "event_ts": self._workspace.next_ts()}

    async def _tell_of(self, kind: str, channel: Channel, **facts: str) -> Answer:
        return await self._tell(self._event(kind, channel=channel.id, **facts), channel)

    async def _tell(self, event: Json, channel: Channel | None) -> Answer:
        return Answer.of(await self._world.events.deliver(event, channel))
