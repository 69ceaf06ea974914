"""Messages: posted once, found by their notice's id before they are repeated, edited in place."""

import hashlib
from datetime import timedelta
from typing import Any

import orjson
from slack_sdk.web.async_client import AsyncWebClient

from bot.delivery.addresses import Addresses, Where
from bot.delivery.calls import SlackRefused, call
from bot.delivery.outcome import Sent, TryLater
from bot.delivery.slots import draw
from bot.domain.notice import Claim, Place
from bot.ui.kit import Message
from bot.ui.messages import message
from storage import Database

EVENT_TYPE = "di_notice"
AT_MOST_EVERY = timedelta(seconds=3)
"""One edit of a message in this time; more wishes meanwhile are one edit."""
BACK = timedelta(minutes=1)
"""How long before the first attempt the look for a message begins (clocks differ)."""


class Posts:
    def __init__(self, db: Database, client: AsyncWebClient, addresses: Addresses) -> None:
        self.db = db
        self.client = client
        self.addresses = addresses

    async def post(self, claim: Claim) -> Sent:
        """Post a message, or find the one an earlier attempt has posted."""
        where = await self.addresses.where(claim.notice.to)
        facts = await self.addresses.linked(claim.notice.facts)
        return await self._post(claim, where, message(claim.notice.kind, facts))

    async def slot(self, claim: Claim) -> Sent:
        """Post what the slot shows at present, or edit the message that shows it."""
        slot = claim.notice.slot
        place = await self.addresses.place(slot)
        shown = await draw(self.db, claim.notice, self.addresses)
        digest = hashlib.sha256(orjson.dumps([shown.text, list(shown.blocks)])).hexdigest()
        if place is None or not place.ts:
            return await self._first(claim, shown, digest)
        async with self.db.reading() as tx:
            if await tx.places.shown(slot) == digest:
                return Sent(channel=place.channel, ts=place.ts)
        await self._edit(claim, place, shown)
        async with self.db.transaction() as tx:
            await tx.places.show(slot, digest)
        return Sent(channel=place.channel, ts=place.ts)

    async def ephemeral(self, claim: Claim) -> Sent:
        """Show something to one person in a channel; at most once, since it cannot be looked for."""
        notice = claim.notice
        if claim.maybe_sent:
            return Sent()
        where = await self.addresses.where(notice.to)
        shown = message(notice.kind, notice.facts)
        await call(
            self.client.chat_postEphemeral(
                channel=where.channel,
                user=str(notice.facts["person"]),
                text=shown.text,
                blocks=list(shown.blocks),
                thread_ts=where.thread_ts or None,
            )
        )
        return Sent(channel=where.channel)

    async def _first(self, claim: Claim, shown: Message, digest: str) -> Sent:
        where = await self.addresses.where(claim.notice.to)
        sent = await self._post(claim, where, shown)
        async with self.db.transaction() as tx:
            await tx.places.put(Place(slot=claim.notice.slot, channel=sent.channel, ts=sent.ts))
            await tx.places.show(claim.notice.slot, digest)
        return sent

    async def _edit(self, claim: Claim, place: Place, shown: Message) -> None:
        try:
            await call(
                self.client.chat_update(
                    channel=place.channel,
                    ts=place.ts,
                    text=shown.text,
                    blocks=list(shown.blocks),
                    parse="none",
                    link_names=False,
                ),
                repeatable=True,
            )
        except SlackRefused as error:
            if error.code != "message_not_found":
                raise
            async with self.db.transaction() as tx:
                await tx.places.forget(claim.notice.slot)
            raise TryLater(
                "It was deleted by hand; it is posted anew",
                after=timedelta(0),
                certainly_not_sent=True,
            ) from error

    async def _post(self, claim: Claim, where: Where, shown: Message) -> Sent:
        if claim.maybe_sent:
            found = await self._look(claim, where)
            if found is not None:
                return found
        data = await call(
            self.client.chat_postMessage(
                channel=where.channel,
                thread_ts=where.thread_ts or None,
                text=shown.text,
                blocks=list(shown.blocks),
                unfurl_links=False,
                unfurl_media=False,
                parse="none",
                metadata={"event_type": EVENT_TYPE, "event_payload": {"notice": str(claim.id)}},
            )
        )
        return Sent(channel=str(data["channel"]), ts=str(data["ts"]))

    async def _look(self, claim: Claim, where: Where) -> Sent | None:
        """The message that an earlier attempt posted, if it did (its id is in the metadata)."""
        since = (claim.first_sent_at or claim.created_at) - BACK
        more: dict[str, Any] = {
            "oldest": f"{since.timestamp():.6f}",
            "include_all_metadata": True,
            "limit": 200,
        }
        channel = where.channel
        if channel.startswith(("U", "W")):
            opened = await call(self.client.conversations_open(users=channel), repeatable=True)
            channel = str(opened["channel"]["id"])
        if where.thread_ts:
            request = self.client.conversations_replies(channel=channel, ts=where.thread_ts, **more)
        else:
            request = self.client.conversations_history(channel=channel, **more)
        for posted in (await call(request, repeatable=True))["messages"]:
            metadata = posted.get("metadata") or {}
            if (metadata.get("event_payload") or {}).get("notice") == str(claim.id):
                return Sent(channel=channel, ts=str(posted["ts"]))
        return None
