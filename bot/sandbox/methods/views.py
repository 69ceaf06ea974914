"""views.*: forms opened over the conversation, stacked, changed, and the bot's home tab."""

from typing import Any

from bot.sandbox import blocks as block_rules
from bot.sandbox.args import Args
from bot.sandbox.limits import limit
from bot.sandbox.modals import View
from bot.sandbox.refusal import Refused
from bot.sandbox.wire import encoded
from bot.sandbox.world import World

Json = dict[str, Any]


def open_(world: World, args: Args) -> Json:
    payload = checked(args.structure("view"), kind="modal")
    trigger = world.triggers.spend(args.text("trigger_id"))
    return _shown(world, world.views.open(trigger.user, payload, channel=trigger.channel))


def push(world: World, args: Args) -> Json:
    payload = checked(args.structure("view"), kind="modal")
    trigger = world.triggers.spend(args.text("trigger_id"))
    return _shown(world, world.views.push(trigger.user, payload, channel=trigger.channel))


def update(world: World, args: Args) -> Json:
    if "view_id" in args:
        view = world.views.get(args.text("view_id"))
    else:
        view = world.views.by_external_id(args.text("external_id"))
    payload = checked(args.structure("view"), kind=str(view.payload["type"]))
    return _shown(world, world.views.update(view, payload, hash_given=args.text("hash")))


def publish(world: World, args: Args) -> Json:
    payload = checked(args.structure("view"), kind="home")
    user = world.workspace.user(args.text("user_id"))
    return _shown(world, world.views.publish(user.id, payload, hash_given=args.text("hash")))


def checked(payload: Any, *, kind: str) -> Json:
    """A view as the bot sent it, or the refusal that says what is wrong with it."""
    if not isinstance(payload, dict):
        raise Refused.because("invalid_arguments", ["view must be an object"])
    if payload.get("type") != kind:
        raise Refused.because("invalid_arguments", [f"view.type must be {kind}"])
    if len(encoded(payload)) > limit("view.max_bytes"):
        raise Refused("view_too_large")
    problems = block_rules.problems_of_view(payload)
    if problems:
        raise Refused.because("invalid_arguments", problems)
    return payload


def _shown(world: World, view: View) -> Json:
    return {"view": world.views.as_json(view)}


METHODS = {
    "views.open": open_,
    "views.push": push,
    "views.update": update,
    "views.publish": publish,
}
