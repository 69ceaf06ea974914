"""The peer: a Bolt app in the same mode on the same server, whose one listener keeps nothing."""

import re
import sys

from aiohttp import web
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult

from handlers.web.slack import slack_route


def main(port: int, secret: str) -> None:
    """Serve until terminated."""

    async def authorize(**_: object) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id="T1", bot_token="xoxb-peer")

    async def listener(ack: AsyncAck) -> None:
        await ack("ok")

    app = AsyncApp(signing_secret=secret, authorize=authorize, process_before_response=True)
    app.command(re.compile(".*"))(listener)
    application = web.Application()
    application.add_routes([slack_route(app, secret), web.get("/healthz", _alive)])
    web.run_app(application, host="127.0.0.1", port=port, print=None, access_log=None, backlog=1024)


async def _alive(_request: web.Request) -> web.Response:
    return web.Response(text="ok")


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
