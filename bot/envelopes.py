"""An envelope's way through Bolt, and what its acknowledgement carries."""

import json
import logging
from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.connection import Envelope
from handlers.errors import APOLOGY
from handlers.web.bodies import COMMAND, must_be_slacks, must_fit
from handlers.web.uploads import Refused

log = logging.getLogger(__name__)


async def answered(envelope: Envelope, app: AsyncApp) -> str | None:
    """The acknowledgement. None where there is none: an event is delivered again then, and whoever
    clicked is told by Slack that it did not work. A command has its answer always."""
    try:
        _must_be_slacks(envelope)
        response = await app.async_dispatch(_request(envelope))
    except Refused:
        log.warning("an envelope was not Slack's", extra={"type": envelope["type"]})
        return refused(envelope, APOLOGY)
    except Exception as error:
        log.error("an envelope failed", exc_info=error, extra={"type": envelope["type"]})
        return refused(envelope, APOLOGY)
    if response.status != 200:
        return refused(envelope, APOLOGY)
    return _acknowledgement(envelope, _payload(response))


def refused(envelope: Envelope, words: str) -> str | None:
    """What says so to whoever typed; there is nobody else to say it to."""
    if envelope["type"] != "slash_commands":
        return None
    return _acknowledgement(envelope, {"response_type": "ephemeral", "text": words})


def _must_be_slacks(envelope: Envelope) -> None:
    """The same eye for the shape as over HTTP."""
    if envelope["type"] == "slash_commands":
        must_fit(envelope["payload"], COMMAND)
    else:
        must_be_slacks(envelope["payload"])


def _request(envelope: Envelope) -> AsyncBoltRequest:
    """As over HTTP, which attempt it is stands in the headers."""
    named = {"retry_attempt": "x-slack-retry-num", "retry_reason": "x-slack-retry-reason"}
    headers: dict[str, Any] = {
        header: str(envelope[name]) for name, header in named.items() if envelope.get(name)
    }
    return AsyncBoltRequest(mode="socket_mode", body=envelope["payload"], headers=headers)


def _payload(response: BoltResponse) -> Mapping[str, Any] | None:
    if not response.body:
        return None
    if response.headers["content-type"][0].startswith("application/json"):
        said: Mapping[str, Any] = json.loads(response.body)
        return said
    return {"text": response.body}


def _acknowledgement(envelope: Envelope, payload: Mapping[str, Any] | None) -> str:
    said: dict[str, Any] = {"envelope_id": envelope["envelope_id"]}
    return json.dumps(said if payload is None else {**said, "payload": payload})
