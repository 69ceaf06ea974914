"""Channels that our own bot has made and no incident knows."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.delivery.calls import call
from bot.delivery.own_channels import own_channels
from bot.domain.naming import number_in
from bot.ui.messages import message
from storage import Database

CLOCKS = timedelta(minutes=1)
"""Slack's clock and ours may differ by so much."""


@dataclass(frozen=True, kw_only=True)
class Orphan:
    """A channel, and the number of the incident that it was made for."""

    channel: str
    name: str
    number: int
    made_at: datetime


class Orphans:
    """Only what our own bot made, by Slack's own word; a channel that people made is never touched."""

    def __init__(self, db: Database, client: AsyncWebClient) -> None:
        self.db = db
        self.client = client

    async def find(self) -> list[Orphan]:
        """Those of the form that the policy gives to an incident's channel, oldest first."""
        me = await call(self.client.auth_test(), repeatable=True)
        made = [one for one in await own_channels(self.client) if one["creator"] == me["user_id"]]
        found = [one for one in map(self._orphan, made) if one is not None]
        async with self.db.reading() as tx:
            return [one for one in found if not await tx.places.knows(one.channel)]

    async def is_quiet(self, orphan: Orphan) -> bool:
        """Whether nobody but the bot has said anything there."""
        me = await call(self.client.auth_test(), repeatable=True)
        page = await call(
            self.client.conversations_history(channel=orphan.channel, limit=200), repeatable=True
        )
        talk = [one for one in page["messages"] if not one.get("subtype")]
        return not page.get("has_more") and all(one.get("user") == me["user_id"] for one in talk)

    async def archive(self, orphan: Orphan, *, home: str) -> None:
        """Say why, and where the work is; then archive it."""
        shown = message("orphan", {"ref": f"DI-{orphan.number}", "channel": home})
        await call(
            self.client.chat_postMessage(
                channel=orphan.channel, text=shown.text, blocks=list(shown.blocks)
            )
        )
        await call(self.client.conversations_archive(channel=orphan.channel), repeatable=True)

    def _orphan(self, channel: dict[str, Any]) -> Orphan | None:
        number = number_in(self.db.policy.channel_name, str(channel["name"]))
        if number is None:
            return None
        made_at = datetime.fromtimestamp(float(channel["created"]), UTC) + CLOCKS
        return Orphan(
            channel=str(channel["id"]), name=str(channel["name"]), number=number, made_at=made_at
        )
