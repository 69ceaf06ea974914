"""Permalinks for forms and answers: asked with a deadline, and never a reason to fail."""

import asyncio
from contextlib import suppress

import aiohttp
from slack_sdk.errors import SlackApiError

from handlers.deps import Deps

SECONDS = 0.8
"""A form must still open within the 3 s its trigger lives."""
TRIES = 2


async def permalink(deps: Deps, channel: str, ts: str, *, domain: str) -> str:
    """The address of a message; put together by hand from the workspace's domain when Slack does
    not tell it in time, and empty without that."""
    if not channel or not ts:
        return ""
    with suppress(TimeoutError):
        async with asyncio.timeout(SECONDS):
            for _ in range(TRIES):
                with suppress(SlackApiError, OSError, aiohttp.ClientError):
                    found = await deps.client.chat_getPermalink(channel=channel, message_ts=ts)
                    return str(found["permalink"])
    number = ts.replace(".", "")
    return f"https://{domain}.slack.com/archives/{channel}/p{number}" if domain else ""
