"""What it costs to find the listener of a request, with all of ours registered and with one."""

import asyncio
import json
import statistics
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from benchmarks import databases
from benchmarks.rows import Row
from bot.domain.policy import Policy
from handlers.deps import Deps
from handlers.front_door import EVERYTHING, FrontDoor
from handlers.measuring import Measuring
from storage import Database

SECRET = "0123456789abcdef0123456789abcdef"
TIMES = 100
ROUNDS = 25
FORM, JSON = "application/x-www-form-urlencoded", "application/json"
COMMAND = urlencode({"command": "/data-incident", "text": "", "user_id": "U1", "channel_id": "C1"})
EVENT = json.dumps({"type": "event_callback", "team_id": "T1", "event": {"type": "unheard_of"}})


class Quiet(FrontDoor):
    """All our listeners; what a command and an event would do is left out."""

    async def on_command(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()

    async def on_event(self, ack: AsyncAck, body: dict[str, Any], context: dict[str, Any]) -> None:
        await ack()


async def rows(folder: Path) -> list[Row]:
    """The two kinds that come most: people wait for commands, and events come by themselves."""
    database_url = databases.sqlite(folder / "dispatch.db")
    db = Database(database_url, Policy(default_oncall="UANA"), lambda: datetime.now(UTC))
    door = Quiet(Deps(db=db, client=AsyncWebClient(), now=db.now, alert_secrets={}))
    command = await _row("a command", COMMAND, FORM, door)
    event = await _row("an event", EVENT, JSON, door)
    await db.close()
    return [command, event]


async def _row(what: str, body: str, kind: str, door: Quiet) -> Row:
    every, single = _app(), _app()
    door.register(every)
    measuring = Measuring(door.deps.meters.requests, {"command": {}, "event": {}})
    if kind == FORM:
        single.command(EVERYTHING)(measuring.listener("command", door.on_command))
    else:
        single.event(EVERYTHING)(measuring.listener("event", door.on_event))
    rounds = []
    for _ in range(ROUNDS):  # interleaved: both see the same machine
        rounds.append((await _cost(every, body, kind), await _cost(single, body, kind)))
    ours, one = (statistics.median(column) for column in zip(*rounds, strict=True))
    return Row.times(f"dispatch of {what}, all listeners ÷ one", ours, one, goal=1.2)


def _app() -> AsyncApp:
    async def authorize(**_: object) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id="T1", bot_token="xoxb-bench")

    return AsyncApp(signing_secret=SECRET, authorize=authorize, process_before_response=True)


async def _cost(app: AsyncApp, body: str, kind: str) -> float:
    """Seconds of one dispatch, the mean of many."""
    stamp = str(int(time.time()))
    signature = SignatureVerifier(SECRET).generate_signature(timestamp=stamp, body=body)
    headers = {
        "content-type": [kind],
        "x-slack-request-timestamp": [stamp],
        "x-slack-signature": [str(signature)],
    }
    begun = time.process_time()
    for _ in range(TIMES):
        answer = await app.async_dispatch(AsyncBoltRequest(body=body, headers=dict(headers)))
        if answer.status != 200:
            raise RuntimeError(f"answered {answer.status}")
        await asyncio.sleep(0)
    return (time.process_time() - begun) / TIMES
