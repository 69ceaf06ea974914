"""The limit: aiohttp alone, which reads what it is sent and answers."""

import sys

from aiohttp import web


def main(port: int) -> None:
    """Serve until terminated."""

    async def answer(request: web.Request) -> web.Response:
        await request.read()
        return web.Response(text="ok")

    application = web.Application()
    application.add_routes([web.post("/slack/events", answer), web.get("/healthz", answer)])
    web.run_app(application, host="127.0.0.1", port=port, print=None, access_log=None, backlog=1024)


if __name__ == "__main__":
    main(int(sys.argv[1]))
