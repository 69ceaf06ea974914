"""Messages: posted once, found by their notice's key before they are repeated, edited in place."""

import hashlib
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import orjson
from slack_sdk.web.async_client import AsyncWebClient

from bot.delivery.addresses import Addresses, Where
from bot.delivery.calls import CLOSED_TO_US, SlackRefused, call
from bot.delivery.outcome import Keep, ScopeMissing, Sent, TryLater
from bot.delivery.slots import draw
from bot.domain.notice import Claim, Notice, Place, Way
from bot.services.record import refresh_card
from bot.services.undelivered import NOT_SHOWN, TWICE
from bot.ui.kit import Message
from bot.ui.messages import message
from storage import Database, Transaction

EVENT_TYPE = "di_notice"
BACK = timedelta(minutes=1)
"""How long before the first attempt the look for a message begins (clocks differ)."""
PAGES = 10
"""Pages of 200 messages that a look reads at most."""
NO_THREAD = frozenset({"thread_not_found", "message_not_found"})


class NotAllRead(Exception):
    """So much was said meanwhile that the look did not come to its end: it has found nothing out."""


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
        async with self.db.reading() as tx:
            place = await tx.places.find(slot)
            before = await tx.places.shown(slot)
            drawn = await draw(tx, claim.notice)
        shown = await drawn.message(self.addresses)
        digest = hashlib.sha256(orjson.dumps([shown.text, list(shown.blocks)])).hexdigest()
        if place is None or not place.ts:
            where = await self.addresses.where(claim.notice.to)
            return await self._post(claim, where, shown, digest=digest)
        if before == digest:
            return Sent(channel=place.channel, ts=place.ts)
        await self._edit(claim, place, shown)

        async def keep(tx: Transaction) -> None:
            await tx.places.show(slot, digest)

        return Sent(channel=place.channel, ts=place.ts, keep=keep)

    async def ephemeral(self, claim: Claim) -> Sent:
        """Show something to one person in a channel; at most once, since it cannot be looked for."""
        notice = claim.notice
        if claim.maybe_sent:
            return Sent(doubt=NOT_SHOWN)
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
                if claim.notice.to.startswith("channel:"):
                    await tx.outbox.add(_pin(claim.notice))
            raise TryLater(
                "It was deleted by hand; it is posted anew",
                after=timedelta(0),
                certainly_not_sent=True,
            ) from error

    async def _post(self, claim: Claim, where: Where, shown: Message, *, digest: str = "") -> Sent:
        doubt = ""
        if claim.maybe_sent:
            try:
                found = await self._look(claim, where)
            except (SlackRefused, ScopeMissing, NotAllRead) as error:
                if isinstance(error, SlackRefused) and error.code not in CLOSED_TO_US:
                    raise
                found, doubt = None, TWICE
            if found is not None:
                keep = _keep(claim, found, "")
                return Sent(channel=found.channel, ts=found.ts, keep=keep, found=True)
        data = await call(
            self.client.chat_postMessage(
                channel=where.channel,
                thread_ts=where.thread_ts or None,
                text=shown.text,
                blocks=list(shown.blocks),
                unfurl_links=False,
                unfurl_media=False,
                parse="none",
                metadata=_metadata(claim),
            )
        )
        place = Place(slot=claim.notice.slot, channel=str(data["channel"]), ts=str(data["ts"]))
        kept = _keep(claim, place, digest)
        return Sent(channel=place.channel, ts=place.ts, keep=kept, doubt=doubt)

    async def _look(self, claim: Claim, where: Where) -> Place | None:
        """The message that an earlier attempt posted, if it did (its key is in the metadata)."""
        channel = where.channel
        if channel.startswith(("U", "W")):
            opened = await call(self.client.conversations_open(users=channel), repeatable=True)
            channel = str(opened["channel"]["id"])
        since = claim.tried_since(self.db.now()) - BACK
        async for posted in self._said_since(f"{since.timestamp():.6f}", channel, where.thread_ts):
            metadata = posted.get("metadata") or {}
            if (metadata.get("event_payload") or {}).get("notice") == claim.key:
                return Place(slot=claim.notice.slot, channel=channel, ts=str(posted["ts"]))
        return None

    async def _said_since(
        self, oldest: str, channel: str, thread: str
    ) -> AsyncIterator[dict[str, Any]]:
        """What was said in a channel or thread since then, page by page."""
        more: dict[str, Any] = {"oldest": oldest, "include_all_metadata": True, "limit": 200}
        for _ in range(PAGES):
            if thread:
                asked = self.client.conversations_replies(channel=channel, ts=thread, **more)
            else:
                asked = self.client.conversations_history(channel=channel, **more)
            try:
                page = await call(asked, repeatable=True)
            except SlackRefused as error:
                if error.code in NO_THREAD:
                    return
                raise
            for posted in page["messages"]:
                yield posted
            more["cursor"] = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not more["cursor"]:
                return
        raise NotAllRead


def _metadata(claim: Claim) -> dict[str, Any]:
    """The notice's name, by which it is found again, and its incident's number, by which a record
    that has lost the incident learns that there was one."""
    payload = {"notice": claim.key, "incident": str(claim.notice.incident or "")}
    return {"event_type": EVENT_TYPE, "event_payload": payload}


def _keep(claim: Claim, place: Place, digest: str) -> Keep | None:
    """Where a slot lives now, and what it shows; nothing for a message that is not edited.

    Without a digest it was found there, and shows what was true when it was posted.
    """
    notice = claim.notice
    if not notice.slot:
        return None

    async def keep(tx: Transaction) -> None:
        await tx.places.put(place)
        await tx.places.show(place.slot, digest)
        if not digest:
            await tx.outbox.add(notice)
        if notice.kind == "announcement" and notice.incident is not None:
            # The card links to it: one that went out before it does not yet.
            await refresh_card(tx, await tx.incidents.get(notice.incident))

    return keep


def _pin(card: Notice) -> Notice:
    """The wish to pin a card that is posted anew."""
    return Notice(
        way=Way.PIN,
        kind=card.kind,
        to=card.to,
        incident=card.incident,
        priority=card.priority,
        slot=card.slot,
    )
