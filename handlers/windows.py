"""Opening a form within the life of its trigger, and going on in one that is open."""

import asyncio
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.ui import kit
from handlers.deps import Deps
from handlers.reply import Reply, say

FORM_SECONDS = 2.0
"""A form must open within the 3 s its trigger lives."""
MOST = 1900
"""Characters of what was typed that its button carries."""
UNREACHED = (SlackApiError, aiohttp.ClientError, TimeoutError, OSError)
"""Slack refused, or could not be reached in time."""


class Windows:
    def __init__(self, deps: Deps) -> None:
        self.deps = deps

    async def open(self, reply: Reply, *, trigger: str, again: str) -> Reply:
        """Open a form; when that fails or takes too long, a button offers it again."""
        if trigger and reply.modal is not None:
            try:
                request = self.deps.client.views_open(trigger_id=trigger, view=reply.modal)
                await asyncio.wait_for(request, FORM_SECONDS)
            except UNREACHED as error:
                if _was_used(error):
                    return _opened_before(again)
            else:
                return Reply()
        button = _open_again(again)
        words = "This needs a form; press to open it."
        if trigger:
            kept = f"The first {MOST} characters" if len(again) > MOST else "All"
            words = (
                f"Slack did not open the form in time. {kept} of what you typed is kept; "
                "press to open it."
            )
        return Reply(text=words, blocks=[kit.section(words), kit.actions(button)])

    async def go_on(self, reply: Reply, view: Any, trigger: str, *, again: str) -> Reply:
        """Go on in the form that the button is in, or open one."""
        if view is None:
            return await self.open(reply, trigger=trigger, again=again)
        request = self.deps.client.views_update(
            view_id=view["id"], hash=view["hash"], view=reply.modal or {}
        )
        try:
            await asyncio.wait_for(request, FORM_SECONDS)
        except SlackApiError as error:
            if error.response.get("error") == "hash_conflict":
                # The person was faster: the form has moved on, and so has what this would show.
                return Reply()
            if error.response.get("error") != "not_found":
                raise
            return await self.open(reply, trigger=trigger, again=again)
        except UNREACHED:
            return say("Slack did not change the form in time. Please press that once more.")
        return Reply()


def _open_again(again: str) -> kit.Block:
    return kit.button("Open the form", "open_again", value=again[:MOST], style="primary")


def _was_used(error: Exception) -> bool:
    """A trigger opens one form: the same request has opened it before."""
    return (
        isinstance(error, SlackApiError) and error.response.get("error") == "exchanged_trigger_id"
    )


def _opened_before(again: str) -> Reply:
    words = "The form is open already. If you do not see it any more, press to open it."
    return Reply(text=words, blocks=[kit.section(words), kit.actions(_open_again(again))])
