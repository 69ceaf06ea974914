"""GET /metrics for Prometheus: figures only, and only for whoever may read them.

With a token set, whoever sends it as a bearer. Without one, peers of the own network that ask
directly: what a proxy passes on may come from anywhere.
"""

import hmac
from ipaddress import IPv6Address, ip_address

from aiohttp import web

from handlers.deps import Deps
from handlers.web.health import Health

PASSED_ON = ("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via")
REFUSED = (
    "Metrics are for the own network, asked directly. From elsewhere, set "
    "DATA_INCIDENT_METRICS_TOKEN and send it: `Authorization: Bearer <token>`.\n"
)


class MetricsPage:
    def __init__(self, deps: Deps, health: Health, *, token: str) -> None:
        self.deps = deps
        self.health = health
        self.token = token

    async def show(self, request: web.Request) -> web.Response:
        """What is known; also while the database is away."""
        if self.token and not _sends(request, self.token):
            return web.Response(
                status=401, text="Send the token: `Authorization: Bearer <token>`.\n"
            )
        if not self.token and not _is_near(request):
            return web.Response(status=403, text=REFUSED)
        await self.health.look()
        return web.Response(
            body=self.deps.meters.page(),
            headers={"Content-Type": "text/plain; version=0.0.4; charset=utf-8"},
        )


def metrics_route(deps: Deps, health: Health, *, token: str) -> web.RouteDef:
    """GET /metrics."""
    return web.get("/metrics", MetricsPage(deps, health, token=token).show)


def _sends(request: web.Request, token: str) -> bool:
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    same = hmac.compare_digest(given.strip().encode("utf-8", "surrogateescape"), token.encode())
    return scheme.lower() == "bearer" and same


def _is_near(request: web.Request) -> bool:
    if any(name in request.headers for name in PASSED_ON) or not request.remote:
        return False
    address = ip_address(request.remote)
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return not address.is_global
