"""usergroups.*: people who are mentioned together; only where the workspace pays."""

from typing import Any

from bot.sandbox.args import Args
from bot.sandbox.model import UserGroup
from bot.sandbox.refusal import Refused
from bot.sandbox.world import World

Json = dict[str, Any]


def list_(world: World, args: Args) -> Json:
    world.plan.require_paid("plan_upgrade_required")
    with_users = args.flag("include_users")
    return {
        "usergroups": [
            _shown(world, group, with_users=with_users) for group in world.plan.groups.values()
        ]
    }


def _shown(world: World, group: UserGroup, *, with_users: bool) -> Json:
    shown: Json = {
        "id": group.id,
        "team_id": world.workspace.app.team_id,
        "is_usergroup": True,
        "name": group.name,
        "handle": group.handle,
        "description": "",
        "is_external": False,
        "date_create": int(group.created.timestamp()),
        "date_delete": 0,
        "user_count": len(group.users),
    }
    return shown | ({"users": list(group.users)} if with_users else {})


def users_list(world: World, args: Args) -> Json:
    world.plan.require_paid("plan_upgrade_required")
    group = world.plan.groups.get(args.text("usergroup"))
    if group is None:
        raise Refused("no_such_subteam")
    return {"users": list(group.users)}


METHODS = {"usergroups.list": list_, "usergroups.users.list": users_list}
