"""reactions.*: emoji put on messages by the bot, and read by it."""

import re
from typing import Any

from bot.sandbox.args import Args
from bot.sandbox.model import Message
from bot.sandbox.refusal import Refused
from bot.sandbox.showing import message_json
from bot.sandbox.world import World

Json = dict[str, Any]
_NAME = re.compile(r"[^\s:]+(::skin-tone-[2-6])?")
_DISTINCT_PER_MESSAGE = 23


def add(world: World, args: Args) -> Json:
    message, bot = _message(world, args), world.workspace.app.user_id
    name = _name(args)
    if world.workspace.channels[message.channel].is_archived:
        raise Refused("is_archived")
    if bot in message.reactions.get(name, ()):
        raise Refused("already_reacted")
    if name not in message.reactions and len(message.reactions) >= _DISTINCT_PER_MESSAGE:
        raise Refused("too_many_emoji")
    put(world, message, name, user=bot)
    return {}


def put(world: World, message: Message, name: str, *, user: str) -> None:
    message.reactions.setdefault(name, []).append(user)
    world.workspace.changed(world.workspace.channels[message.channel])


def remove(world: World, args: Args) -> Json:
    message, bot = _message(world, args), world.workspace.app.user_id
    name = _name(args)
    if bot not in message.reactions.get(name, ()):
        raise Refused("no_reaction")
    take_away(world, message, name, user=bot)
    return {}


def take_away(world: World, message: Message, name: str, *, user: str) -> None:
    message.reactions[name].remove(user)
    if not message.reactions[name]:
        del message.reactions[name]
    world.workspace.changed(world.workspace.channels[message.channel])


def get(world: World, args: Args) -> Json:
    message = _message(world, args)
    shown = message_json(world.workspace, message, metadata=False)
    return {"type": "message", "channel": message.channel, "message": shown}


def _name(args: Args) -> str:
    name = args.text("name")
    if not _NAME.fullmatch(name):
        raise Refused("invalid_name")
    return name


def _message(world: World, args: Args) -> Message:
    if "channel" not in args or "timestamp" not in args:
        raise Refused("no_item_specified")
    channel = world.seen_by_bot(args.text("channel"))
    message = channel.messages.get(args.text("timestamp"))
    if message is None or message.ephemeral_to:
        raise Refused("message_not_found")
    return message


METHODS = {"reactions.add": add, "reactions.get": get, "reactions.remove": remove}
