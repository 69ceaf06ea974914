"""From an address such as `channel:7` to a channel (and thread) in Slack."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.delivery.calls import SlackRefused, call
from bot.delivery.outcome import Impossible, NotThereYet
from bot.domain.notice import Place
from storage import Database, Transaction


@dataclass(frozen=True)
class Where:
    """A channel's id, and the thread when it is one."""

    channel: str
    thread_ts: str = ""


class Addresses:
    """Looks addresses up in the places we keep; the policy's channels are found by name once."""

    def __init__(self, db: Database, client: AsyncWebClient) -> None:
        self.db = db
        self.client = client
        self._links_begin = ""

    async def where(self, to: str) -> Where:
        """Where to post; raises NotThereYet while the place is to come, Impossible when never."""
        if to.startswith("person:"):
            return Where(to.removeprefix("person:"))
        if to in {"announce", "alerts"} or to.startswith("#"):
            return Where(await self._by_name(to))
        if to.startswith(("channel:", "announcement:")):
            place = await self.place(to)
            if place is None:
                raise NotThereYet(to)
            return Where(place.channel, place.ts)
        return Where(to)

    async def place(self, slot: str) -> Place | None:
        """Where one of our own things lives."""
        async with self.db.reading() as tx:
            return await tx.places.find(slot)

    async def posted(self, slot: str) -> Place:
        """The same, of a message that must be there; raises as the function of this name does."""
        async with self.db.reading() as tx:
            return await posted(tx, slot)

    async def keep(self, place: Place) -> None:
        """Remember where it lives; what waits for it may go out now."""
        async with self.db.transaction() as tx:
            await tx.places.put(place)

    async def permalink(self, slot: str) -> str:
        """The permalink of one of our messages, or empty while it is not there."""
        place = await self.place(slot)
        return await self.link_to(place) if place is not None and place.ts else ""

    async def link_to(self, place: Place) -> str:
        """The permalink of a message.

        Slack is asked for the first: the others differ from it in channel and ts only, and a card
        waits for its link.
        """
        end = f"{place.channel}/p{place.ts.replace('.', '')}"
        if self._links_begin:
            return self._links_begin + end
        found = await call(
            self.client.chat_getPermalink(channel=place.channel, message_ts=place.ts),
            repeatable=True,
        )
        link = str(found["permalink"])
        self._links_begin = link.removesuffix(end) if link.endswith(end) else ""
        return link

    async def linked(self, facts: Any) -> Any:
        """Facts in which each `thread_link` to a message of ours has become its permalink."""
        if isinstance(facts, list):
            return [await self.linked(one) for one in facts]
        if not isinstance(facts, Mapping):
            return facts
        made = {name: await self.linked(value) for name, value in facts.items()}
        slot = str(made.get("thread_link") or "")
        if slot.startswith("place:"):
            try:
                made["thread_link"] = await self.permalink(slot.removeprefix("place:"))
            except SlackRefused:  # deleted by hand: the message is worth sending without the link
                made["thread_link"] = ""
        return made

    async def _by_name(self, to: str) -> str:
        known = await self.place(to)
        if known is not None:
            return known.channel
        policy = self.db.policy
        named = {"announce": policy.announce_channel, "alerts": policy.alerts_channel}
        channel = await self._look_up(named.get(to, to).removeprefix("#"))
        await self.keep(Place(slot=to, channel=channel))
        return channel

    async def _look_up(self, wanted: str) -> str:
        cursor = ""
        while True:
            page = await call(
                self.client.conversations_list(
                    limit=200,
                    cursor=cursor,
                    exclude_archived=True,
                    types="public_channel,private_channel",
                ),
                repeatable=True,
            )
            for channel in page["channels"]:
                if wanted in {channel["name"], channel["id"]}:
                    await self._join(channel)
                    return str(channel["id"])
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                raise Impossible(
                    f"There is no channel #{wanted} that the bot can see: create it, or change "
                    "policy.yaml; `doctor` checks it."
                )

    async def _join(self, channel: Mapping[str, Any]) -> None:
        """Be a member: only members can read back what they posted, and answer one person there."""
        if not channel.get("is_member") and not channel.get("is_private"):
            await call(self.client.conversations_join(channel=str(channel["id"])), repeatable=True)


async def posted(tx: Transaction, slot: str) -> Place:
    """Where a message lives that must be there: raises NotThereYet while it is still going out,
    Impossible when nothing will bring it there any more."""
    place = await tx.places.find(slot)
    if place is None or not place.ts:
        if await tx.outbox.awaits(slot):
            raise NotThereYet(slot)
        place = await tx.places.find(slot)  # it may have gone out between these looks
    if place is None or not place.ts:
        raise Impossible(f"{slot} was not posted")
    return place
