"""The front doors of the app for people: each act is sent to the bot as Slack would send it."""

from typing import Any

from bot.sandbox import forms, payloads
from bot.sandbox.answer import NOTHING_SENT, Answer
from bot.sandbox.forms import Place
from bot.sandbox.modals import View
from bot.sandbox.model import Channel, Message
from bot.sandbox.refusal import Refused
from bot.sandbox.responses import respond
from bot.sandbox.suggestions import options_of
from bot.sandbox.talk import Talk
from bot.sandbox.text import Typed
from bot.sandbox.world import World

Json = dict[str, Any]
Known = dict[str, Json]


class Doors:
    """Acts of any person, by id; `Person` and the page's HTTP API both come through here."""

    def __init__(self, world: World, talk: Talk) -> None:
        self._world, self._talk = world, talk
        # What a person has chosen in a message, and the options a select has shown them.
        self._chosen: dict[tuple[str, str, str], Json] = {}
        self._offered: dict[tuple[str, str, str], Known] = {}

    async def command(self, user: str, channel: Channel, typed: str) -> Answer:
        word, _, rest = typed.strip().partition(" ")
        if word == "/invite":
            return await self._talk.invite(user, channel, rest)
        if not self._world.features.has_command(word):
            return Answer(0, error=f"{word} is not a valid command")
        text = Typed(self._world.workspace, command=True).sent(rest.strip())
        key = self._world.response_urls.issue(user, channel.id)
        form = payloads.command(
            self._world, user, channel, word=word, text=text, response_url=self._url(key)
        )
        reply = await self._world.sender.command(form)
        if not reply.ok or not reply.body:
            return Answer.of(reply)
        said = reply.body if isinstance(reply.body, dict) else {"text": str(reply.body)}
        where = self._world.response_urls.get(key)
        try:
            where.message = respond(self._world, where, said)
        except Refused as refused:
            return Answer.mistaken(reply, refused)
        return Answer.of(reply)

    def _url(self, key: str) -> str:
        return f"{self._world.workspace.url}/response/{key}"

    # buttons and selects

    async def press(
        self, user: str, shown: Message | View, place: Place, value: Any = None
    ) -> Answer:
        known = self._offered.get((user, place.block_id, place.action_id), {})
        done = payloads.action(self._world, place, value, known=known)
        if isinstance(shown, View):
            if place.has_state:
                self.put(user, shown, place, value)
            payload = payloads.pressed_in_view(self._world, user, shown, done=done)
        else:
            values = self._values_in(user, shown, place, done)
            payload = payloads.pressed_in_message(
                self._world, user, shown, done=done, values=values
            )
            key = self._world.response_urls.issue(user, shown.channel, message=shown)
            payload["response_url"] = self._url(key)
        return Answer.of(await self._world.sender.interactive(payload))

    def _values_in(self, user: str, message: Message, place: Place, done: Json) -> Json:
        key = (user, message.channel, message.ts)
        values = forms.values_of(message.blocks, self._chosen.get(key))
        if place.has_state:
            state = {name: done[name] for name in done if name == "type" or name in forms.HELD}
            values[place.block_id][place.action_id] = state
        self._chosen[key] = values
        return values

    def put(self, user: str, view: View, place: Place, value: Any) -> None:
        """Fills in a field; the bot hears of it on submit, or at once where it asked to."""
        known = self._offered.get((user, place.block_id, place.action_id), {})
        view.values[place.block_id][place.action_id] = forms.chosen(place, value, known)
        view.errors.pop(place.block_id, None)
        self._world.workspace.changes.tell("view")

    async def fill(self, user: str, view: View, place: Place, value: Any) -> Answer:
        if place.dispatches:
            return await self.press(user, view, place, value)
        self.put(user, view, place, value)
        return NOTHING_SENT

    async def suggest(
        self, user: str, shown: Message | View, place: Place, query: str
    ) -> tuple[Answer, Json]:
        """What an external select offers for the letters typed so far."""
        payload = payloads.suggestion(self._world, user, shown, place=place, query=query)
        reply = await self._world.sender.interactive(payload, answers=True)
        if not reply.ok:
            return Answer.of(reply), {"options": []}
        try:
            offered = options_of(reply.body)
        except Refused as refused:
            return Answer.mistaken(reply, refused), {"options": []}
        known = self._offered.setdefault((user, place.block_id, place.action_id), {})
        known |= {option["value"]: option for option in forms.options_in(offered)}
        return Answer.of(reply), offered

    # shortcuts

    async def global_shortcut(self, user: str, callback_id: str) -> Answer:
        if not self._world.features.has_shortcut(callback_id, "global"):
            return Answer(0, error=f"the app has no global shortcut {callback_id}")
        payload = payloads.global_shortcut(self._world, user, callback_id)
        return Answer.of(await self._world.sender.interactive(payload))

    async def message_shortcut(self, user: str, message: Message, callback_id: str) -> Answer:
        if not self._world.features.has_shortcut(callback_id, "message"):
            return Answer(0, error=f"the app has no message shortcut {callback_id}")
        key = self._world.response_urls.issue(user, message.channel, message=message)
        payload = payloads.message_shortcut(
            self._world, user, message, callback_id=callback_id, response_url=self._url(key)
        )
        return Answer.of(await self._world.sender.interactive(payload))
