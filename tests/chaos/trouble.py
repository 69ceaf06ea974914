"""A server that gives the answers Slack should not: limits, errors, pages, halves."""

from aiohttp import web

HTML = "<html><body><h1>Bad Gateway</h1></body></html>"
RETRY_AFTER = {"429-1": "1", "429-30": "30", "429-garbage": "soon"}


def trouble() -> web.Application:
    """Each kind of fault by its name."""
    application = web.Application()
    application.add_routes([web.get("/{kind}", _answer)])
    return application


async def _answer(request: web.Request) -> web.Response:
    kind = request.match_info["kind"]
    if kind.startswith("429"):
        headers = {"Retry-After": RETRY_AFTER[kind]} if kind in RETRY_AFTER else {}
        body = {"ok": False, "error": "ratelimited"}
        return web.json_response(body, status=429, headers=headers)
    if kind.isdigit():
        return web.Response(text=HTML, status=int(kind), content_type="text/html")
    if kind == "html":
        return web.Response(text=HTML, content_type="text/html")
    if kind == "empty":
        return web.Response(content_type="application/json")
    if kind == "truncated":
        return web.Response(text='{"ok": true, "chan', content_type="application/json")
    return web.json_response({"ok": False, "error": kind})
