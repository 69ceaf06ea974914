"""files.*: an upload is announced, sent, and then completed, which shares it."""

from typing import Any

from bot.sandbox import posting
from bot.sandbox.args import Args
from bot.sandbox.limits import limit
from bot.sandbox.model import Channel, File
from bot.sandbox.refusal import Refused
from bot.sandbox.showing import file_json
from bot.sandbox.world import World

Json = dict[str, Any]


def get_upload_url(world: World, args: Args) -> Json:
    name = args.text("filename")
    length = args.number("length", default=0, error="invalid_arguments")
    if not name or length < 1:
        raise Refused.because("invalid_arguments", ["must have a filename and a length above 0"])
    if len(args.text("alt_txt")) > limit("file.alt_txt.max_length"):
        raise Refused("alt_txt_too_large")
    if "snippet_type" in args and length > limit("file.snippet.max_bytes"):
        raise Refused("snippet_too_large")
    file = world.files.announce(name, length)
    return {"upload_url": f"{world.workspace.url}/files/upload/{file.id}", "file_id": file.id}


def complete_upload(world: World, args: Args) -> Json:
    """The answer shows the files before they are shared: Slack shares them a moment later."""
    uploaded = _uploaded(world, args)
    channels = _channels(world, args)
    if args.text("initial_comment") and "blocks" in args:
        raise Refused.because(
            "invalid_arguments", ["initial_comment and blocks exclude each other"]
        )
    thread = args.text("thread_ts")
    if thread and len(channels) != 1:
        raise Refused.because("invalid_arguments", ["thread_ts needs exactly one channel"])
    parents = [posting.parent_of(channel, thread) for channel in channels]
    blocks = _blocks(args)
    for file in uploaded:
        file.complete = True
    shown = [file_json(world.workspace, file) for file in uploaded]
    for channel, parent in zip(channels, parents, strict=True):
        content = posting.Content(args.text("initial_comment"), blocks, [], None)
        message = posting.post(world.workspace, channel, content, thread_ts=parent)
        message.files = uploaded
        for file in uploaded:
            file.shares.append((channel.id, message.ts))
    return {"files": shown}


def _uploaded(world: World, args: Args) -> list[File]:
    named = args.structure("files")
    if not isinstance(named, list) or not named:
        raise Refused.because("invalid_arguments", ["files must be a list of {id, title}"])
    uploaded = []
    for one in named:
        if not isinstance(one, dict):
            raise Refused.because("invalid_arguments", ["files must be a list of {id, title}"])
        file = world.files.get(str(one.get("id")))
        if file.content is None or file.complete:
            raise Refused("file_update_failed")
        file.title = str(one.get("title") or "Uploaded file")
        uploaded.append(file)
    return uploaded


def _channels(world: World, args: Args) -> list[Channel]:
    wanted = [*args.ids("channel_id"), *args.ids("channels")]
    if len(wanted) > limit("file.share_channels_per_call.max"):
        raise Refused("channels_limit_exceeded")
    channels = [world.of_bot(channel_id) for channel_id in wanted]
    if any(channel.is_archived for channel in channels):
        raise Refused("posting_to_channel_denied")
    return channels


def _blocks(args: Args) -> list[Json]:
    blocks = args.structure("blocks", error="invalid_blocks")
    return posting.content_of({"blocks": blocks}).blocks if blocks else []


def info(world: World, args: Args) -> Json:
    file = world.files.get(args.text("file"))
    if file.deleted:
        raise Refused("file_deleted")
    return {"file": file_json(world.workspace, file), "comments": []}


def list_(world: World, args: Args) -> Json:
    """The newest first, page by numbered page: the one list of ours that has no cursor."""
    world.scopes.require_all("files:read")
    where = args.text("channel")
    count, page = args.number("count", default=100), args.number("page", default=1)
    if min(count, page) < 1:
        raise Refused.because("invalid_arguments", ["count and page must be above 0"])
    found = [
        file
        for file in reversed(world.files.complete())
        if not where or where in [channel for channel, _ in file.shares]
    ]
    shown = found[(page - 1) * count : page * count]
    paging = {"count": count, "total": len(found), "page": page, "pages": -(-len(found) // count)}
    return {"files": [file_json(world.workspace, file) for file in shown], "paging": paging}


def delete(world: World, args: Args) -> Json:
    file = world.files.get(args.text("file"))
    if file.deleted:
        raise Refused("file_deleted")
    file.deleted, file.content = True, None
    for channel_id, ts in file.shares:
        channel = world.workspace.channels.get(channel_id)
        message = channel.messages.get(ts) if channel else None
        if message is not None and file in message.files:
            message.files = [other for other in message.files if other is not file]
    world.workspace.changed()
    return {}


METHODS = {
    "files.getUploadURLExternal": get_upload_url,
    "files.completeUploadExternal": complete_upload,
    "files.info": info,
    "files.list": list_,
    "files.delete": delete,
}
