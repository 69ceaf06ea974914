"""apps.*: the address of a Socket Mode connection."""

from typing import Any

from bot.sandbox.args import Args
from bot.sandbox.world import World


async def connections_open(world: World, args: Args) -> dict[str, Any]:
    return {"url": await world.socket.open()}


METHODS = {"apps.connections.open": connections_open}
