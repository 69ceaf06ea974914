"""Does Slack know more than the record? Then a backup was put back, and is dealt with before sending."""

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.delivery.addresses import Where
from bot.delivery.asking import Asking
from bot.delivery.calls import SlackRefused, call
from bot.delivery.outcome import ScopeMissing, Stopped, TryLater
from bot.delivery.own_channels import own_channels
from bot.delivery.posts import EVENT_TYPE
from bot.domain.clock import ahead
from bot.domain.naming import number_in
from bot.services import restoring
from bot.services.restoring import Ahead, Lost

JUST_NOW = timedelta(minutes=1)
"""A record that has heard of something sent so lately is no backup that was put back."""
LATEST = 5
"""Incidents whose places are read, besides the announcements."""
PAGES = 3


@dataclass(frozen=True)
class Said:
    """A message of the bot's kind: the key of its notice, its incident's number, where it is."""

    key: str
    number: int
    by: str
    channel: str
    ts: str

    @property
    def at(self) -> datetime:
        """When it was said."""
        return datetime.fromtimestamp(float(self.ts), UTC)


class LookBack(Asking):
    """`done` is asked before anything is sent after a start, until it says so."""

    _again: datetime | None = None
    _after = timedelta()

    async def done(self) -> bool:
        """False while Slack does not answer; raises Stopped when it takes nothing from our token."""
        if ahead(self._again, longest=self._after, now=self.now()):
            return False
        try:
            more = await self.ahead()
        except Stopped:
            raise
        except TryLater as error:
            self._again, self._after = self.now() + error.after, error.after
            return False
        if more is not None:
            async with self.db.transaction(takes_long=True) as tx:
                await restoring.put_back(tx, more, now=self.now())
        return True

    async def ahead(self) -> Ahead | None:
        """What Slack knows more than the record and nobody has dealt with; usually nothing."""
        async with self.db.reading() as tx:
            since = await tx.mending.last_sent()
            seen = await tx.keys.find_time(restoring.SEEN)
        if since is not None and since <= self.now() < since + JUST_NOW:
            return None
        said = [one async for one in self._said(since)]
        strangers = await self._strangers([one for one in said if seen is None or one.at > seen])
        if not strangers:
            return None
        return Ahead(
            since=since or min(one.at for one in strangers),
            newest=max(one.at for one in strangers),
            messages=len(strangers),
            lost=await self._lost(strangers),
        )

    async def _said(self, since: datetime | None) -> AsyncIterator[Said]:
        # A second of the record's own is none too many: what it heard of last is known to it.
        oldest = f"{(since - JUST_NOW).timestamp():.6f}" if since else "0"
        async for where in self._places(fresh=since is None):
            try:
                async for message in self._read(where, oldest):
                    payload = (message.get("metadata") or {}).get("event_payload") or {}
                    if message["metadata"]["event_type"] == EVENT_TYPE and payload.get("notice"):
                        number = str(payload.get("incident") or "0")
                        yield Said(
                            key=str(payload["notice"]),
                            number=int(number) if number.isdigit() else 0,
                            by=str(message.get("user") or ""),
                            channel=where.channel,
                            ts=str(message["ts"]),
                        )
            except (SlackRefused, ScopeMissing):
                continue  # what cannot be read shows nothing

    async def _places(self, *, fresh: bool) -> AsyncIterator[Where]:
        """Where the bot speaks: announcements, and the channels, threads and commanders of the
        latest incidents; with a fresh record, the announcements if the bot is there already."""
        if fresh:
            name = self.db.policy.announce_channel
            for channel in await own_channels(self.client):
                if name in {channel["name"], channel["id"]}:
                    yield Where(str(channel["id"]))
            return
        async with self.db.reading() as tx:
            announce = await tx.places.find("announce")
            latest = await tx.mending.list_worked_on(limit=LATEST)
            homes = [await tx.places.find(one.home) for one in latest]
        if announce is not None:
            yield Where(announce.channel)
        for home in homes:
            if home is not None:
                yield Where(home.channel, home.ts)
        for person in dict.fromkeys(one.commander for one in latest if one.commander):
            opened = await call(self.client.conversations_open(users=person), repeatable=True)
            yield Where(str(opened["channel"]["id"]))

    async def _read(self, where: Where, oldest: str) -> AsyncIterator[dict[str, Any]]:
        more: dict[str, Any] = {"oldest": oldest, "include_all_metadata": True, "limit": 200}
        for _ in range(PAGES):
            if where.thread_ts:
                asked = self.client.conversations_replies(
                    channel=where.channel, ts=where.thread_ts, **more
                )
            else:
                asked = self.client.conversations_history(channel=where.channel, **more)
            page = await call(asked, repeatable=True)
            for message in page["messages"]:
                if message.get("metadata"):
                    yield message
            more["cursor"] = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not more["cursor"]:
                return

    async def _strangers(self, said: Iterable[Said]) -> list[Said]:
        """Messages of our own of which the record does not know that they may be out."""
        by_key = {one.key: one for one in said}
        if not by_key:
            return []
        async with self.db.reading() as tx:
            unknown = await tx.mending.strangers(by_key)
        if not unknown:
            return []
        me = await call(self.client.auth_test(), repeatable=True)
        return [by_key[key] for key in unknown if by_key[key].by == me["user_id"]]

    async def _lost(self, strangers: Iterable[Said]) -> list[Lost]:
        """Incidents that Slack shows and the record does not have, by messages and channels."""
        where = {one.number: one for one in strangers if one.number}
        me = await call(self.client.auth_test(), repeatable=True)
        pattern = self.db.policy.channel_name
        made = {
            number_in(pattern, str(one["name"])): str(one["id"])
            for one in await own_channels(self.client, archived=True)
            if one.get("creator") == me["user_id"]
        }
        numbers = sorted({*where, *(number for number in made if number)})
        async with self.db.reading() as tx:
            known = {one.id for one in await tx.incidents.list_by_id(numbers)}
        return [
            Lost(number, await self._link(where.get(number)))
            for number in numbers
            if number not in known
        ]

    async def _link(self, said: Said | None) -> str:
        if said is None:
            return ""
        try:
            found = await call(
                self.client.chat_getPermalink(channel=said.channel, message_ts=said.ts),
                repeatable=True,
            )
        except SlackRefused:
            return ""
        return str(found["permalink"])
