"""users.*: people."""

from typing import Any

from bot.sandbox.args import Args
from bot.sandbox.methods.paging import page
from bot.sandbox.refusal import Refused
from bot.sandbox.showing import user_json
from bot.sandbox.world import World

Json = dict[str, Any]


def info(world: World, args: Args) -> Json:
    user = world.workspace.user(args.text("user"))
    return {"user": user_json(world.workspace, user, with_email=_email(world))}


def list_(world: World, args: Args) -> Json:
    shown, more = page(list(world.workspace.people.values()), args)
    email = _email(world)
    return {
        "members": [user_json(world.workspace, user, with_email=email) for user in shown]
    } | more


def lookup_by_email(world: World, args: Args) -> Json:
    wanted = args.text("email").strip().lower()
    for user in world.workspace.people.values():
        if user.email and user.email.lower() == wanted and not user.deleted:
            return {"user": user_json(world.workspace, user, with_email=_email(world))}
    raise Refused("users_not_found")


def _email(world: World) -> bool:
    return "users:read.email" in world.scopes


METHODS = {"users.info": info, "users.list": list_, "users.lookupByEmail": lookup_by_email}
