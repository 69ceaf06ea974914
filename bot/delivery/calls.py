"""One call to Slack with a deadline, and what its failure means for the notice."""

import asyncio
from collections.abc import Awaitable
from datetime import timedelta
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.delivery.outcome import Impossible, TryLater

DEADLINE = 6.0
"""Seconds a call may take: shorter than a lease, so that a claim outlives its call."""
LIMITED = frozenset({"ratelimited", "rate_limited"})
UNKNOWN = frozenset({"fatal_error", "internal_error"})
PASSING = frozenset({"service_unavailable", "request_timeout", "team_added_to_org"})
DEAD_TOKEN = frozenset(
    {"invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired"}
)


async def call(
    request: Awaitable[AsyncSlackResponse], *, repeatable: bool = False
) -> dict[str, Any]:
    """The response's data. Raises SlackRefused, TryLater or Impossible.

    `repeatable`: a second call changes nothing more, so an unknown outcome is no reason to look.
    """
    try:
        response = await asyncio.wait_for(request, DEADLINE)
    except SlackApiError as error:
        raise _meaning(error, repeatable=repeatable) from error
    except (TimeoutError, aiohttp.ClientConnectorError) as error:
        refused = isinstance(error, aiohttp.ClientConnectorError)
        raise TryLater(
            "Slack cannot be reached" if refused else "Slack did not answer in time",
            after=timedelta(seconds=1),
            certainly_not_sent=refused or repeatable,
        ) from error
    except (aiohttp.ClientError, OSError) as error:
        raise TryLater(
            f"The connection broke: {type(error).__name__}",
            after=timedelta(seconds=1),
            certainly_not_sent=repeatable,
        ) from error
    data = response.data
    return data if isinstance(data, dict) else {}


class SlackRefused(Exception):
    """Slack said no, with an error code that the way out may know what to do about."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code} {detail}".strip())
        self.code = code


def _meaning(error: SlackApiError, *, repeatable: bool) -> Exception:
    response = error.response
    status = int(response.status_code)
    data = response.data if isinstance(response.data, dict) else {}
    code = str(data.get("error") or f"http_{status}")
    if status == 429 or code in LIMITED:
        return TryLater(code, after=_retry_after(response), certainly_not_sent=True)
    if code in UNKNOWN or status >= 500:
        return TryLater(code, after=timedelta(seconds=1), certainly_not_sent=repeatable)
    if code in PASSING:
        return TryLater(code, after=timedelta(seconds=10), certainly_not_sent=repeatable)
    if code in DEAD_TOKEN:
        return TryLater(code, after=timedelta(seconds=30), certainly_not_sent=True)
    if code == "missing_scope":
        return Impossible(f"missing_scope: the app needs {data.get('needed')}; run `doctor`.")
    messages = (data.get("response_metadata") or {}).get("messages") or []
    return SlackRefused(code, "; ".join(str(message) for message in messages)[:300])


def _retry_after(response: Any) -> timedelta:
    try:
        seconds = float(response.headers.get("Retry-After", 30))
    except (TypeError, ValueError):
        seconds = 30.0
    return timedelta(seconds=min(max(seconds, 1.0), 3600.0))
