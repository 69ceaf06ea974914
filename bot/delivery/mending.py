"""A look at what Slack has of one incident, and the wish to mend what differs from the record."""

import logging
from typing import Any

from bot.delivery.asking import Asking
from bot.delivery.calls import SlackRefused, call
from bot.delivery.outcome import ScopeMissing, Sent
from bot.domain.incident import Incident
from bot.domain.mending import Message, Seen, Wanted
from bot.domain.notice import Claim
from bot.services import mending
from bot.services.record import card
from storage import Transaction

log = logging.getLogger(__name__)

CLOSED = {"channel_not_found": "deleted", "not_in_channel": "removed"}
PAGES = 5


class Mending(Asking):
    async def check(self, claim: Claim) -> Sent:
        """Look at one incident; what differs is queued with the outcome of the look."""
        number = claim.notice.incident or 0
        seen = await self.see(number)

        async def keep(tx: Transaction) -> None:
            _, found = await mending.mend(tx, number, seen, now=self.now())
            if found:
                differing = [one.lack.name.lower() for one in found]
                log.info("mended", extra={"incident": number, "differing": differing})

        return Sent(keep=keep)

    async def see(self, number: int) -> Seen:
        """What Slack has of an incident at present."""
        async with self.db.reading() as tx:
            (incident,) = await tx.incidents.list_by_id([number])
            wanted = await mending.wanted(tx, incident)
        seen: dict[str, Any] = {}
        unseen: list[str] = []
        for name, look in self._looks(incident, wanted):
            try:
                seen |= await look()
            except ScopeMissing as error:
                unseen.append(f"{name} ({error.scope})")
            except SlackRefused as error:
                if error.code not in CLOSED:
                    unseen.append(f"{name} ({error.code})")
                elif name == "channel":
                    seen["gone"] = CLOSED[error.code]
            if seen.get("gone"):
                break
        return Seen(**seen, unseen=tuple(unseen))

    def _looks(self, incident: Incident, wanted: Wanted) -> list[tuple[str, Any]]:
        channel = wanted.channel
        announcement = f"announcement:{incident.id}"
        looks = [("announcement", lambda: self._message("announcement", announcement))]
        if channel:
            looks += [
                ("channel", lambda: self._channel(channel)),
                ("card", lambda: self._message("card", card(incident))),
                ("bookmarks", lambda: self._bookmarks(channel, wanted)),
            ]
        if channel and wanted.uninvited:
            looks.append(("members", lambda: self._members(channel)))
        return looks

    async def _channel(self, channel: str) -> dict[str, Any]:
        found = await call(self.client.conversations_info(channel=channel), repeatable=True)
        info = found["channel"]
        if info.get("is_archived"):
            return {"gone": "archived"}
        if not info.get("is_member"):
            return {"gone": "removed"}
        topic = str((info.get("topic") or {}).get("value") or "")
        return {"name": str(info["name"]), "topic": topic}

    async def _message(self, name: str, slot: str) -> dict[str, Any]:
        place = await self.addresses.place(slot)
        if place is None or not place.ts:
            return {}
        found = await call(
            self.client.conversations_history(
                channel=place.channel, oldest=place.ts, latest=place.ts, inclusive=True, limit=1
            ),
            repeatable=True,
        )
        there = [one for one in found["messages"] if one["ts"] == place.ts]
        alive = bool(there) and there[0].get("subtype") != "tombstone"
        pinned = alive and place.channel in (there[0].get("pinned_to") or [])
        return {name: Message(there=alive, pinned=pinned)}

    async def _bookmarks(self, channel: str, wanted: Wanted) -> dict[str, Any]:
        """By name; a link that people have renamed is known by where it leads."""
        if not wanted.bookmarks:
            return {}
        listed = await call(self.client.bookmarks_list(channel_id=channel), repeatable=True)
        there = {str(one.get(part)) for one in listed["bookmarks"] for part in ("title", "link")}
        for name, link in wanted.bookmarks:
            if name not in there and link.startswith("place:"):
                leads_to = await self.addresses.permalink(link.removeprefix("place:"))
                there |= {name} if leads_to in there else set()
        return {"bookmarks": frozenset(there)}

    async def _members(self, channel: str) -> dict[str, Any]:
        members: set[str] = set()
        cursor = ""
        for _ in range(PAGES):
            page = await call(
                self.client.conversations_members(channel=channel, limit=200, cursor=cursor),
                repeatable=True,
            )
            members |= set(page["members"])
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return {"members": frozenset(members)}
        return {}
