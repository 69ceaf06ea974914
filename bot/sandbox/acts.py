"""What the page lets a person do, each act named and read from JSON."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.sandbox import submitting
from bot.sandbox.answer import NOTHING_SENT, Answer
from bot.sandbox.forms import Place, places
from bot.sandbox.modals import View
from bot.sandbox.model import Channel, Message
from bot.sandbox.names import channel_name_error
from bot.sandbox.refusal import Refused
from bot.sandbox.seen import Seen

if TYPE_CHECKING:
    from bot.sandbox.server import Sandbox

Json = dict[str, Any]
Act = Callable[[str, Json], Awaitable[Answer | Json]]


class Acts:
    def __init__(self, sandbox: "Sandbox", seen: Seen) -> None:
        self._sandbox, self._seen = sandbox, seen
        self._world, self._upkeep = sandbox.world, sandbox.upkeep
        self._by_name: dict[str, Act] = {
            "command": self._command,
            "post": self._post,
            "edit": self._edit,
            "delete": self._delete,
            "press": self._press,
            "fill": self._fill,
            "suggest": self._suggest,
            "submit": self._submit,
            "close": self._close,
            "shortcut": self._shortcut,
            "react": self._react,
            "unreact": self._unreact,
            "join": self._join,
            "leave": self._leave,
            "open_dm": self._open_dm,
            "archive": self._archive,
            "unarchive": self._unarchive,
            "rename": self._rename,
            "delete_channel": self._delete_channel,
            "remove": self._remove,
            "deactivate": self._deactivate,
            "reactivate": self._reactivate,
            "read": self._read,
            "advance": self._advance,
        }

    async def run(self, fields: Json) -> Answer | Json:
        act, user = self._by_name.get(fields["act"]), fields["as"]
        if act is None:
            raise ValueError(f"there is no act {fields['act']!r}")
        if user not in self._sandbox.people:
            raise ValueError(f"there is nobody with the id {user!r}")
        return await act(user, fields)

    # what an act is about

    def _channel(self, fields: Json) -> Channel:
        channel = self._sandbox.workspace.channels.get(fields["channel"])
        if channel is None:
            raise Refused("channel_not_found")
        return channel

    def _message(self, fields: Json) -> Message:
        message = self._channel(fields).messages.get(fields["ts"])
        if message is None:
            raise Refused("message_not_found")
        return message

    def _shown(self, user: str, fields: Json) -> Message | View:
        if not fields.get("view"):
            return self._message(fields)
        view = self._world.views.top(user)
        if view is None or view.id != fields["view"]:
            raise Refused("the form is no longer open")
        return view

    def _view(self, user: str) -> View:
        view = self._world.views.top(user)
        if view is None:
            raise Refused("no form is open")
        return view

    @staticmethod
    def _place(shown: Message | View, fields: Json) -> Place:
        for place in places(shown.blocks):
            if (place.block_id, place.action_id) == (fields["block_id"], fields["action_id"]):
                return place
        raise Refused("the element is no longer there")

    # the acts

    async def _command(self, user: str, fields: Json) -> Answer:
        return await self._sandbox.doors.command(user, self._channel(fields), fields["text"])

    async def _post(self, user: str, fields: Json) -> Answer | Json:
        message = await self._sandbox.talk.post(
            user, self._channel(fields), fields["text"], thread_ts=fields.get("thread")
        )
        return {"status": 200, "body": None, "ts": message.ts}

    async def _edit(self, user: str, fields: Json) -> Answer:
        message = self._own(user, fields)
        await self._sandbox.talk.edit(message, fields["text"])
        return NOTHING_SENT

    async def _delete(self, user: str, fields: Json) -> Answer:
        await self._sandbox.talk.delete(self._own(user, fields), by=user)
        return NOTHING_SENT

    def _own(self, user: str, fields: Json) -> Message:
        message = self._message(fields)
        if message.user != user:
            raise Refused("only who wrote a message can change it")
        return message

    async def _press(self, user: str, fields: Json) -> Answer:
        shown = self._shown(user, fields)
        place = self._place(shown, fields)
        return await self._sandbox.doors.press(user, shown, place, fields.get("value"))

    async def _fill(self, user: str, fields: Json) -> Answer:
        """`quiet`: still typing, so the bot is not told yet."""
        view = self._view(user)
        place = self._place(view, fields)
        if fields.get("quiet"):
            self._sandbox.doors.put(user, view, place, fields.get("value"))
            return NOTHING_SENT
        return await self._sandbox.doors.fill(user, view, place, fields.get("value"))

    async def _suggest(self, user: str, fields: Json) -> Json:
        shown = self._shown(user, fields)
        place = self._place(shown, fields)
        query = str(fields.get("query", ""))
        answer, offered = await self._sandbox.doors.suggest(user, shown, place, query)
        return offered | ({"error": answer.error} if answer.error else {})

    async def _submit(self, user: str, fields: Json) -> Answer:
        answer = await submitting.submit(self._world, self._view(user))
        if answer.error == "incomplete":  # the form's own complaints: nothing failed
            return Answer(200, answer.body)
        return answer

    async def _close(self, user: str, fields: Json) -> Answer:
        return await submitting.close(self._world, user, everything=bool(fields.get("everything")))

    async def _shortcut(self, user: str, fields: Json) -> Answer:
        callback_id = fields["callback_id"]
        if not fields.get("ts"):
            return await self._sandbox.doors.global_shortcut(user, callback_id)
        return await self._sandbox.doors.message_shortcut(user, self._message(fields), callback_id)

    async def _react(self, user: str, fields: Json) -> Answer:
        await self._sandbox.talk.react(user, self._message(fields), fields["name"])
        return NOTHING_SENT

    async def _unreact(self, user: str, fields: Json) -> Answer:
        await self._sandbox.talk.unreact(user, self._message(fields), fields["name"])
        return NOTHING_SENT

    async def _join(self, user: str, fields: Json) -> Answer:
        await self._sandbox.talk.join(user, self._channel(fields))
        return NOTHING_SENT

    async def _leave(self, user: str, fields: Json) -> Answer:
        await self._sandbox.talk.leave(user, self._channel(fields))
        return NOTHING_SENT

    async def _open_dm(self, user: str, fields: Json) -> Json:
        with_whom = self._sandbox.workspace.user(fields["user"])
        channel = self._sandbox.workspace.dm((user, with_whom.id))
        return {"status": 200, "body": None, "channel": channel.id}

    async def _archive(self, user: str, fields: Json) -> Answer:
        await self._upkeep.archive(user, self._channel(fields))
        return NOTHING_SENT

    async def _unarchive(self, user: str, fields: Json) -> Answer:
        await self._upkeep.unarchive(user, self._channel(fields))
        return NOTHING_SENT

    async def _rename(self, user: str, fields: Json) -> Answer:
        if error := channel_name_error(fields["name"]):
            raise Refused(error)
        await self._upkeep.rename(user, self._channel(fields), fields["name"])
        return NOTHING_SENT

    async def _delete_channel(self, user: str, fields: Json) -> Answer:
        await self._upkeep.delete(user, self._channel(fields))
        return NOTHING_SENT

    async def _remove(self, user: str, fields: Json) -> Answer:
        await self._upkeep.remove(user, fields["user"], self._channel(fields))
        return NOTHING_SENT

    async def _deactivate(self, user: str, fields: Json) -> Answer:
        self._upkeep.deactivate(self._sandbox.workspace.user(fields["user"]).id)
        return NOTHING_SENT

    async def _reactivate(self, user: str, fields: Json) -> Answer:
        self._upkeep.reactivate(self._sandbox.workspace.user(fields["user"]).id)
        return NOTHING_SENT

    async def _read(self, user: str, fields: Json) -> Answer:
        self._seen.read(user, self._channel(fields))
        return NOTHING_SENT

    async def _advance(self, user: str, fields: Json) -> Answer:
        self._sandbox.clock.advance(timedelta(minutes=float(fields["minutes"])))
        return NOTHING_SENT
