"""How a message of the bot comes to be, by whichever way: a call, a response_url, an answer."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.sandbox import blocks as block_rules
from bot.sandbox import forms
from bot.sandbox.limits import limit
from bot.sandbox.model import Channel, Message
from bot.sandbox.refusal import Refused
from bot.sandbox.workspace import Workspace

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Content:
    """What a message says, checked: text, blocks, attachments and metadata."""

    text: str
    blocks: list[Json]
    attachments: list[Json]
    metadata: Json | None
    warnings: tuple[str, ...] = ()


def content_of(payload: Mapping[str, Any], *, longest: int | None = None) -> Content:
    """Refuses what Slack would; `longest`: text beyond it is refused instead of truncated."""
    text = payload.get("text") or ""
    blocks = _list(payload.get("blocks"), "invalid_blocks_format")
    attachments = _list(payload.get("attachments"), "invalid_attachments")
    markdown = payload.get("markdown_text") or ""
    if markdown:
        if text or blocks:
            raise Refused("markdown_text_conflict")
        text, blocks = markdown, [{"type": "markdown", "text": markdown}]
    if not (text or blocks or attachments):
        raise Refused("no_text")
    problems = block_rules.problems_of_message(
        {"text": text, "blocks": blocks, "attachments": attachments}
    )
    if problems:
        raise Refused.because("invalid_blocks", problems)
    text, warnings = _cut(text, longest)
    forms.with_ids(blocks, lambda: secrets.token_urlsafe(4))
    return Content(text, blocks, attachments, _metadata(payload.get("metadata")), warnings)


def _list(value: Any, error: str) -> list[Json]:
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(part, dict) for part in value):
        raise Refused(error)
    return value


def _cut(text: str, longest: int | None) -> tuple[str, tuple[str, ...]]:
    if longest is not None and len(text) > longest:
        raise Refused("msg_too_long")
    most = limit("message.text.truncated_above")
    if len(text) > most:
        return text[:most], ("message_truncated",)
    return text, ()


def _metadata(value: Any) -> Json | None:
    if not value:
        return None
    if not isinstance(value, dict) or not isinstance(value.get("event_payload"), dict):
        raise Refused("invalid_metadata_format")
    if not isinstance(value.get("event_type"), str) or not value["event_type"]:
        raise Refused("invalid_metadata_format")
    return {"event_type": value["event_type"], "event_payload": value["event_payload"]}


def post(
    workspace: Workspace,
    channel: Channel,
    content: Content,
    *,
    thread_ts: str | None = None,
    broadcast: bool = False,
    ephemeral_to: str | None = None,
) -> Message:
    """Puts what the bot says into the channel."""
    return workspace.post(
        Message(
            workspace.next_ts(),
            channel.id,
            workspace.app.user_id,
            content.text,
            bot_id=workspace.app.bot_id,
            blocks=content.blocks,
            attachments=content.attachments,
            metadata=None if ephemeral_to else content.metadata,
            thread_ts=thread_ts,
            broadcast=broadcast,
            ephemeral_to=ephemeral_to,
        )
    )


def rewrite(workspace: Workspace, message: Message, content: Content) -> None:
    message.text, message.attachments = content.text, content.attachments
    message.blocks = content.blocks
    if not content.blocks:  # what is shown by blocks is not marked as edited
        message.edited, message.edited_by = workspace.next_ts(), workspace.app.user_id
    workspace.changed(workspace.channels[message.channel])


def parent_of(channel: Channel, thread_ts: str | None) -> str | None:
    """A thread hangs on a message that is itself no reply; anything else is refused."""
    if not thread_ts:
        return None
    parent = channel.messages.get(thread_ts)
    if parent is None or parent.is_reply or parent.ephemeral_to:
        raise Refused("cannot_reply_to_message")
    return thread_ts
