"""Channels: opened once, adopted only when they are ours, and what belongs to them."""

from datetime import timedelta
from typing import Any

from anyascii import anyascii

from bot.delivery.asking import Asking
from bot.delivery.calls import SlackRefused, call
from bot.delivery.outcome import Impossible, Sent
from bot.domain.naming import channel_name
from bot.domain.notice import Claim, Place
from bot.services import channels
from bot.services.situations import situation
from bot.ui.card import topic
from storage import Transaction

SUFFIXES = 9
ALREADY = frozenset({"already_in_channel", "already_pinned", "cant_invite_self"})


class Channels(Asking):
    async def open(self, claim: Claim) -> Sent:
        """Make the incident's channel, or adopt the one an earlier attempt of ours has made."""
        number = claim.notice.incident or 0
        async with self.db.reading() as tx:
            incident = await tx.incidents.get(number)
        if incident.channel:
            return Sent(channel=incident.channel)
        title = anyascii(incident.title)
        wanted = channel_name(self.db.policy.channel_name, number=number, title=title)
        channel = await self._make(claim, wanted)

        async def keep(tx: Transaction) -> None:
            await tx.places.put(Place(slot=f"channel:{number}", channel=channel["id"]))
            await channels.channel_opened(
                tx,
                number,
                channel=channel["id"],
                name=channel["name"],
                moved=bool(claim.notice.facts.get("moved")),
                now=self.now(),
            )

        return Sent(channel=channel["id"], keep=keep)

    async def _make(self, claim: Claim, wanted: str) -> dict[str, Any]:
        looked = claim.maybe_sent
        if looked and (ours := await self._ours(claim, wanted)) is not None:
            return ours
        for name in _names(wanted):
            try:
                data = await call(self.client.conversations_create(name=name, is_private=False))
            except SlackRefused as error:
                if error.code != "name_taken":
                    raise
                # Perhaps by ourselves: this database may be a copy from before we made it.
                if not looked and (ours := await self._ours(claim, wanted)) is not None:
                    return ours
                looked = True
            else:
                channel: dict[str, Any] = data["channel"]
                return channel
        raise Impossible(f"name_taken: #{wanted} and {SUFFIXES - 1} names like it are all in use")

    async def _ours(self, claim: Claim, wanted: str) -> dict[str, Any] | None:
        """A channel of that name (or with a suffix) that our own bot made since the intent, and that
        is no other incident's."""
        me = await call(self.client.auth_test(), repeatable=True)
        since = (claim.tried_since(self.now()) - timedelta(minutes=1)).timestamp()
        names = set(_names(wanted))
        cursor = ""
        while True:
            page = await call(
                self.client.users_conversations(limit=200, cursor=cursor, exclude_archived=True),
                repeatable=True,
            )
            for channel in page["channels"]:
                made_by_us = channel.get("creator") == me["user_id"]
                if channel["name"] in names and made_by_us and channel["created"] >= since - 1:
                    found: dict[str, Any] = channel
                    if not await self._taken(str(found["id"])):
                        return found
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return None

    async def _taken(self, channel: str) -> bool:
        async with self.db.reading() as tx:
            return await tx.places.knows(channel)

    async def invite(self, claim: Claim) -> Sent:
        """Invite people; whoever is there already, or cannot be invited, is no reason to stop."""
        where = await self.addresses.where(claim.notice.to)
        people = [str(person) for person in claim.notice.facts["people"]][:100]
        try:
            await call(
                self.client.conversations_invite(channel=where.channel, users=people, force=True),
                repeatable=True,
            )
        except SlackRefused as error:
            if error.code not in ALREADY:
                raise
        return Sent(channel=where.channel)

    async def topic(self, claim: Claim) -> Sent:
        """Set the topic to the present state, unless it says so already (each change is announced)."""
        where = await self.addresses.where(claim.notice.to)
        slot = claim.notice.slot
        async with self.db.reading() as tx:
            wanted = topic(await situation(tx, claim.notice.incident or 0))
            if await tx.places.shown(slot) == wanted:
                return Sent(channel=where.channel)
        await call(
            self.client.conversations_setTopic(channel=where.channel, topic=wanted), repeatable=True
        )

        async def keep(tx: Transaction) -> None:
            await tx.places.put(Place(slot=slot, channel=where.channel))
            await tx.places.show(slot, wanted)

        return Sent(channel=where.channel, keep=keep)

    async def bookmark(self, claim: Claim) -> Sent:
        """Add a bookmark once: what is there already, by its link, is left alone."""
        where = await self.addresses.where(claim.notice.to)
        facts = claim.notice.facts
        url = str(facts["url"])
        if url.startswith("place:"):
            place = await self.addresses.posted(url.removeprefix("place:"))
            url = await self.addresses.link_to(place)
        if claim.maybe_sent:
            listed = await call(
                self.client.bookmarks_list(channel_id=where.channel), repeatable=True
            )
            if any(bookmark.get("link") == url for bookmark in listed["bookmarks"]):
                return Sent(channel=where.channel, found=True)
        await call(
            self.client.bookmarks_add(
                channel_id=where.channel, title=str(facts["name"])[:255], type="link", link=url
            )
        )
        return Sent(channel=where.channel)

    async def pin(self, claim: Claim) -> Sent:
        """Pin one of our messages."""
        place = await self.addresses.posted(claim.notice.slot)
        try:
            await call(
                self.client.pins_add(channel=place.channel, timestamp=place.ts), repeatable=True
            )
        except SlackRefused as error:
            if error.code not in ALREADY:
                raise
        return Sent(channel=place.channel, ts=place.ts)


def _names(wanted: str) -> list[str]:
    """The name wanted, then the same with a number behind it."""
    return [wanted, *(f"{wanted[:77]}-{number}" for number in range(2, SUFFIXES + 1))]
