"""The self-check's last part: the record compared with Slack, and mended when asked to."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime

from slack_sdk.web.async_client import AsyncWebClient

from bot.delivery.addresses import Addresses
from bot.delivery.mending import Mending
from bot.delivery.orphans import Orphan, Orphans
from bot.delivery.pace import rate_of
from bot.delivery.restoring import LookBack
from bot.domain.errors import NothingToChange
from bot.domain.incident import Incident
from bot.domain.mending import Difference, Lack, differences
from bot.domain.notice import DeadLetter, Place, together
from bot.domain.pace import Pace
from bot.findings import Finding
from bot.services import channels, mending, restoring, undelivered
from bot.ui.undelivered import called
from storage import Database

CALLS = (
    *2 * ("conversations.history",),
    "conversations.info",
    "conversations.members",
    "bookmarks.list",
)
"""What a look at one incident asks; taken from the same pace as what is delivered."""
DO = {
    Lack.UNSEEN: "Give the app the scopes of manifest.yaml.",
    Lack.CHANNEL: "Its commander is told, and the work goes on in the thread of its announcement.",
}
REPAIR = "`data-incident doctor --repair` mends it."


class Repairs:
    """What is to be mended is queued: the bot that serves sends it, and nobody else."""

    def __init__(
        self,
        db: Database,
        client: AsyncWebClient,
        now: Callable[[], datetime],
        *,
        repair: bool,
    ) -> None:
        addresses = Addresses(db, client)
        self.db = db
        self.now = now
        self.repair = repair
        self.mending = Mending(db, client, addresses, now)
        self.look_back = LookBack(db, client, addresses, now)
        self.orphans = Orphans(db, client)

    async def run(self) -> list[Finding]:
        """Every comparison, one after the other."""
        return [
            *await self._restored(),
            *await self._undelivered(),
            *await self._incidents(),
            *await self._orphans(),
        ]

    async def _restored(self) -> list[Finding]:
        ahead = await self.look_back.ahead()
        if ahead is None:
            return []
        if self.repair:
            async with self.db.transaction() as tx:
                await restoring.put_back(tx, ahead, now=self.now())
        lost = ", ".join(f"{one.ref} {one.link}".strip() for one in ahead.lost)
        what = f"The database is older than Slack: it ends at {ahead.since:%Y-%m-%d %H:%M} UTC."
        do = "Nothing is said twice. What was decided since then has to be entered once more."
        if lost:
            what, do = f"{what} Not known any more: {lost}.", f"{do} Declare anew what goes on."
        return [Finding(name="backup", well=False, what=what, do=do)]

    async def _undelivered(self) -> list[Finding]:
        async with self.db.reading() as tx:
            dead = await tx.undelivered.list(limit=50)
        if not dead:
            what = "Everything was delivered, or is on its way."
            return [Finding(name="outbox", well=True, what=what)]
        failed = together(dead)
        what = "; ".join(_not_delivered(letters) for letters in failed[:5])
        if self.repair:
            for first, *_ in failed:
                with suppress(NothingToChange):  # somebody else was quicker
                    async with self.db.transaction() as tx:
                        await undelivered.send_again(tx, first.id, by="", now=self.now())
            return [Finding(name="outbox", well=True, what=f"Is sent once more: {what}")]
        do = (
            f"Mend what Slack refused. Then press *Send again* on the incident's card, or: {REPAIR}"
        )
        return [Finding(name="outbox", well=False, what=f"Not delivered: {what}", do=do)]

    async def _incidents(self) -> list[Finding]:
        async with self.db.reading() as tx:
            incidents = await tx.mending.list_worked_on()
        found = []
        for incident in incidents:
            await self._turn()
            found += [self._said(incident, one) for one in await self._compared(incident)]
        if not found:
            what = f"{len(incidents)} open incidents are in Slack as in the record."
            found = [Finding(name="incidents", well=True, what=what)]
        return found

    async def _compared(self, incident: Incident) -> list[Difference]:
        seen = await self.mending.see(incident.id)
        if self.repair:
            async with self.db.transaction() as tx:
                return (await mending.mend(tx, incident.id, seen, now=self.now()))[1]
        async with self.db.reading() as tx:
            return differences(await mending.wanted(tx, incident), seen)

    def _said(self, incident: Incident, found: Difference) -> Finding:
        if found.lack in DO and (self.repair or not found.mended):
            what, do = f"Not as it was: {found.words}.", DO[found.lack]
            return Finding(name=incident.ref, well=False, what=what, do=do)
        if self.repair:
            return Finding(name=incident.ref, well=True, what=f"Is mended: {found.words}.")
        return Finding(name=incident.ref, well=False, what=f"Differs: {found.words}.", do=REPAIR)

    async def _orphans(self) -> list[Finding]:
        return [await self._orphan(one) for one in await self.orphans.find()]

    async def _orphan(self, orphan: Orphan) -> Finding:
        what = f"#{orphan.name} was made by the bot, and no incident knows it."
        async with self.db.reading() as tx:
            known = next(iter(await tx.incidents.list_by_id([orphan.number])), None)
            opening = await tx.mending.is_opening(orphan.number)
        if opening:
            return Finding(name="channel", well=True, what=f"#{orphan.name} is being opened.")
        if known is None or not await self.orphans.is_quiet(orphan):
            do = "People may be at work there: look, and archive it by hand."
            return Finding(name="channel", well=False, what=what, do=do)
        if not self.repair:
            return Finding(name="channel", well=False, what=what, do=REPAIR)
        if known.has_channel and not known.channel and orphan.made_at >= known.declared_at:
            await self._adopt(orphan)
            return Finding(name="channel", well=True, what=f"{known.ref} has #{orphan.name} again.")
        await self.orphans.archive(orphan, home=known.channel)
        return Finding(name="channel", well=True, what=f"{what} It is archived.")

    async def _adopt(self, orphan: Orphan) -> None:
        async with self.db.transaction() as tx:
            place = Place(slot=f"channel:{orphan.number}", channel=orphan.channel)
            await tx.places.put(place)
            await channels.channel_opened(
                tx,
                orphan.number,
                channel=orphan.channel,
                name=orphan.name,
                moved=False,
                now=self.now(),
            )

    async def _turn(self) -> None:
        """Wait until the calls of one look may be made, and use them up."""
        while True:
            async with self.db.transaction() as tx:
                pace = Pace(rate_of, await tx.pace.load(), now=tx.now)
                waits = max(map(pace.wait, CALLS))
                if not waits:
                    pace.take(CALLS)
                    await tx.pace.save(pace.kept())
                    return
            await asyncio.sleep(waits)


def _not_delivered(letters: Sequence[DeadLetter]) -> str:
    """Ids and codes, as whoever repairs needs them."""
    first = letters[0]
    more = f" and {len(letters) - 1} more" if len(letters) > 1 else ""
    return f"{called(first.notice.subject)}, for {first.notice.to}{more}: {first.error}"
