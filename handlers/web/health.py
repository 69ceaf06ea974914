"""Is the process alive, and is it ready to keep what it is told?"""

from aiohttp import web

from bot.domain.errors import Busy
from handlers.deps import Deps


def health_routes(deps: Deps) -> list[web.RouteDef]:
    """GET /healthz (alive) and /readyz (the database answers)."""

    async def alive(_request: web.Request) -> web.Response:
        return web.json_response({"ok": True})

    async def ready(_request: web.Request) -> web.Response:
        try:
            async with deps.db.reading() as tx:
                waiting = await tx.outbox.count()
        except Busy as error:
            return web.json_response({"ok": False, "why": str(error)}, status=503)
        return web.json_response({"ok": True, "waiting": waiting})

    return [web.get("/healthz", alive), web.get("/readyz", ready)]
