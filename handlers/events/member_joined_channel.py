"""Somebody joins an incident's channel: a private catch-up, unless the bot has just invited them."""

from bot.services import channels, late_joiners
from handlers.deps import Deps
from handlers.events.kinds import Heard, on_event


@on_event("member_joined_channel")
async def on_joined(heard: Heard, deps: Deps) -> None:
    event = heard.event
    person = str(event["user"])
    if person == heard.bot_user:
        async with deps.change() as tx:
            await channels.channel_regained(tx, str(event["channel"]), now=deps.now())
        return
    invited_by_us = bool(heard.bot_user) and event.get("inviter") == heard.bot_user
    async with deps.change() as tx:
        await late_joiners.joined(
            tx,
            str(event["channel"]),
            person,
            invited_by_us=invited_by_us,
            at=heard.at,
            now=deps.now(),
        )
