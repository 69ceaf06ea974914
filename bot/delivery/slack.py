"""The way out to Slack: each way of a notice is one of these, with a look before repeating."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime

from slack_sdk.web.async_client import AsyncWebClient

from bot.delivery.addresses import Addresses
from bot.delivery.calls import SlackRefused, call
from bot.delivery.canvases import Canvases
from bot.delivery.channels import Channels
from bot.delivery.extras import Extras
from bot.delivery.mending import Mending
from bot.delivery.outcome import (
    ChannelGone,
    Impossible,
    NotInPlan,
    PersonGone,
    ScopeMissing,
    Sent,
    TryLater,
)
from bot.delivery.posts import Posts
from bot.delivery.restoring import LookBack
from bot.domain.errors import BotError
from bot.domain.event import Loss
from bot.domain.notice import Claim, NoticeState, Way
from bot.services import channels, mending, undelivered, vacancies
from storage import Database, Transaction

log = logging.getLogger(__name__)

LOST = {
    "is_archived": Loss.ARCHIVED,
    "is_inactive": Loss.ARCHIVED,
    "channel_not_found": Loss.DELETED,
    "not_in_channel": Loss.REMOVED,
}
NOBODY_THERE = frozenset({"user_disabled", "user_not_found", "cannot_dm_bot", "users_not_found"})

Send = Callable[[Claim], Awaitable[Sent]]


class SlackWayOut:
    """Sends claimed notices with a client whose own retries are off.

    `fresh_token` is asked while Slack takes nothing from the token in use.
    """

    def __init__(
        self,
        db: Database,
        client: AsyncWebClient,
        now: Callable[[], datetime],
        *,
        fresh_token: Callable[[], str],
    ) -> None:
        self.db = db
        self.client = client
        self.now = now
        self.fresh_token = fresh_token
        addresses = Addresses(db, client)
        posts = Posts(db, client, addresses)
        rooms = Channels(db, client, addresses, now)
        self.extras = extras = Extras(client, addresses, now)
        self.mending = Mending(db, client, addresses, now)
        self.look_back = LookBack(db, client, addresses, now)
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
            Way.CAPTURE: self._look,
            Way.CANVAS: Canvases(db, client, addresses).show,
        }

    async def send(self, claim: Claim) -> Sent:
        """Send one notice; raises TryLater or Impossible."""
        notice = claim.notice
        try:
            sent = await self.ways[notice.way](claim)
        except ScopeMissing as error:
            if notice.way is Way.OPEN_CHANNEL:  # people must work somewhere: in the thread
                raise Impossible(str(error)) from error
            raise
        except SlackRefused as error:
            raise _meaning(claim, error) from error
        return self._with_doubt(claim, sent) if sent.doubt else sent

    async def _look(self, claim: Claim) -> Sent:
        if claim.notice.kind == mending.LOOK:
            return await self.mending.check(claim)
        return await self.extras.capture(claim)

    def _with_doubt(self, claim: Claim, sent: Sent) -> Sent:
        """The same, with the doubt said in the record."""

        async def keep(tx: Transaction) -> None:
            if sent.keep is not None:
                await sent.keep(tx)
            await undelivered.doubtful(tx, claim, doubt=sent.doubt, now=self.now())

        return replace(sent, keep=keep)

    async def gave_up(self, tx: Transaction, claim: Claim, *, error: str) -> None:
        """Tell a person what was not delivered; a channel that cannot be opened becomes a thread."""
        notice = claim.notice
        if notice.way is Way.OPEN_CHANNEL and notice.incident is not None:
            # Nothing waits for it any more: a second one is opened by `channel`, with what goes in it.
            await tx.outbox.mark(claim.id, doubt="the work went on in the thread")
            await channels.channel_failed(tx, notice.incident, error=error, now=self.now())
        else:
            await undelivered.tell_somebody(tx, claim, error=error, now=self.now())

    async def channel_gone(self, tx: Transaction, claim: Claim, *, why: Loss) -> None:
        """What waits for the channel goes to where the work goes on; the commander is told."""
        await channels.channel_lost(tx, claim.notice.incident or 0, why=why, now=self.now())

    async def person_gone(self, tx: Transaction, claim: Claim) -> None:
        """What the closed account leaves open is filled."""
        person = claim.notice.to.removeprefix("person:")
        await vacancies.person_left(tx, person, now=self.now())

    async def not_in_plan(self, tx: Transaction, claim: Claim, *, error: str) -> None:
        """Say once ever that the feature is off; the incident has nothing to do with it."""
        await undelivered.feature_off(tx, undelivered.CANVASES, error=error, now=self.now())

    async def lacks(self, tx: Transaction, *, method: str, scope: str) -> None:
        """Say once a day what the app lacks."""
        await undelivered.scope_missing(tx, method=method, scope=scope, now=self.now())

    async def came_late(self, claim: Claim, sent: Sent) -> None:
        """Another worker took this over while we were held up: a message that is there twice is
        taken back; what cannot be known is said in the record."""
        if claim.notice.way not in {Way.POST, Way.SLOT} or not sent.ts or claim.placed:
            return
        async with self.db.reading() as tx:
            state, channel, ts = await tx.outbox.where_it_is(claim.id)
        if (channel, ts) == (sent.channel, sent.ts):
            return
        twice = True
        if state is NoticeState.SENT and ts:
            twice = not await self._deleted(sent)
        async with self.db.transaction() as tx:
            doubt = undelivered.TWICE if twice else undelivered.TAKEN_BACK
            await undelivered.doubtful(tx, claim, doubt=doubt, now=self.now())

    async def probe(self) -> bool:
        """Whether Slack takes our token again, or the one that the settings hold by now."""
        try:
            self.client.token = self.fresh_token()
            await call(self.client.auth_test(), repeatable=True)
        except (BotError, SlackRefused, TryLater) as error:
            log.warning("sending is stopped", extra={"error": type(error).__name__})
            return False
        return True

    async def _deleted(self, sent: Sent) -> bool:
        try:
            await call(self.client.chat_delete(channel=sent.channel, ts=sent.ts), repeatable=True)
        except (SlackRefused, TryLater):
            return False
        return True


def _meaning(claim: Claim, error: SlackRefused) -> Exception:
    """What a refusal means for this notice: its destination may be gone."""
    notice = claim.notice
    in_its_channel = notice.to == f"channel:{notice.incident}"
    if in_its_channel and notice.way is not Way.OPEN_CHANNEL and error.code in LOST:
        return ChannelGone(LOST[error.code])
    if notice.to.startswith("person:") and error.code in NOBODY_THERE:
        return PersonGone(error.code)
    if notice.way is Way.CANVAS and error.code in undelivered.PLAN:
        return NotInPlan(error.code)
    return Impossible(str(error))
