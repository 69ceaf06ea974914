"""pins.*: the messages kept at the top of a channel."""

from typing import Any

from bot.sandbox.args import Args
from bot.sandbox.model import Channel, Message
from bot.sandbox.refusal import Refused
from bot.sandbox.showing import pin_json
from bot.sandbox.world import World

Json = dict[str, Any]


def add(world: World, args: Args) -> Json:
    channel = world.of_bot(args.text("channel"))
    if channel.is_archived:
        raise Refused("is_archived")
    message = _message(channel, args)
    if message.ts in channel.pins:
        raise Refused("already_pinned")
    channel.pins[message.ts] = (world.workspace.app.user_id, world.clock.now())
    world.workspace.changed(channel)
    return {}


def _message(channel: Channel, args: Args) -> Message:
    ts = args.text("timestamp")
    if not ts:
        raise Refused("no_item_specified")
    message = channel.messages.get(ts)
    if message is None:
        raise Refused("message_not_found")
    if message.ephemeral_to or message.subtype:
        raise Refused("not_pinnable")
    return message


def remove(world: World, args: Args) -> Json:
    channel = world.of_bot(args.text("channel"))
    message = _message(channel, args)
    if channel.pins.pop(message.ts, None) is None:
        raise Refused("no_pin")
    world.workspace.changed(channel)
    return {}


def list_(world: World, args: Args) -> Json:
    channel = world.seen_by_bot(args.text("channel"))
    return {"items": [pin_json(world.workspace, channel, ts) for ts in channel.pins]}


METHODS = {"pins.add": add, "pins.list": list_, "pins.remove": remove}
