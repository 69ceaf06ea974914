"""What the bot says by a response_url, or in the acknowledgement of a command."""

from typing import Any

from bot.sandbox import posting
from bot.sandbox.model import Message
from bot.sandbox.refusal import Refused
from bot.sandbox.response_urls import ResponseUrl
from bot.sandbox.world import World

Json = dict[str, Any]


def respond(world: World, where: ResponseUrl, payload: Json) -> Message | None:
    """Answers where the person acted; needs neither a token nor membership."""
    channel = world.workspace.channels.get(where.channel)
    if channel is None:
        raise Refused("channel_not_found")
    if payload.get("delete_original"):
        _delete(world, where)
        if not payload.get("text") and not payload.get("blocks"):
            return None
    content = posting.content_of(payload)
    if payload.get("replace_original"):
        original = _original(world, where)
        posting.rewrite(world.workspace, original, content)
        return original
    public = payload.get("response_type") == "in_channel"
    return posting.post(
        world.workspace,
        channel,
        content,
        thread_ts=posting.parent_of(channel, payload.get("thread_ts")),
        ephemeral_to=None if public else where.user,
    )


def _delete(world: World, where: ResponseUrl) -> None:
    world.workspace.remove(_original(world, where))
    where.message = None


def _original(world: World, where: ResponseUrl) -> Message:
    """The message acted on, or, after a command, what was last said by this very way."""
    message = where.message
    if message is None or message.ts not in world.workspace.channels[where.channel].messages:
        raise Refused("message_not_found")
    return message
