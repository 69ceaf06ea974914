"""Files that go up once, and messages that are fetched for the timeline."""

from collections.abc import Callable
from datetime import datetime, timedelta

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.delivery.addresses import Addresses
from bot.delivery.calls import SlackRefused, call
from bot.delivery.outcome import Sent, Unreachable
from bot.delivery.posts import BACK
from bot.delivery.seeing import see
from bot.domain.capture import Look
from bot.domain.notice import Claim
from bot.services import captures
from storage import Transaction

NOT_HERE = "posting_to_channel_denied"
"""Files are not taken there: the channel is archived, or its managers forbid them."""


class Extras:
    def __init__(
        self, client: AsyncWebClient, addresses: Addresses, now: Callable[[], datetime]
    ) -> None:
        self.client = client
        self.addresses = addresses
        self.now = now

    async def upload(self, claim: Claim) -> Sent:
        """Share a text file in a channel. Facts: file_name, title, text, comment."""
        where = await self.addresses.where(claim.notice.to)
        facts = claim.notice.facts
        if claim.maybe_sent and await self._is_shared(claim, where.channel):
            return Sent(channel=where.channel, found=True)
        content = str(facts["text"]).encode()
        ticket = await call(
            self.client.files_getUploadURLExternal(
                filename=str(facts["file_name"]), length=len(content)
            ),
            repeatable=True,  # until the last call nobody sees anything of it
        )
        await self._put(str(ticket["upload_url"]), content)
        shared = self.client.files_completeUploadExternal(
            files=[{"id": ticket["file_id"], "title": str(facts["title"])}],
            channel_id=where.channel,
            thread_ts=where.thread_ts or None,
            initial_comment=str(facts.get("comment") or "") or None,
        )
        try:
            await call(shared)
        except SlackRefused as error:
            if error.code == NOT_HERE and await self._is_archived(where.channel):
                raise SlackRefused("is_archived") from error
            raise
        return Sent(channel=where.channel)

    async def _put(self, url: str, content: bytes) -> None:
        """Send the bytes. Slack says `OK - <length>`; whatever else says 200 on the way is not Slack."""
        session = self.client.session
        if session is None:
            raise RuntimeError("the client of the outbox needs a session")
        try:
            async with session.post(url, data=content) as response:
                taken = response.status == 200 and (await response.text()).startswith("OK")
        except (TimeoutError, aiohttp.ClientError, OSError, UnicodeDecodeError):
            taken = False
        if not taken:
            after = timedelta(seconds=1)
            raise Unreachable("the file was not taken", after=after, certainly_not_sent=True)

    async def capture(self, claim: Claim) -> Sent:
        """Look at a message that somebody asked for, and hand on what it says at present."""
        look = Look.of(claim.notice.facts)
        seen = await see(self.client, look)

        async def keep(tx: Transaction) -> None:
            await captures.looked(tx, look, seen, now=self.now())

        return Sent(channel=look.channel, ts=look.ts, keep=keep)

    async def _is_archived(self, channel: str) -> bool:
        """Whether that is why: of a message Slack would have said so."""
        found = await call(self.client.conversations_info(channel=channel), repeatable=True)
        return bool(found["channel"].get("is_archived"))

    async def _is_shared(self, claim: Claim, channel: str) -> bool:
        """Whether a message of the channel since the first attempt carries a file of this name."""
        name = str(claim.notice.facts["file_name"])
        since = claim.tried_since(self.now()) - BACK
        found = await call(
            self.client.conversations_history(
                channel=channel, oldest=f"{since.timestamp():.6f}", limit=200
            ),
            repeatable=True,
        )
        return any(
            file.get("name") == name
            for message in found["messages"]
            for file in message.get("files") or []
        )
