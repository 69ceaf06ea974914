"""The stage of the play: people act through the front doors, and each step is seen or the play fails."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import aiohttp

from bot.demo.shop_files import BROKEN, artifacts
from bot.demo.world import World
from bot.sandbox.answer import Answer
from bot.sandbox.model import Channel, Message
from bot.sandbox.people import Person

T = TypeVar("T")
PATIENCE = 15.0
SHOWN = 5
"""Lines of a message that the printed conversation shows."""


class NotSeen(Exception):  # what happened, not a kind of error
    """A step of the play was not seen by the people it is for."""


class Stage:
    """Prints the conversation as people would see it, and counts the steps that were seen."""

    def __init__(self, world: World, folder: Path, *, loud: bool = True) -> None:
        self.world = world
        self.folder = folder
        self.loud = loud
        self.seen: list[str] = []
        self._shown: set[tuple[str, str]] = set()

    def person(self, name: str) -> Person:
        """Somebody of the shop."""
        return self.world.people[name]

    def channel(self, name: str) -> Channel:
        """A channel by its name; the play fails when there is none."""
        found = self.world.sandbox.workspace.named(name)
        if found is None:
            raise NotSeen(f"there is no channel #{name}")
        return found

    @property
    def bot_mention(self) -> str:
        """How people mention the bot."""
        return f"<@{self.world.sandbox.workspace.bot.id}>"

    def title(self, words: str) -> None:
        """A heading of the printed play."""
        if self.loud:
            print(f"\n━━ {words}", flush=True)

    async def types(self, name: str, line: str, *, where: Channel) -> Answer:
        """Somebody types a command; its answer is shown."""
        self._say(f"{name} types in #{where.name or 'a direct message'}: {line}")
        answer = await self.person(name).types(line, channel=where)
        if answer.status != 200:
            raise NotSeen(f"{line!r} was answered {answer.status} {answer.error}")
        if answer.text:
            self._say(f"   ⤷ only {name} sees: {self._readable(answer.text)}")
        return answer

    async def presses(
        self, name: str, message: Message, label: str, value: str | None = None
    ) -> Answer:
        """Somebody presses a button of a message."""
        self._say(f"{name} presses “{label}”")
        answer = await self.person(name).presses(message, label, value)
        if answer.status != 200:
            raise NotSeen(f"“{label}” was answered {answer.status} {answer.error}")
        return answer

    async def submits(self, name: str, **values: object) -> Answer:
        """Somebody hands in the form they have open."""
        form = self.person(name).form
        title = form.title if isinstance(getattr(form, "title", None), str) else form.callback_id
        self._say(f"{name} fills in “{title}”: {', '.join(values) or 'as it is'}")
        answer = await self.person(name).submits(**values)
        if answer.status != 200 or answer.errors:
            raise NotSeen(f"the form “{title}” was answered {answer.status} {answer.errors}")
        body = answer.body
        if isinstance(body, dict) and body.get("response_action") == "push":
            raise NotSeen(f"the form “{title}” was not taken: {body['view']['blocks']}")
        return answer

    def ticked(self, name: str, *, only: str = "") -> dict[str, object]:
        """Every box of the form somebody has open, ticked, or only those that say something."""
        return {
            block["block_id"]: [
                option["value"]
                for option in block["element"]["options"]
                if only in option["text"]["text"]
            ]
            for block in self.person(name).form.blocks
            if block["type"] == "input" and block["element"]["type"] == "checkboxes"
        }

    async def sees(self, step: str, find: Callable[[], T | None]) -> T:
        """Wait until it is there for people to see; then the step counts."""
        found: list[T] = []

        def there() -> bool:
            value = find()
            if value:
                found.append(value)
            return bool(value)

        try:
            await self.world.sandbox.until(there, timeout=PATIENCE)
        except AssertionError as error:
            self.show()
            raise NotSeen(f"{step}: not seen within {PATIENCE:.0f} s") from error
        await self.world.settled()
        self.show()
        self.seen.append(step)
        self._say(f"   ✓ {step}")
        return found[-1]

    async def says(self, step: str, answer: Answer, *words: str) -> None:
        """The answer says all of these words."""
        await self.sees(step, lambda: all(word in str(answer.body) for word in words))

    async def later(self, minutes: float) -> None:
        """Time goes on: what it brings is delivered."""
        await self.world.settled()
        self.world.sandbox.clock.advance(timedelta(minutes=minutes))
        self._say(f"… {minutes:g} minutes later")
        await self.world.bot.schedule.tick()
        await self.world.settled()
        self.show()

    def find(
        self, channel: Channel, *words: str, who: str = "ana", button: str = ""
    ) -> Message | None:
        """The newest message somebody sees in a channel that says all of these words."""
        messages = [*channel.messages.values()]
        person = self.person(who)
        visible = [one for one in messages if one.ephemeral_to in {None, person.id}]
        fitting = [
            one for one in visible if all(word in f"{one.text}\n{one.words}" for word in words)
        ]
        fitting = [one for one in fitting if not button or button in one.buttons]
        return fitting[-1] if fitting else None

    def dm(self, name: str, *words: str) -> Message | None:
        """The newest direct message from the bot that says all of these words."""
        return self.find(self.person(name).dm, *words, who=name)

    async def dbt_runs(self, *, run: str = BROKEN) -> dict[str, object]:
        """dbt has finished just now; what it wrote is posted as any sender would."""
        files = artifacts(self.world.sandbox.clock.now(), run=run)
        headers = {"Authorization": f"Bearer {self.world.sandbox.signing_secret}"}
        async with aiohttp.ClientSession() as session:
            url = f"{self.world.bot.url}/alerts/dbt"
            async with session.post(url, json=files, headers=headers) as response:
                said: dict[str, object] = await response.json()
                if response.status != 200:
                    raise NotSeen(f"dbt's files were answered {response.status}: {said}")
        self._say(f"dbt sends its run: {said}")
        return said

    def silence_the_past(self) -> None:
        """What was said before the play is not printed."""
        loud, self.loud = self.loud, False
        self.show()
        self.loud = loud

    def show(self) -> None:
        """Print what was said since the last time, in the order it was said."""
        fresh = []
        for channel in self.world.sandbox.workspace.channels.values():
            for message in channel.messages.values():
                key = (channel.id, message.ts)
                if key not in self._shown and message.subtype is None:
                    self._shown.add(key)
                    fresh.append((message.ts, channel, message))
        for _, channel, message in sorted(fresh, key=lambda one: one[0]):
            self._show(channel, message)

    def _show(self, channel: Channel, message: Message) -> None:
        where = f"#{channel.name}" if channel.name else f"DM {self._partner(channel)}"
        if message.is_reply:
            where += " (thread)"
        who = self.world.sandbox.workspace.people[message.user].name
        lines = [line for line in self._readable(message.text).splitlines() if line.strip()]
        self._say(f"   {where} · {who}: {lines[0] if lines else ''}")
        for line in lines[1:SHOWN]:
            self._say(f"        {line}")
        if message.buttons:
            self._say(f"        [{'] ['.join(message.buttons[:6])}]")

    def _partner(self, channel: Channel) -> str:
        names = [self.world.sandbox.workspace.people[one] for one in channel.members]
        return ", ".join(one.name for one in names if not one.is_bot)

    def _readable(self, text: str) -> str:
        """mrkdwn as a person reads it."""
        people = self.world.sandbox.workspace.people
        channels = self.world.sandbox.workspace.channels
        text = re.sub(r"<@(\w+)(?:\|[^>]*)?>", lambda m: f"@{people[m[1]].name}", text)
        text = re.sub(r"<#(\w+)(?:\|[^>]*)?>", lambda m: f"#{channels[m[1]].name}", text)
        text = re.sub(r"<!date\^[^|>]*\|([^>]*)>", r"\1", text)
        text = re.sub(r"<(https?:[^|>]*)\|([^>]*)>", r"\2", text)
        return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")

    def _say(self, line: str) -> None:
        if self.loud:
            print(line, flush=True)
