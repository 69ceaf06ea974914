"""Slack's requests over HTTP: refused at once when they cannot be Slack's, else handed to Bolt."""

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp


def slack_route(app: AsyncApp) -> web.RouteDef:
    """POST /slack/events: commands, interactions, options and events."""

    async def receive(request: web.Request) -> web.StreamResponse:
        # Bolt answers 500 to a timestamp that is no number; Slack's own are always digits.
        stamp = request.headers.get("X-Slack-Request-Timestamp", "")
        if not (stamp.isascii() and stamp.isdigit() and len(stamp) < 15):
            return web.Response(status=401)
        try:
            wanted = await to_bolt_request(request)
        except UnicodeDecodeError:
            return web.Response(status=400)
        response: web.StreamResponse = await to_aiohttp_response(await app.async_dispatch(wanted))
        return response

    return web.post("/slack/events", receive)
