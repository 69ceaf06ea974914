"""Answers to one person, sent beside the acknowledgement: never the only carrier of anything."""

from slack_sdk.errors import SlackApiError
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.domain.errors import AlreadyDone, BotError
from bot.ui.text import Slack
from handlers.deps import Deps
from handlers.events.kinds import Heard
from handlers.interactions.kinds import Press, Submission, Use
from handlers.reply import Reply, say


class Answers:
    def __init__(self, deps: Deps) -> None:
        self.deps = deps

    def to_press(self, reply: Reply, press: Press) -> None:
        """Under the message whose button it was, for the person alone."""
        if reply.text and press.response_url:
            self.deps.answer_soon(self._respond(press.response_url, reply))
        elif reply.text:
            self.deps.answer_soon(self.show(reply, user=press.user, channel=press.channel))

    def to_use(self, reply: Reply, use: Use) -> None:
        """Where the shortcut was used, for the person alone."""
        if reply.text and use.response_url:
            self.deps.answer_soon(self._respond(use.response_url, reply))
        elif reply.text:
            self.deps.answer_soon(self.show(reply, user=use.user, channel=use.channel))

    def to_submission(self, reply: Reply, sent: Submission) -> None:
        """In the channel the form was opened from, for the person alone."""
        channel = str(sent.metadata.get("channel") or "")
        thread = str(sent.metadata.get("thread") or "")
        self.deps.answer_soon(self.show(reply, user=sent.user, channel=channel, thread=thread))

    def to_event(self, error: BotError, heard: Heard) -> None:
        """What an event could not do, for the person who did it."""
        self.deps.meters.requests.ends("refused")
        user, event = str(heard.event.get("user") or ""), heard.event
        item = event.get("item") or {}
        channel = str(event.get("channel") or item.get("channel") or "")
        if user and channel and not isinstance(error, AlreadyDone):
            self.deps.answer_soon(self.show(say(Slack(str(error))), user=user, channel=channel))

    async def show(self, reply: Reply, *, user: str, channel: str, thread: str = "") -> None:
        """Ephemerally where they are; by direct message where the bot is not."""
        message = reply.message()
        if channel:
            try:
                await self.deps.client.chat_postEphemeral(
                    channel=channel, user=user, thread_ts=thread or None, **message
                )
            except SlackApiError:
                pass
            else:
                return
        await self.deps.client.chat_postMessage(channel=user, **message)

    async def _respond(self, url: str, reply: Reply) -> None:
        client = AsyncWebhookClient(url, session=self.deps.client.session)
        await client.send_dict(
            {
                "response_type": "ephemeral",
                "replace_original": reply.replace,
                **reply.message(),
            }
        )
