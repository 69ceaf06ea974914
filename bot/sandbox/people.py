"""A person of the workspace, as tests and the demo play them: through the front doors only."""

from collections.abc import Sequence
from typing import Any

from bot.sandbox import submitting
from bot.sandbox.answer import Answer
from bot.sandbox.doors import Doors
from bot.sandbox.forms import Place, find, places
from bot.sandbox.modals import View
from bot.sandbox.model import Block, Channel, Message, User
from bot.sandbox.talk import Talk
from bot.sandbox.upkeep import Upkeep
from bot.sandbox.world import World


class NothingOffered(AssertionError):
    """The bot did not say what there is to choose from; `answer` is what came instead."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(f"no suggestions: {answer.error} ({answer.status})")
        self.answer = answer


class Person:
    def __init__(
        self, world: World, user: User, *, doors: Doors, talk: Talk, upkeep: Upkeep
    ) -> None:
        self._world, self._user = world, user
        self._doors, self._talk, self._upkeep = doors, talk, upkeep

    def __repr__(self) -> str:
        return f"<Person {self.name}>"

    @property
    def id(self) -> str:
        return self._user.id

    @property
    def name(self) -> str:
        return self._user.name

    @property
    def real_name(self) -> str:
        return self._user.real_name

    @property
    def mention(self) -> str:
        return f"<@{self.id}>"

    # commands and shortcuts

    async def types(self, line: str, *, channel: Channel) -> Answer:
        """A slash command; what the bot answers at once lands in the channel, for her alone."""
        self._must_be_in(channel)
        return await self._doors.command(self.id, channel, line)

    async def uses(self, callback_id: str, message: Message | None = None) -> Answer:
        """A shortcut: a global one, or with a message the one in its menu."""
        if message is None:
            return await self._doors.global_shortcut(self.id, callback_id)
        return await self._doors.message_shortcut(self.id, message, callback_id)

    # talk

    async def says(self, text: str, *, channel: Channel, thread_ts: str | None = None) -> Message:
        self._must_be_in(channel)
        return await self._talk.post(self.id, channel, text, thread_ts=thread_ts)

    async def edits(self, message: Message, text: str) -> Answer:
        require(message.user == self.id, f"{self.name} can edit only what {self.name} said")
        return await self._talk.edit(message, text)

    async def deletes(self, message: Message) -> Answer:
        """Anybody's message: she may be an administrator."""
        return await self._talk.delete(message, by=self.id)

    async def reacts(self, message: Message, name: str) -> Answer:
        return await self._talk.react(self.id, message, name)

    async def unreacts(self, message: Message, name: str) -> Answer:
        return await self._talk.unreact(self.id, message, name)

    async def joins(self, channel: Channel) -> Answer:
        return await self._talk.join(self.id, channel)

    async def leaves(self, channel: Channel) -> Answer:
        return await self._talk.leave(self.id, channel)

    async def invites(self, user_id: str, channel: Channel) -> Answer:
        self._must_be_in(channel)
        return await self._talk.join(user_id, channel, inviter=self.id)

    # channels and what is at their top

    async def removes(self, user_id: str, channel: Channel) -> Answer:
        """Somebody, or the bot, out of a channel."""
        self._must_be_in(channel)
        return await self._upkeep.remove(self.id, user_id, channel)

    async def deletes_channel(self, channel: Channel) -> Answer:
        return await self._upkeep.delete(self.id, channel)

    async def unpins(self, message: Message) -> Answer:
        self._must_see(message)
        return await self._upkeep.unpin(self.id, message)

    async def removes_bookmark(self, bookmark_id: str, channel: Channel) -> Answer:
        self._must_be_in(channel)
        return self._upkeep.drop_bookmark(channel, bookmark_id)

    async def archives(self, channel: Channel) -> Answer:
        return await self._upkeep.archive(self.id, channel)

    async def unarchives(self, channel: Channel) -> Answer:
        return await self._upkeep.unarchive(self.id, channel)

    async def renames(self, channel: Channel, name: str) -> Answer:
        return await self._upkeep.rename(self.id, channel, name)

    # messages and forms

    async def presses(self, shown: Message | View, name: str, value: Any = None) -> Answer:
        """A button by action id or label, or a choice in a select of a message or form."""
        if isinstance(shown, Message):
            self._must_see(shown)
        place = _place(shown.blocks, name, value)
        return await self._doors.press(self.id, shown, place, value)

    @property
    def view(self) -> View | None:
        """The form on top of those she has open."""
        return self._world.views.top(self.id)

    @property
    def form(self) -> View:
        """The same, where there must be one."""
        view = self.view
        if view is None:
            raise AssertionError(f"{self.name} has no form open")
        return view

    async def fills(self, name: str, value: Any) -> Answer:
        """Fills in a field by block id, action id or label; None clears it."""
        view = self.form
        return await self._doors.fill(self.id, view, _place(view.blocks, name), value)

    async def suggests(
        self, name: str, query: str, shown: Message | None = None
    ) -> list[dict[str, Any]]:
        """What an external select offers for the letters typed."""
        where = shown or self.form
        place = _place(where.blocks, name)
        answer, offered = await self._doors.suggest(self.id, where, place, query)
        if not answer.ok:
            raise NothingOffered(answer)
        groups = offered.get("option_groups") or []
        grouped = [option for group in groups for option in group["options"]]
        return [*(offered.get("options") or []), *grouped]

    async def submits(self, **values: Any) -> Answer:
        view = self.form
        for name, value in values.items():
            self._doors.put(self.id, view, _place(view.blocks, name), value)
        return await submitting.submit(self._world, view)

    async def resubmits(self, view: View) -> Answer:
        """The same form once more, open or not: a double click, a stale window, a replay."""
        return await submitting.submit(self._world, view)

    async def closes(self, *, everything: bool = False) -> Answer:
        return await submitting.close(self._world, self.id, everything=everything)

    # what she sees

    @property
    def home(self) -> View | None:
        """The bot's home tab as it was published for her."""
        return self._world.views.home(self.id)

    def sees(self, channel: Channel, thread_ts: str | None = None) -> list[Message]:
        """The channel as she reads it, or one of its threads, her own ephemeral messages included."""
        if self.id not in channel.members and channel.is_private:
            return []
        messages = channel.messages.values()
        if thread_ts is not None:
            shown = [one for one in messages if thread_ts in (one.ts, one.thread_ts)]
        else:
            shown = [one for one in messages if not one.is_reply or one.broadcast]
        return [one for one in shown if self._may_see(one, channel)]

    def _may_see(self, message: Message, channel: Channel) -> bool:
        if message.ephemeral_to is None:
            return True
        if message.ephemeral_to != self.id or self.id not in channel.members:
            return False
        # In a thread Slack shows them only once somebody has really replied there.
        return not message.is_reply or message.thread_ts in channel.threads

    @property
    def dm(self) -> Channel:
        """Her direct conversation with the bot."""
        return self._world.workspace.dm((self._world.workspace.app.user_id, self.id))

    def _must_see(self, message: Message) -> None:
        channel = self._world.workspace.channels[message.channel]
        there = message in self.sees(channel, message.thread_ts if message.is_reply else None)
        require(there, f"{self.name} does not see that message in {channel.name or channel.id}")

    def _must_be_in(self, channel: Channel) -> None:
        require(self.id in channel.members, f"{self.name} is not in {channel.name or channel.id}")


def require(condition: bool, otherwise: str) -> None:
    """What a person cannot do in Slack is a mistake of the test or the play, and said as one."""
    if not condition:
        raise AssertionError(otherwise)


def _place(blocks: Sequence[Block], name: str, value: Any = None) -> Place:
    place = find(list(blocks), name, value)
    if place is None:
        there = ", ".join(f"{one.action_id} ({one.label})" for one in places(list(blocks)))
        raise AssertionError(f"there is no {name!r} to press or fill; there is: {there or '-'}")
    return place
