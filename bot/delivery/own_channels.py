"""The channels that the bot is in."""

from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.delivery.calls import call


async def own_channels(client: AsyncWebClient, *, archived: bool = False) -> list[dict[str, Any]]:
    """All public ones, with who made them and when."""
    found: list[dict[str, Any]] = []
    cursor = ""
    while True:
        page = await call(
            client.users_conversations(limit=200, cursor=cursor, exclude_archived=not archived),
            repeatable=True,
        )
        found += page["channels"]
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return found
