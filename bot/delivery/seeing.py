"""Reading one message as Slack shows it at present."""

from collections.abc import Mapping
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.delivery.calls import CLOSED_TO_US, SlackRefused, call
from bot.delivery.posts import EVENT_TYPE
from bot.domain.capture import Look, Seen, instant

GONE = frozenset({"thread_not_found", "message_not_found"})
TOMBSTONE = "tombstone"
"""What is left of a deleted message that has replies."""


async def see(client: AsyncWebClient, look: Look) -> Seen:
    """The message; where the bot may not read, what the shortcut has shown of it."""
    try:
        message = await _find(client, look.channel, look.ts)
        if message is None or message.get("subtype") == TOMBSTONE:
            return Seen(there=False)
        permalink = await call(
            client.chat_getPermalink(channel=look.channel, message_ts=look.ts), repeatable=True
        )
    except SlackRefused as error:
        if error.code in GONE:
            return Seen(there=False)
        if error.code in CLOSED_TO_US and look.text:
            return Seen(author=look.author, text=look.text)
        raise
    return _seen(message, str(permalink["permalink"]))


async def _find(client: AsyncWebClient, channel: str, ts: str) -> Mapping[str, Any] | None:
    """In the channel, else in its thread: history leaves replies out."""
    one: dict[str, Any] = {"latest": ts, "inclusive": True, "limit": 1}
    found = await call(client.conversations_history(channel=channel, **one), repeatable=True)
    # Slack puts the first message of a thread in front of whatever was asked for.
    within: dict[str, Any] = {"oldest": ts, "latest": ts, "inclusive": True, "limit": 5}
    for message in found["messages"]:
        if message["ts"] == ts:
            return dict(message)
    try:
        replies = await call(
            client.conversations_replies(channel=channel, ts=ts, **within), repeatable=True
        )
    except SlackRefused as error:
        if error.code in GONE:
            return None
        raise
    return next((dict(one) for one in replies["messages"] if one["ts"] == ts), None)


def _seen(message: Mapping[str, Any], permalink: str) -> Seen:
    edited = str((message.get("edited") or {}).get("ts") or "")
    bot = (message.get("bot_profile") or {}).get("name") or message.get("username")
    return Seen(
        ours=(message.get("metadata") or {}).get("event_type") == EVENT_TYPE,
        author=str(bot or message.get("user") or ""),
        text=words_of(message),
        permalink=permalink,
        thread_ts=str(message.get("thread_ts") or ""),
        reactions=frozenset(one["name"] for one in message.get("reactions") or []),
        edited_at=instant(edited) if edited else None,
    )


def words_of(message: Mapping[str, Any]) -> str:
    """Its text; for a message without any, what is attached to it."""
    text = str(message.get("text") or "").strip()
    files = ", ".join(str(file.get("name") or "a file") for file in message.get("files") or [])
    fallbacks = " ".join(str(one.get("fallback") or "") for one in message.get("attachments") or [])
    return text or (f"(file: {files})" if files else "") or fallbacks.strip() or "(no text)"
