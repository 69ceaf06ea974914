"""A few Bolt listeners, many handlers: each kind of payload is routed by id through a dictionary."""

import asyncio
import re
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.errors import SlackApiError

import handlers.events
import handlers.interactions
from bot.domain.errors import BotError, InvalidInput
from bot.ui import kit
from handlers import payloads
from handlers.answers import Answers
from handlers.deps import Deps
from handlers.discover import discover
from handlers.dispatch import Verbs
from handlers.errors import answer_to
from handlers.events.kinds import Listener
from handlers.interactions.kinds import Action, Form, Options, Shortcut
from handlers.reply import Reply

EVERYTHING = re.compile(".*", re.DOTALL)
FORM_SECONDS = 2.0
"""A form must open within the 3 s its trigger lives."""


class FrontDoor:
    """Registers itself with a Bolt app."""

    def __init__(self, deps: Deps) -> None:
        self.deps = deps
        self.verbs = Verbs()
        self.answers = Answers(deps)
        self.forms = discover(handlers.interactions, Form)
        self.actions = discover(handlers.interactions, Action)
        self.options = discover(handlers.interactions, Options)
        self.shortcuts = discover(handlers.interactions, Shortcut)
        self.listeners = discover(handlers.events, Listener)

    def register(self, app: AsyncApp) -> None:
        """One listener a kind of payload (Bolt tries listeners one by one: 832 µs with 60)."""
        app.command(EVERYTHING)(self.on_command)
        app.action(EVERYTHING)(self.on_action)
        app.view(EVERYTHING)(self.on_submission)
        app.view_closed(EVERYTHING)(self.on_closed)
        app.shortcut(EVERYTHING)(self.on_shortcut)
        app.options(EVERYTHING)(self.on_options)
        app.event(EVERYTHING)(self.on_event)

    async def on_command(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """A slash command: the answer is in the acknowledgement, after the commit."""
        call = payloads.call_of_command(body)
        try:
            reply = await self.verbs.run(call, self.deps)
            if reply.modal is not None:
                reply = await self._open(
                    reply, trigger=call.trigger_id, again=reply.again or call.text
                )
        except Exception as error:
            reply = await answer_to(error, self.deps, words=call.text)
        if reply.text or reply.blocks:
            await ack(response_type="ephemeral", **reply.message())
        else:
            await ack()

    async def on_action(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """A button or menu: acknowledged after the commit, answered beside it."""
        press = payloads.press_of(body)
        reply: Reply | None
        words = press.value
        try:
            if press.action.startswith("verb:"):
                reply = await self.verbs.run(payloads.call_of_press(press), self.deps)
            else:
                found = self.actions.get(press.action.partition(":")[0])
                # A link button sends a click that asks for nothing; so may a button of long ago.
                reply = await found.run(press, self.deps) if found else None
            if reply is not None and reply.modal is not None:
                reply = await self._show(
                    reply, press.view, press.trigger_id, again=reply.again or words
                )
        except Exception as error:
            reply = await answer_to(error, self.deps, words=words)
        await ack()
        if reply is not None:
            self.answers.to_press(reply, press)

    async def on_submission(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """A form handed in: closed, gone on with, or its field marked."""
        sent = payloads.submission_of(body)
        found = self.forms.get(sent.callback)
        try:
            if found is None:
                raise BotError("This form is from an older version; please open it again.")
            reply = await found.run(sent, self.deps)
        except InvalidInput as error:
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

    async def on_closed(self, ack: AsyncAck) -> None:
        """A form closed without handing it in changes nothing."""
        await ack()

    async def on_shortcut(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """A message or global shortcut."""
        use = payloads.use_of(body)
        found = self.shortcuts.get(use.callback)
        try:
            reply = await found.run(use, self.deps) if found else None
            if reply is not None and reply.modal is not None:
                reply = await self._open(reply, trigger=use.trigger_id, again=reply.again)
        except Exception as error:
            reply = await answer_to(error, self.deps)
        await ack()
        if reply is not None:
            self.answers.to_use(reply, use)

    async def on_options(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """What fits to the words typed into a menu."""
        press = payloads.press_of_options(body)
        found = self.options.get(press.action.partition(":")[0])
        fitting = await found.run(press.value, press, self.deps) if found else []
        await ack(options=kit.options_of(fitting[:100]))

    async def on_event(self, ack: AsyncAck, body: dict[str, Any], context: dict[str, Any]) -> None:
        """An event: what we can tell somebody is answered 200; anything else is raised again, so
        that Slack delivers once more."""
        heard = payloads.heard_of(body, bot_user=str(context.get("bot_user_id") or ""))
        found = self.listeners.get(str(heard.event.get("type")))
        if found is not None:
            try:
                await found.run(heard, self.deps)
            except BotError as error:
                self.answers.to_event(error, heard)
        await ack()

    async def _in_form(self, ack: AsyncAck, reply: Reply) -> None:
        """Show a sentence in the form's place: what was typed is not needed any more, or is said."""
        blocks = reply.message()["blocks"]
        view = kit_modal("Not possible", blocks)
        await ack(response_action="push", view=view)

    async def _open(self, reply: Reply, *, trigger: str, again: str) -> Reply:
        """Open a form; when that fails or takes too long, a button offers it again."""
        if trigger and reply.modal is not None:
            try:
                request = self.deps.client.views_open(trigger_id=trigger, view=reply.modal)
                await asyncio.wait_for(request, FORM_SECONDS)
            except (SlackApiError, TimeoutError, OSError):
                pass
            else:
                return Reply()
        button = kit.button("Open the form", "open_again", value=again[:1900], style="primary")
        words = "This needs a form; press to open it." if not trigger else "That took too long."
        return Reply(text=words, blocks=[kit.section(words), kit.actions(button)])

    async def _show(self, reply: Reply, view: Any, trigger: str, *, again: str) -> Reply:
        """Go on in the form that the button is in, or open one."""
        if view is None:
            return await self._open(reply, trigger=trigger, again=again)
        request = self.deps.client.views_update(
            view_id=view["id"], hash=view["hash"], view=reply.modal or {}
        )
        try:
            await asyncio.wait_for(request, FORM_SECONDS)
        except SlackApiError as error:
            # The person was faster: the form has moved on, and so has what this would have shown.
            if error.response.get("error") not in {"hash_conflict", "not_found"}:
                raise
        return Reply()


def kit_modal(title: str, blocks: Any) -> kit.Block:
    """A form that only says something."""
    return {
        "type": "modal",
        "callback_id": "said",
        "title": kit.plain(title, 24),
        "close": kit.plain("Back", 24),
        "blocks": list(blocks),
    }
