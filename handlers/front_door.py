"""A few Bolt listeners, many handlers: each kind of payload is routed by id through a dictionary."""

import logging
import re
from collections.abc import Awaitable, Mapping
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

import handlers.events
import handlers.interactions
from bot.domain.errors import BotError, Busy, InvalidInput
from bot.meters import Kind
from bot.ui import kit
from bot.ui.text import Slack, escape
from handlers import payloads
from handlers.answers import Answers
from handlers.commands.subcommand import Call
from handlers.deps import Deps
from handlers.discover import discover
from handlers.dispatch import Verbs
from handlers.errors import answer_to, from_long_ago
from handlers.events.kinds import Listener
from handlers.interactions.kinds import Action, Form, Options, Press, Shortcut, Submission, Use
from handlers.measuring import Measuring
from handlers.reading import incident_in
from handlers.repeats import Repeats
from handlers.reply import Reply
from handlers.windows import Windows

EVERYTHING = re.compile(".*", re.DOTALL)
STOPPED = (
    "Slack takes no messages from me at present ({why}). Nothing is lost: all of it goes out once the "
    "app is installed again or has a token that Slack accepts."
)
log = logging.getLogger(__name__)


class FrontDoor:
    """Registers itself with a Bolt app."""

    def __init__(self, deps: Deps) -> None:
        self.deps = deps
        self.verbs = Verbs()
        self.answers = Answers(deps)
        self.repeats = Repeats(deps)
        self.windows = Windows(deps)
        self.forms = discover(handlers.interactions, Form)
        self.actions = discover(handlers.interactions, Action)
        self.options = discover(handlers.interactions, Options)
        self.shortcuts = discover(handlers.interactions, Shortcut)
        self.listeners = discover(handlers.events, Listener)

    def register(self, app: AsyncApp) -> None:
        """One listener a kind of payload, the most frequent first (Bolt tries one after the other:
        832 µs with 60)."""
        known: Mapping[Kind, Mapping[str, Any]] = {
            "command": self.verbs.by_word,
            "action": self.actions,
            "form": self.forms,
            "closed": self.forms,
            "shortcut": self.shortcuts,
            "options": self.options,
            "event": self.listeners,
        }
        timed = Measuring(self.deps.meters.requests, known).listener
        app.command(EVERYTHING)(timed("command", self.on_command))
        app.event(EVERYTHING)(timed("event", self.on_event))
        app.action(EVERYTHING)(timed("action", self.on_action))
        app.view(EVERYTHING)(timed("form", self.on_submission))
        app.shortcut(EVERYTHING)(timed("shortcut", self.on_shortcut))
        app.options(EVERYTHING)(timed("options", self.on_options))
        app.view_closed(EVERYTHING)(timed("closed", self.on_closed))

    async def _said(self, work: Awaitable[Reply | None], *, words: str = "") -> Reply | None:
        """What was asked for comes to, or what went wrong, as an answer."""
        try:
            reply = await work
        except Exception as error:
            reply = await answer_to(error, self.deps, words=words)
        why = self.deps.stopped()
        if not why or reply is None or reply.modal is not None or not reply.says:
            return reply
        return reply.with_note(Slack(f":warning: {escape(STOPPED.format(why=why))}"))

    async def on_command(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """A slash command: the answer is in the acknowledgement, after the commit."""
        call = payloads.call_of_command(body)
        reply = await self._said(self._typed(call), words=call.text)
        if reply is not None and reply.says:
            await ack(response_type="ephemeral", **reply.message())
        else:
            await ack()

    async def _typed(self, call: Call) -> Reply | None:
        reply = await self.repeats.answer(call.key, lambda deps: self.verbs.run(call, deps))
        if reply is None or reply.modal is None:
            return reply
        again = reply.again or call.text
        return await self.windows.open(reply, trigger=call.trigger_id, again=again)

    async def on_action(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """A button or menu: acknowledged after the commit, answered beside it."""
        press = payloads.press_of(body)
        # Only these carry words that could be typed; the rest carry numbers of their own.
        typed = press.action.partition(":")[0] in {"verb", "open_again", "take_and_do"}
        words = press.value if typed else ""
        leads_out = payloads.asks_nothing(body)
        reply = await self._said(self._clicked(press, words, leads_out=leads_out), words=words)
        await ack()
        if reply is not None:
            self.answers.to_press(reply, press)

    async def _clicked(self, press: Press, words: str, *, leads_out: bool) -> Reply | None:
        reply = await self.repeats.answer(
            press.key, lambda deps: self._pressed(press, deps, leads_out=leads_out)
        )
        if reply is None or reply.modal is None:
            return reply
        again = reply.again or words
        return await self.windows.go_on(reply, press.view, press.trigger_id, again=again)

    async def _pressed(self, press: Press, deps: Deps, *, leads_out: bool) -> Reply | None:
        """What the button or menu does; one that nothing knows any more says so."""
        name, _, _ = press.action.partition(":")
        verb = incident_in(press.value)[1].partition(" ")[0].lower()
        if name == "verb" and (not verb or verb in self.verbs.by_word):
            return await self.verbs.run(payloads.call_of_press(press), deps)
        found = self.actions.get(name)
        if found is not None:
            return await found.run(press, deps)
        return None if leads_out else from_long_ago(press.value)

    async def on_submission(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """A form handed in: closed, gone on with, or its field marked."""
        sent = payloads.submission_of(body)
        try:
            reply = await self.repeats.answer(sent.key, lambda deps: self._submitted(sent, deps))
        except InvalidInput as error:
            self.deps.meters.requests.ends("refused")
            if not any(block.get("block_id") == error.field for block in sent.view["blocks"]):
                await self._in_form(ack, await answer_to(error, self.deps))
                return
            await ack(response_action="errors", errors={error.field: str(error)[:1900]})
            return
        except Exception as error:
            await self._in_form(ack, await answer_to(error, self.deps))
            return
        if reply is not None and reply.modal is not None:
            await ack(response_action="update", view=reply.modal)
            return
        await ack(response_action="clear")
        if reply is not None and reply.text:
            self.answers.to_submission(reply, sent)

    async def _submitted(self, sent: Submission, deps: Deps) -> Reply | None:
        found = self.forms.get(sent.callback)
        if found is None:
            raise BotError("This form is from an older version; please open it again.")
        return await found.run(sent, deps)

    async def on_closed(self, ack: AsyncAck) -> None:
        """A form closed without handing it in changes nothing."""
        await ack()

    async def on_shortcut(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """A message or global shortcut."""
        use = payloads.use_of(body)
        reply = await self._said(self._chosen(use))
        await ack()
        if reply is not None:
            self.answers.to_use(reply, use)

    async def _chosen(self, use: Use) -> Reply | None:
        reply = await self.repeats.answer(use.key, lambda deps: self._used(use, deps))
        if reply is None or reply.modal is None:
            return reply
        return await self.windows.open(reply, trigger=use.trigger_id, again=reply.again)

    async def _used(self, use: Use, deps: Deps) -> Reply | None:
        found = self.shortcuts.get(use.callback)
        return await found.run(use, deps) if found else None

    async def on_options(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """What fits to the words typed into a menu."""
        press = payloads.press_of_options(body)
        found = self.options.get(press.action.partition(":")[0])
        try:
            fitting = await found.run(press.value, press, self.deps) if found else []
        except BotError as error:
            # A menu has no place for a sentence: it stays empty, and typing on asks again.
            log.warning("a menu stays empty", extra={"error": type(error).__name__})
            self.deps.meters.requests.ends("refused")
            fitting = []
        await ack(options=kit.options_of(fitting[:100]))

    async def on_event(self, ack: AsyncAck, body: dict[str, Any], context: dict[str, Any]) -> None:
        """An event: what we can tell somebody is answered 200; anything else is raised again, also
        that the database did not take it, so that Slack delivers once more."""
        heard = payloads.heard_of(body, bot_user=str(context.get("bot_user_id") or ""))
        found = self.listeners.get(str(heard.event.get("type")))
        if found is not None:
            try:
                await found.run(heard, self.deps.for_request(heard.key))
            except Busy:
                self.deps.meters.requests.ends("busy")
                raise
            except BotError as error:
                self.answers.to_event(error, heard)
        await ack()

    async def _in_form(self, ack: AsyncAck, reply: Reply) -> None:
        """Show a sentence in the form's place: what was typed is not needed any more, or is said."""
        blocks = reply.message()["blocks"]
        view = kit_modal("Not possible", blocks)
        await ack(response_action="push", view=view)


def kit_modal(title: str, blocks: Any) -> kit.Block:
    """A form that only says something."""
    return {
        "type": "modal",
        "callback_id": "said",
        "title": kit.plain(title, 24),
        "close": kit.plain("Back", 24),
        "blocks": list(blocks),
    }
