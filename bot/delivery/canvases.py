"""The channel's canvas: made once, replaced while it is ours, left alone when it is somebody's."""

from dataclasses import dataclass
from datetime import timedelta

from slack_sdk.web.async_client import AsyncWebClient

from bot.delivery.addresses import Addresses
from bot.delivery.calls import SlackRefused, call
from bot.delivery.outcome import Sent, TryLater
from bot.domain.notice import Claim
from bot.limits import fits_canvas
from bot.ui.postmortem_canvas import canvas, mark
from storage import Database

AGAIN = {
    "channel_canvas_already_exists": timedelta(seconds=1),  # made since the look: looked at again
    "canvas_not_found": timedelta(seconds=1),  # deleted since the look
    "canvas_deleted": timedelta(seconds=1),
    "canvas_editing_locked": timedelta(seconds=5),
    "canvas_creation_failed": timedelta(seconds=5),  # Slack does not say why
    "canvas_tab_creation_failed": timedelta(seconds=5),
    "channel_canvas_creation_failed": timedelta(seconds=5),
    "canvas_editing_failed": timedelta(seconds=5),
}
"""What another look, or a little time, may settle."""


@dataclass(frozen=True)
class Found:
    """The canvas that a channel has."""

    id: str
    is_empty: bool


class Canvases:
    def __init__(self, db: Database, client: AsyncWebClient, addresses: Addresses) -> None:
        self.db = db
        self.client = client
        self.addresses = addresses

    async def show(self, claim: Claim) -> Sent:
        """Make the published postmortem the canvas of its incident's channel.

        Each attempt looks first, and each of its calls ends in a state that a repeat does not
        change. What grew longer than a canvas takes since it was queued is in the file only.
        """
        where = await self.addresses.where(claim.notice.to)
        number = claim.notice.incident or 0
        async with self.db.reading() as tx:
            ref = (await tx.incidents.get(number)).ref
            done = await tx.postmortems.find(number)
        text = canvas(ref, done.markdown) if done is not None else ""
        if not text or not fits_canvas(text):
            return Sent(channel=where.channel)
        try:
            return await self._show(where.channel, text, ours=mark(ref))
        except SlackRefused as error:
            if error.code not in AGAIN:
                raise
            raise TryLater(error.code, after=AGAIN[error.code], certainly_not_sent=True) from error

    async def _show(self, channel: str, text: str, *, ours: str) -> Sent:
        content = {"type": "markdown", "markdown": text}
        found = await self._find(channel)
        if found is None:
            made = self.client.conversations_canvases_create(
                channel_id=channel, document_content=content
            )
            await call(made, repeatable=True)
            return Sent(channel=channel)
        if not found.is_empty and not await self._is_ours(found, ours):
            return Sent(channel=channel, found=True)
        change = {"operation": "replace", "document_content": content}
        await call(self.client.canvases_edit(canvas_id=found.id, changes=[change]), repeatable=True)
        return Sent(channel=channel)

    async def _find(self, channel: str) -> Found | None:
        known = await call(self.client.conversations_info(channel=channel), repeatable=True)
        shown = (known["channel"].get("properties") or {}).get("canvas") or {}
        if not shown.get("file_id"):
            return None
        return Found(id=str(shown["file_id"]), is_empty=bool(shown.get("is_empty")))

    async def _is_ours(self, found: Found, ours: str) -> bool:
        """Whether it has our heading. Where people took that away, the canvas is theirs."""
        criteria = {"section_types": ["any_header"], "contains_text": ours}
        known = await call(
            self.client.canvases_sections_lookup(canvas_id=found.id, criteria=criteria),
            repeatable=True,
        )
        return bool(known["sections"])
