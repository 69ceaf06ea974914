"""bookmarks.*: the links under a channel's name."""

from typing import Any

from bot.sandbox.args import Args
from bot.sandbox.limits import limit
from bot.sandbox.model import Bookmark, Channel
from bot.sandbox.refusal import Refused
from bot.sandbox.showing import bookmark_json
from bot.sandbox.world import World

Json = dict[str, Any]


def add(world: World, args: Args) -> Json:
    channel = _writable(world, args)
    if args.text("type") != "link":
        raise Refused("invalid_bookmark_type")
    if len(channel.bookmarks) >= limit("bookmarks.per_channel.max"):
        raise Refused("too_many_bookmarks")
    title, link = _title(args), _link(args)
    now, by = world.clock.now(), world.workspace.app.user_id
    bookmark = Bookmark(
        world.workspace.new_id("Bk"), channel.id, title, link, args.text("emoji"), now, now, by
    )
    channel.bookmarks[bookmark.id] = bookmark
    world.workspace.changed(channel)
    return {"bookmark": bookmark_json(bookmark)}


def _title(args: Args) -> str:
    title = args.text("title")
    if not title or len(title) > limit("bookmark.title.max_length"):
        raise Refused.because("invalid_arguments", ["title must have 1 to 256 characters"])
    return title


def _link(args: Args) -> str:
    link = args.text("link")
    good = link.startswith(("http://", "https://"))
    if not good or len(link) > limit("bookmark.link.max_length"):
        raise Refused("invalid_link")
    return link


def edit(world: World, args: Args) -> Json:
    channel = _writable(world, args)
    bookmark = _named(channel, args)
    if "title" in args:
        bookmark.title = _title(args)
    if "link" in args:
        bookmark.link = _link(args)
    if "emoji" in args:
        bookmark.emoji = args.text("emoji")
    bookmark.updated, bookmark.updated_by = world.clock.now(), world.workspace.app.user_id
    world.workspace.changed(channel)
    return {"bookmark": bookmark_json(bookmark)}


def list_(world: World, args: Args) -> Json:
    channel = world.seen_by_bot(args.text("channel_id"))
    return {"bookmarks": [bookmark_json(bookmark) for bookmark in channel.bookmarks.values()]}


def remove(world: World, args: Args) -> Json:
    channel = _writable(world, args)
    del channel.bookmarks[_named(channel, args).id]
    world.workspace.changed(channel)
    return {}


def _writable(world: World, args: Args) -> Channel:
    channel = world.of_bot(args.text("channel_id"))
    if channel.is_archived:
        raise Refused("is_archived")
    return channel


def _named(channel: Channel, args: Args) -> Bookmark:
    try:
        return channel.bookmarks[args.text("bookmark_id")]
    except KeyError:
        raise Refused("not_found") from None


METHODS = {
    "bookmarks.add": add,
    "bookmarks.edit": edit,
    "bookmarks.list": list_,
    "bookmarks.remove": remove,
}
