"""Each request is timed and leaves one line in the log: its kind and name, never what was in it."""

import inspect
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiohttp import web
from slack_bolt.kwargs_injection.async_args import AsyncArgs

from bot.meters import Answered, Kind, Request, RequestMeters
from handlers.reading import incident_in

log = logging.getLogger(__name__)

NAMED: Mapping[Kind, tuple[str | int, ...]] = {
    "command": ("text",),
    "action": ("actions", 0, "action_id"),
    "form": ("view", "callback_id"),
    "closed": ("view", "callback_id"),
    "shortcut": ("callback_id",),
    "options": ("action_id",),
    "event": ("event", "type"),
}
"""Where a request of each kind says what it is about."""


class Measuring:
    """`known` has the names the program itself gives; any other name is somebody's words."""

    def __init__(self, meters: RequestMeters, known: Mapping[Kind, Mapping[str, Any]]) -> None:
        self.meters = meters
        self.known = known

    def listener(
        self, kind: Kind, listener: Callable[..., Awaitable[None]]
    ) -> Callable[[AsyncArgs], Awaitable[None]]:
        """The listener, timed from here to the end of its acknowledgement."""
        wanted = inspect.signature(listener).parameters

        async def measured(args: AsyncArgs) -> None:
            request = Request(kind)
            try:
                with self.meters.measured(request):
                    await listener(**{name: getattr(args, name) for name in wanted})
            finally:
                _tell(request, self._name(kind, args.body))

        return measured

    def _name(self, kind: Kind, body: Any) -> str:
        word = _at(body, NAMED[kind])
        if kind == "action" and word.partition(":")[0] == "verb":
            kind, word = "command", _at(body, ("actions", 0, "value"))
        if kind == "command":
            word = incident_in(word)[1].partition(" ")[0].lower()
        else:
            word = word.partition(":")[0]
        return word if word in self.known[kind] else ""


def measured_alerts(
    meters: RequestMeters,
    receive: Callable[[web.Request], Awaitable[web.Response]],
    *,
    known: Mapping[str, Any],
) -> Callable[[web.Request], Awaitable[web.Response]]:
    """The route for alerts, timed like a listener."""

    async def measured(asked: web.Request) -> web.Response:
        request, source = Request("alert"), asked.match_info["source"]
        try:
            with meters.measured(request):
                response = await receive(asked)
                request.outcome = _outcome(response.status)
        finally:
            _tell(request, source if source in known else "")
        return response

    return measured


def _outcome(status: int) -> Answered:
    if status == web.HTTPServiceUnavailable.status_code:
        return "busy"
    if status >= web.HTTPInternalServerError.status_code:
        return "failed"
    return "refused" if status >= web.HTTPBadRequest.status_code else "ok"


def _at(body: Any, path: tuple[str | int, ...]) -> str:
    """The text at a place of a body that may hold anything anywhere, or empty."""
    for step in path:
        if isinstance(step, int):
            body = body[step] if isinstance(body, list) and len(body) > step else None
        else:
            body = body.get(step) if isinstance(body, dict) else None
    return body if isinstance(body, str) else ""


def _tell(request: Request, name: str) -> None:
    log.info(
        "answered",
        extra={
            "kind": request.kind,
            "of": name,
            "ms": round(request.seconds * 1000, 1),
            "outcome": request.outcome,
        },
    )
