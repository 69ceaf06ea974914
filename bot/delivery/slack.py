"""The way out to Slack: each way of a notice is one of these, with a look before repeating."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

from slack_sdk.web.async_client import AsyncWebClient

from bot.delivery.addresses import Addresses
from bot.delivery.calls import SlackRefused
from bot.delivery.channels import Channels
from bot.delivery.extras import Extras
from bot.delivery.outcome import Impossible, Sent
from bot.delivery.posts import Posts
from bot.domain.notice import Claim, Way
from bot.services import channels, undelivered
from storage import Database

Send = Callable[[Claim], Awaitable[Sent]]


class SlackWayOut:
    """Sends claimed notices with a client whose own retries are off."""

    def __init__(self, db: Database, client: AsyncWebClient, now: Callable[[], datetime]) -> None:
        self.db = db
        self.now = now
        addresses = Addresses(db, client)
        posts = Posts(db, client, addresses)
        rooms = Channels(db, client, addresses, now)
        extras = Extras(db, client, addresses, now)
        self.ways: Mapping[Way, Send] = {
            Way.POST: posts.post,
            Way.SLOT: posts.slot,
            Way.EPHEMERAL: posts.ephemeral,
            Way.OPEN_CHANNEL: rooms.open,
            Way.INVITE: rooms.invite,
            Way.TOPIC: rooms.topic,
            Way.BOOKMARK: rooms.bookmark,
            Way.PIN: rooms.pin,
            Way.UPLOAD: extras.upload,
            Way.CAPTURE: extras.capture,
        }

    async def send(self, claim: Claim) -> Sent:
        """Send one notice; raises TryLater or Impossible."""
        try:
            return await self.ways[claim.notice.way](claim)
        except SlackRefused as error:
            raise Impossible(str(error)) from error

    async def gave_up(self, claim: Claim, *, error: str) -> None:
        """Tell a person what was not delivered; a channel that cannot be opened becomes a thread."""
        notice = claim.notice
        async with self.db.transaction() as tx:
            if notice.way is Way.OPEN_CHANNEL and notice.incident is not None:
                await channels.channel_failed(tx, notice.incident, error=error, now=self.now())
            else:
                await undelivered.tell_somebody(tx, notice, error=error, now=self.now())
