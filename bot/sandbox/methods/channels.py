"""conversations.*, the channel itself: made, named, described, archived."""

from typing import Any

from bot.sandbox.args import Args
from bot.sandbox.model import Channel
from bot.sandbox.names import channel_name_error, purpose_error, topic_error
from bot.sandbox.refusal import Refused
from bot.sandbox.showing import channel_json
from bot.sandbox.world import World

Json = dict[str, Any]


def create(world: World, args: Args) -> Json:
    name = _checked_name(args)
    bot = world.workspace.app.user_id
    channel = world.workspace.add_channel(
        name, bot, private=args.flag("is_private"), members=(bot,)
    )
    return {"channel": channel_json(world.workspace, channel)}


def _checked_name(args: Args) -> str:
    name = args.text("name")
    if error := channel_name_error(name):
        raise Refused(error)
    return name


def rename(world: World, args: Args) -> Json:
    channel = _writable(world, args)
    name = _checked_name(args)
    if channel.creator != world.workspace.app.user_id:
        raise Refused("not_authorized")
    retitle(world, channel, name, by=world.workspace.app.user_id)
    return {"channel": channel_json(world.workspace, channel)}


def retitle(world: World, channel: Channel, name: str, *, by: str) -> None:
    before = channel.name
    world.workspace.rename(channel, name)
    said = f'has renamed the channel from "{before}" to "{name}"'
    world.workspace.announce(channel, by, f"{channel.kind}_name", said, old_name=before, name=name)


def set_topic(world: World, args: Args) -> Json:
    channel = _writable(world, args)
    topic, bot = args.text("topic"), world.workspace.app.user_id
    if error := topic_error(topic):
        raise Refused(error)
    if topic != channel.topic:
        retopic(world, channel, topic, by=bot)
    return {"channel": channel_json(world.workspace, channel), "topic": topic}


def retopic(world: World, channel: Channel, topic: str, *, by: str) -> None:
    """A topic that really changes leaves a line in the channel."""
    channel.topic, channel.topic_by, channel.topic_at = topic, by, world.clock.now()
    said = f"set the channel topic: {topic}" if topic else "cleared the channel topic"
    world.workspace.announce(channel, by, f"{channel.kind}_topic", said, topic=topic)


def set_purpose(world: World, args: Args) -> Json:
    channel = _writable(world, args)
    purpose = args.text("purpose")
    if error := purpose_error(purpose):
        raise Refused(error)
    channel.purpose, channel.purpose_by = purpose, world.workspace.app.user_id
    world.workspace.changed(channel)
    return {"channel": channel_json(world.workspace, channel), "purpose": purpose}


def _writable(world: World, args: Args) -> Channel:
    channel = world.of_bot(args.text("channel"))
    if channel.is_conversation:
        raise Refused("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise Refused("is_archived")
    return channel


def archive(world: World, args: Args) -> Json:
    channel = world.of_bot(args.text("channel"))
    if channel.is_conversation:
        raise Refused("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise Refused("already_archived")
    if channel.is_general:
        raise Refused("cant_archive_general")
    close(world, channel, by=world.workspace.app.user_id)
    return {}


def close(world: World, channel: Channel, *, by: str) -> None:
    world.workspace.announce(channel, by, f"{channel.kind}_archive", "archived the channel")
    channel.is_archived = True
    world.workspace.changed(channel)


def unarchive(world: World, args: Args) -> Json:
    """Bot tokens may not, whatever their scopes."""
    world.seen_by_bot(args.text("channel"))
    raise Refused("not_allowed_token_type")


METHODS = {
    "conversations.create": create,
    "conversations.rename": rename,
    "conversations.setTopic": set_topic,
    "conversations.setPurpose": set_purpose,
    "conversations.archive": archive,
    "conversations.unarchive": unarchive,
}
