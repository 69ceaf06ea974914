"""chat.*: the bot posts, edits, whispers and takes back."""

from typing import Any

from bot.sandbox import posting
from bot.sandbox.args import Args
from bot.sandbox.limits import limit
from bot.sandbox.model import Channel, Message
from bot.sandbox.refusal import Refused
from bot.sandbox.showing import message_json
from bot.sandbox.world import World

Json = dict[str, Any]
_SAID = ("text", "markdown_text", "blocks", "attachments")


def post_message(world: World, args: Args) -> Json:
    channel = _where(world, args.text("channel"))
    content = posting.content_of(_payload(args))
    message = posting.post(
        world.workspace,
        channel,
        content,
        thread_ts=posting.parent_of(channel, args.text("thread_ts")),
        broadcast=args.flag("reply_broadcast"),
    )
    answer: Json = {"channel": channel.id, "ts": message.ts}
    answer["message"] = message_json(world.workspace, message)
    if content.warnings:
        answer["warning"] = ",".join(content.warnings)
        answer["response_metadata"] = {"warnings": list(content.warnings)}
    return answer


def _where(world: World, channel_id: str) -> Channel:
    """The conversation to post to; a person's id means the direct message with them."""
    workspace = world.workspace
    if channel_id in workspace.people:
        user = workspace.people[channel_id]
        if user.is_bot:
            raise Refused("channel_not_found")
        channel_id = workspace.dm((workspace.app.user_id, user.id)).id
    channel = world.seen_by_bot(channel_id)
    if channel.is_im and workspace.people[workspace.partner(channel)].deleted:
        raise Refused("user_disabled")
    if not world.has_bot(channel) and "chat:write.public" not in world.scopes:
        raise Refused("not_in_channel")
    if channel.is_archived:
        raise Refused("is_archived")
    return channel


def _payload(args: Args) -> Json:
    """The parts of a message, with what a form carries as JSON text unpacked."""
    return {
        "text": args.text("text"),
        "markdown_text": args.text("markdown_text"),
        "blocks": args.structure("blocks", error="invalid_blocks_format"),
        "attachments": args.structure("attachments", error="invalid_attachments"),
        "metadata": args.structure("metadata", error="invalid_metadata_format"),
    }


def update(world: World, args: Args) -> Json:
    channel = world.seen_by_bot(args.text("channel"))
    message = _own(world, channel, args.text("ts"), refusal="cant_update_message")
    if channel.is_archived:
        raise Refused("is_inactive")
    payload = _payload(args)
    if not any(payload[part] is not None and payload[part] != "" for part in _SAID):
        raise Refused("no_text")
    if "attachments" not in args:
        payload["attachments"] = message.attachments
    if "blocks" not in args and not payload["text"]:  # with a new text alone the blocks go
        payload["blocks"] = message.blocks
    content = posting.content_of(payload, longest=limit("chat_update.text.max_length"))
    posting.rewrite(world.workspace, message, content)
    if "metadata" in args:  # left out, what was there stays; an empty object clears it
        message.metadata = content.metadata
    answer = message_json(world.workspace, message)
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": answer}


def _own(world: World, channel: Channel, ts: str, *, refusal: str) -> Message:
    message = channel.messages.get(ts)
    if message is None or message.ephemeral_to or message.subtype == "tombstone":
        raise Refused("message_not_found")
    if message.user != world.workspace.app.user_id or message.subtype:
        raise Refused(refusal)
    return message


def delete(world: World, args: Args) -> Json:
    channel = world.seen_by_bot(args.text("channel"))
    message = _own(world, channel, args.text("ts"), refusal="cant_delete_message")
    world.workspace.remove(message)
    return {"channel": channel.id, "ts": message.ts}


def post_ephemeral(world: World, args: Args) -> Json:
    channel = world.of_bot(args.text("channel"))
    if channel.is_archived:
        raise Refused("is_archived")
    user = world.workspace.people.get(args.text("user"))
    if user is None or user.deleted or user.id not in channel.members:
        raise Refused("user_not_in_channel")
    message = posting.post(
        world.workspace,
        channel,
        posting.content_of(_payload(args)),
        thread_ts=posting.parent_of(channel, args.text("thread_ts")),
        ephemeral_to=user.id,
    )
    return {"message_ts": message.ts}


def get_permalink(world: World, args: Args) -> Json:
    channel = world.seen_by_bot(args.text("channel"))
    message = channel.messages.get(args.text("message_ts"))
    if message is None or message.ephemeral_to:
        raise Refused("message_not_found")
    return {"channel": channel.id, "permalink": world.workspace.permalink(message)}


METHODS = {
    "chat.postMessage": post_message,
    "chat.update": update,
    "chat.delete": delete,
    "chat.postEphemeral": post_ephemeral,
    "chat.getPermalink": get_permalink,
}
