"""One call to Slack with a deadline, and what its failure means for the notice."""

from collections.abc import Awaitable
from datetime import timedelta
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.delivery.outcome import Limited, ScopeMissing, Stopped, TryLater, Unreachable

SECOND = timedelta(seconds=1)
LIMITED = frozenset({"ratelimited", "rate_limited"})
UNKNOWN = frozenset({"fatal_error", "internal_error"})
PASSING = frozenset({"service_unavailable", "request_timeout", "team_added_to_org"})
DEAD_TOKEN = frozenset(
    {
        "invalid_auth",
        "not_authed",
        "account_inactive",
        "token_revoked",
        "token_expired",
        "org_login_required",
        "team_access_not_granted",
    }
)
CLOSED_TO_US = frozenset({"not_in_channel", "channel_not_found", "no_permission", "access_denied"})
"""Slack does not let us look into a channel."""
WAIT = 30.0
"""Seconds to wait when Slack does not say how long."""


class SlackRefused(Exception):
    """Slack said no, with an error code that the way out may know what to do about."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code} {detail}".strip())
        self.code = code


async def call(
    request: Awaitable[AsyncSlackResponse], *, repeatable: bool = False
) -> dict[str, Any]:
    """The response's data. Raises SlackRefused or one of the outcomes.

    The session's total time-out is the deadline. `repeatable`: a second call changes nothing more,
    so an unknown outcome is no reason to look.
    """
    try:
        response = await request
    except SlackApiError as error:
        raise _meaning(error, repeatable=repeatable) from error
    except aiohttp.ClientConnectorError as error:
        raise Unreachable(
            "Slack cannot be reached", after=SECOND, certainly_not_sent=True, counts=False
        ) from error
    except (TimeoutError, aiohttp.ClientError, OSError, ValueError) as error:
        # ValueError: what came back is no JSON, or cut off; what was asked may be done all the same.
        raise Unreachable(
            f"Slack did not answer: {type(error).__name__}",
            after=SECOND,
            certainly_not_sent=repeatable,
        ) from error
    return response.data if isinstance(response.data, dict) else {}


def _meaning(error: SlackApiError, *, repeatable: bool) -> Exception:
    response = error.response
    if not isinstance(response, AsyncSlackResponse):  # no JSON: the SDK hands on what it got
        return Unreachable("no JSON", after=SECOND, certainly_not_sent=repeatable)
    status = int(response.status_code)
    data = response.data if isinstance(response.data, dict) else {}
    code = str(data.get("error") or f"http_{status}")
    method = str(response.api_url).rpartition("/")[2]
    if status == 429 or code in LIMITED:
        return Limited(method, after=_retry_after(response))
    if code in UNKNOWN:
        return TryLater(code, after=SECOND, certainly_not_sent=repeatable)
    if status >= 500 or code in PASSING or not data:
        return Unreachable(code, after=SECOND, certainly_not_sent=repeatable)
    if code in DEAD_TOKEN:
        return Stopped(code)
    if code == "missing_scope":
        return ScopeMissing(method, scope=str(data.get("needed") or ""))
    messages = (data.get("response_metadata") or {}).get("messages") or []
    return SlackRefused(code, "; ".join(str(message) for message in messages)[:300])


def _retry_after(response: Any) -> timedelta:
    try:
        seconds = float(response.headers.get("Retry-After", WAIT))
    except (TypeError, ValueError):
        seconds = WAIT
    if not 0 < seconds < float("inf"):
        seconds = WAIT
    return timedelta(seconds=min(max(seconds, 1.0), 3600.0))
