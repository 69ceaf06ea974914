"""auth.*, team.* and bots.*: who the token belongs to."""

from typing import Any

from bot.sandbox.args import Args
from bot.sandbox.refusal import Refused
from bot.sandbox.world import World


def test(world: World, args: Args) -> dict[str, Any]:
    app = world.workspace.app
    return {
        "url": f"{world.workspace.url}/",
        "team": app.team_name,
        "user": world.workspace.bot.name,
        "team_id": app.team_id,
        "user_id": app.user_id,
        "bot_id": app.bot_id,
        "is_enterprise_install": False,
    }


def team_info(world: World, args: Args) -> dict[str, Any]:
    app = world.workspace.app
    return {"team": {"id": app.team_id, "name": app.team_name, "domain": "sandbox", "icon": {}}}


def bots_info(world: World, args: Args) -> dict[str, Any]:
    app = world.workspace.app
    if args.text("bot") != app.bot_id:
        raise Refused("bot_not_found")
    bot = {"id": app.bot_id, "app_id": app.app_id, "user_id": app.user_id}
    return {"bot": bot | {"name": world.workspace.bot.name, "deleted": False}}


METHODS = {"auth.test": test, "team.info": team_info, "bots.info": bots_info}
