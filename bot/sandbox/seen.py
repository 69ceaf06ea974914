"""The workspace as one person sees it, in the shape the page asks for."""

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from bot.sandbox.model import Channel, Message, User
from bot.sandbox.refusal import Refused
from bot.sandbox.showing import bookmark_json

if TYPE_CHECKING:
    from bot.sandbox.server import Sandbox

Json = dict[str, Any]
_COLORS = ("4a6fa5", "8f5b8c", "5b8c5a", "b0703c", "a04a55", "3f8a8c", "7a6fb0", "8c7a3f")


class Seen:
    def __init__(self, sandbox: "Sandbox") -> None:
        self._sandbox = sandbox
        self._workspace = sandbox.workspace
        self._read: dict[tuple[str, str], str] = {}  # (person, channel) -> newest ts seen

    def read(self, user: str, channel: Channel) -> None:
        if channel.messages:
            self._read[user, channel.id] = next(reversed(channel.messages))
            self._workspace.changed(channel)

    def state(self, user: str) -> Json:
        sandbox, app = self._sandbox, self._workspace.app
        people = list(self._workspace.people.values())
        me = user if user in sandbox.people else next(iter(sandbox.people), "")
        view, stack = sandbox.world.views.top(me), sandbox.world.views.stack(me)
        return {
            "now": sandbox.clock.now().isoformat(),
            "people": [self._person(one, number) for number, one in enumerate(people)],
            "me": me,
            "bot": {"id": app.user_id, "name": self._workspace.bot.name},
            "channels": [
                self._channel(one, me)
                for one in self._workspace.channels.values()
                if me in one.members or not one.is_private
            ],
            "commands": sandbox.world.features.commands,
            "shortcuts": sandbox.world.features.shortcuts,
            "view": sandbox.world.views.as_json(view) | {"errors": view.errors} if view else None,
            "view_stack": len(stack),
            "faults": sandbox.faults.rules,
            "transport": sandbox.world.sender.transport,
            "tips": sandbox.tips,
        }

    @staticmethod
    def _person(user: User, number: int) -> Json:
        return {
            "id": user.id,
            "name": user.name,
            "real_name": user.real_name,
            "tz": user.tz,
            "is_bot": user.is_bot,
            "deleted": user.deleted,
            "color": _COLORS[number % len(_COLORS)],
        }

    def _channel(self, channel: Channel, me: str) -> Json:
        unread = self._unread(channel, me)
        shown: Json = {
            "id": channel.id,
            "name": channel.name,
            "is_private": channel.is_private,
            "is_im": channel.is_im,
            "is_archived": channel.is_archived,
            "member": me in channel.members,
            "members": list(channel.members),
            "topic": channel.topic,
            "unread": len(unread),
            "mention": any(self._concerns(one, channel, me) for one in unread),
            "bookmarks": [bookmark_json(one) for one in channel.bookmarks.values()],
            "pins": list(channel.pins),
            "canvas": channel.canvas.id if channel.canvas else None,
            "creator": channel.creator,
        }
        if channel.is_im:
            shown["user"] = next((one for one in channel.members if one != me), me)
        return shown

    def _unread(self, channel: Channel, me: str) -> list[Message]:
        if me not in channel.members:
            return []
        last = self._read.get((me, channel.id), "")
        unread = []
        for message in reversed(channel.messages.values()):
            if message.ts <= last:
                break
            mine = message.user == me or message.subtype is not None or message.is_reply
            if not mine and message.ephemeral_to in (None, me):
                unread.append(message)
        return unread

    @staticmethod
    def _concerns(message: Message, channel: Channel, me: str) -> bool:
        return channel.is_im or message.ephemeral_to == me or f"<@{me}" in message.words

    def messages(self, user: str, channel_id: str, *, thread: str | None) -> list[Json]:
        person = self._sandbox.people.get(user)
        channel = self._workspace.channels.get(channel_id)
        if person is None or channel is None:
            raise Refused("channel_not_found")
        return [self._message(one, channel) for one in person.sees(channel, thread)]

    def _message(self, message: Message, channel: Channel) -> Json:
        replies = channel.threads.get(message.ts, [])
        return {
            "ts": message.ts,
            "user": message.user,
            "bot": message.bot_id is not None,
            "text": message.text,
            "blocks": message.blocks,
            "edited": message.edited,
            "thread_ts": message.thread_ts,
            "reply_count": len(replies),
            "last_reply": replies[-1].ts if replies else None,
            "reactions": [
                {"name": name, "users": users} for name, users in message.reactions.items()
            ],
            "pinned": message.ts in channel.pins,
            "ephemeral": message.ephemeral_to is not None,
            "files": [
                {
                    "id": file.id,
                    "name": file.name,
                    "title": file.title,
                    "url": f"/files/{file.id}/{quote(file.name)}",
                }
                for file in message.files
            ],
            "subtype": message.subtype,
            "permalink": self._workspace.permalink(message),
        }
