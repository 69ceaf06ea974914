"""conversations.*, what is to be read: info, lists, history and threads."""

from collections.abc import Iterable, Iterator
from typing import Any

from bot.sandbox.args import Args
from bot.sandbox.methods.paging import cursor_to, page, position_of
from bot.sandbox.model import Channel, Message
from bot.sandbox.refusal import Refused
from bot.sandbox.showing import channel_json, message_json
from bot.sandbox.world import World

Json = dict[str, Any]
_KINDS = {"public_channel": "channel", "private_channel": "group", "im": "im", "mpim": "mpim"}
_READ = {"channel": "channels:read", "group": "groups:read", "im": "im:read", "mpim": "mpim:read"}


def info(world: World, args: Args) -> Json:
    channel = world.seen_by_bot(args.text("channel"))
    shown = channel_json(world.workspace, channel)
    if args.flag("include_num_members"):
        shown["num_members"] = len(channel.members)
    return {"channel": shown}


def list_(world: World, args: Args) -> Json:
    bot = world.workspace.app.user_id
    seen = (
        channel
        for channel in _of_types(world, args)
        if not channel.is_private or bot in channel.members
    )
    shown, more = page(list(seen), args)
    return {"channels": [_listed(world, channel) for channel in shown], **more}


def of_user(world: World, args: Args) -> Json:
    """users.conversations: those of one person (the bot where none is named) the bot may see."""
    bot = world.workspace.app.user_id
    user = world.workspace.user(args.text("user") or bot)
    seen = (
        channel
        for channel in _of_types(world, args)
        if user.id in channel.members and (not channel.is_private or bot in channel.members)
    )
    shown, more = page(list(seen), args)
    return {"channels": [channel_json(world.workspace, channel) for channel in shown], **more}


def _listed(world: World, channel: Channel) -> Json:
    return channel_json(world.workspace, channel) | {"num_members": len(channel.members)}


def _of_types(world: World, args: Args) -> Iterator[Channel]:
    kinds = set()
    for name in args.ids("types") or ["public_channel"]:
        if name not in _KINDS:
            raise Refused("invalid_types")
        kinds.add(_KINDS[name])
    world.scopes.require_all(*sorted(_READ[kind] for kind in kinds))
    without_archived = args.flag("exclude_archived")
    for channel in world.workspace.channels.values():
        if channel.kind in kinds and not (without_archived and channel.is_archived):
            yield channel


def history(world: World, args: Args) -> Json:
    channel = world.of_bot(args.text("channel"))
    roots = (
        message
        for message in reversed(channel.messages.values())
        if not message.is_reply or message.broadcast
    )
    return _messages(world, args, roots, newest_first=True) | {
        "pin_count": len(channel.pins),
    }


def replies(world: World, args: Args) -> Json:
    channel = world.of_bot(args.text("channel"))
    asked = channel.messages.get(args.text("ts"))
    if asked is None or asked.ephemeral_to:
        raise Refused("thread_not_found")
    parent = channel.messages.get(asked.thread_ts or asked.ts, asked)
    thread = [parent, *channel.threads.get(parent.ts, [])]
    return _messages(world, args, thread, newest_first=False)


def _messages(world: World, args: Args, messages: Iterable[Message], *, newest_first: bool) -> Json:
    limit = min(args.number("limit", default=100), 999)
    if limit < 1:
        raise Refused("invalid_limit")
    within = _window(args, newest_first=newest_first)
    found: list[Message] = []
    following = ""
    for message in messages:
        if message.ephemeral_to or not within(message.ts):
            continue
        if len(found) == limit:
            following = cursor_to(message.ts)
            break
        found.append(message)
    metadata = args.flag("include_all_metadata")
    shown = [message_json(world.workspace, message, metadata=metadata) for message in found]
    return {
        "messages": shown,
        "has_more": bool(following),
        "response_metadata": {"next_cursor": following},
    }


def _window(args: Args, *, newest_first: bool) -> Any:
    """Which timestamps are asked for; bounds themselves count only when `inclusive`."""
    oldest = _time(args, "oldest", "invalid_ts_oldest")
    latest = _time(args, "latest", "invalid_ts_latest")
    inclusive = args.flag("inclusive")
    cursor = args.text("cursor")
    position = _micros(position_of(cursor), "invalid_cursor") if cursor else None

    def within(ts: str) -> bool:
        at = _micros(ts, "invalid_ts_latest")
        if position is not None and (at > position if newest_first else at < position):
            return False
        if oldest is not None and (at < oldest or (at == oldest and not inclusive)):
            return False
        return not (latest is not None and (at > latest or (at == latest and not inclusive)))

    return within


def _time(args: Args, name: str, error: str) -> int | None:
    return _micros(args.text(name), error) if name in args and args.text(name) else None


def _micros(ts: str, error: str) -> int:
    """Timestamps are compared as whole microseconds; as floats two of them could be the same."""
    seconds, _, fraction = ts.partition(".")
    try:
        return int(seconds) * 1_000_000 + int(fraction[:6].ljust(6, "0"))
    except ValueError:
        raise Refused(error) from None


METHODS = {
    "conversations.info": info,
    "conversations.list": list_,
    "conversations.history": history,
    "conversations.replies": replies,
    "users.conversations": of_user,
}
