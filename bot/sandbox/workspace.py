"""The state of the workspace: who is in it, its channels, and everything said there."""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.sandbox.changes import Changes
from bot.sandbox.clock import Clock
from bot.sandbox.model import Channel, Message, User
from bot.sandbox.refusal import Refused

TEAM_ID = "T0SANDBOX"
TEAM_NAME = "Sandbox"
APP_ID = "A0DATAINC"
BOT_ID = "B0DATAINC"
BOT_USER_ID = "U0DATAINC"


@dataclass(frozen=True, slots=True)
class Identity:
    """The installed app, as the workspace knows it."""

    team_id: str = TEAM_ID
    team_name: str = TEAM_NAME
    app_id: str = APP_ID
    bot_id: str = BOT_ID
    user_id: str = BOT_USER_ID


class Workspace:
    def __init__(self, clock: Clock, changes: Changes, *, bot_name: str) -> None:
        self.clock = clock
        self.changes = changes
        self.app = Identity()
        self.url = ""  # known once the server listens
        self.people: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self._names: dict[str, str] = {}  # channel name -> id, archived and private ones too
        self._dms: dict[frozenset[str], str] = {}
        self._numbers = itertools.count(1)
        self._last_ts = 0
        self.people[self.app.user_id] = User(
            self.app.user_id, bot_name, bot_name, email=None, tz="UTC", is_bot=True
        )

    @property
    def bot(self) -> User:
        return self.people[self.app.user_id]

    def new_id(self, prefix: str) -> str:
        """An id shaped like Slack's; counted, so that two runs give the same ones."""
        return f"{prefix}0{next(self._numbers):08X}"

    def next_ts(self) -> str:
        """A message's ts is its id in the channel: it must be new even within a microsecond."""
        micros = int(self.clock.now().timestamp() * 1_000_000)
        self._last_ts = max(micros, self._last_ts + 1)
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    # people

    def user(self, user_id: str, *, error: str = "user_not_found") -> User:
        try:
            return self.people[user_id]
        except KeyError:
            raise Refused(error) from None

    def by_name(self, name: str) -> User | None:
        return next((user for user in self.people.values() if user.name == name), None)

    # channels

    def add_channel(
        self, name: str, creator: str, *, private: bool = False, members: Iterable[str] = ()
    ) -> Channel:
        if name in self._names:
            raise Refused("name_taken")
        channel = Channel(
            self.new_id("C"),
            name,
            creator,
            self.clock.now(),
            is_private=private,
            is_general=name == "general",
            members=dict.fromkeys(members),
        )
        self.channels[channel.id] = channel
        self._names[name] = channel.id
        self.changed(channel)
        return channel

    def named(self, name: str) -> Channel | None:
        return self.channels[self._names[name]] if name in self._names else None

    def rename(self, channel: Channel, name: str) -> None:
        if self._names.get(name, channel.id) != channel.id:
            raise Refused("name_taken")
        del self._names[channel.name]
        self._names[name] = channel.id
        channel.previous_names.insert(0, channel.name)
        channel.name = name
        self.changed(channel)

    def delete(self, channel: Channel) -> None:
        del self.channels[channel.id], self._names[channel.name]
        self.changed(channel)

    def dm(self, users: Iterable[str]) -> Channel:
        """The direct conversation of exactly these people, opened where there is none yet."""
        between = frozenset(users)
        if between not in self._dms:
            direct = len(between) <= 2
            channel = Channel(
                self.new_id("D" if direct else "G"),
                "",
                self.app.user_id,
                self.clock.now(),
                is_private=True,
                is_im=direct,
                is_mpim=not direct,
                members=dict.fromkeys(sorted(between)),
            )
            self.channels[channel.id] = channel
            self._dms[between] = channel.id
            self.changed(channel)
        return self.channels[self._dms[between]]

    def partner(self, channel: Channel) -> str:
        """Whom a direct message of the bot is with."""
        bot = self.app.user_id
        return next((member for member in channel.members if member != bot), bot)

    # messages

    def post(self, message: Message) -> Message:
        channel = self.channels[message.channel]
        channel.messages[message.ts] = message
        if message.is_reply and message.thread_ts is not None and not message.ephemeral_to:
            channel.threads.setdefault(message.thread_ts, []).append(message)
        self.changed(channel)
        return message

    def announce(
        self, channel: Channel, user: str, subtype: str, text: str, **facts: str
    ) -> Message:
        """The grey line a channel shows when somebody joins, sets the topic, archives it, …"""
        ts = self.next_ts()
        return self.post(Message(ts, channel.id, user, text, subtype=subtype, facts={**facts}))

    def remove(self, message: Message) -> None:
        channel = self.channels[message.channel]
        channel.pins.pop(message.ts, None)
        if message.ts in channel.threads:
            message.subtype, message.text = "tombstone", "This message was deleted."
            message.blocks, message.files, message.attachments = [], [], []
        else:
            del channel.messages[message.ts]
            if message.is_reply and message.thread_ts is not None and not message.ephemeral_to:
                self._leave_thread(channel, message, message.thread_ts)
        self.changed(channel)

    @staticmethod
    def _leave_thread(channel: Channel, message: Message, parent: str) -> None:
        replies = channel.threads[parent]
        replies.remove(message)
        if not replies:
            del channel.threads[parent]

    def changed(self, channel: Channel | None = None) -> None:
        self.changes.tell(channel=channel.id if channel else None)

    def permalink(self, message: Message) -> str:
        link = f"{self.url}/archives/{message.channel}/p{message.ts.replace('.', '')}"
        if message.is_reply:
            link += f"?thread_ts={message.thread_ts}&cid={message.channel}"
        return link

    def moment(self, ts: str) -> datetime:
        return datetime.fromtimestamp(float(ts), tz=self.clock.now().tzinfo)
