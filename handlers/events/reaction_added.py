"""📌 puts a message on the timeline, 🔧 suggests an action item: no form in the way."""

from bot.services import captures
from handlers.deps import Deps
from handlers.events.kinds import Heard, on_event


@on_event("reaction_added")
async def on_added(heard: Heard, deps: Deps) -> None:
    event = heard.event
    item = event.get("item") or {}
    purpose = captures.purpose_of(deps.policy, str(event.get("reaction") or ""))
    if purpose is None or item.get("type") != "message":
        return
    if heard.bot_user and event.get("item_user") == heard.bot_user:
        return  # what the bot says comes from the record: it is no news to it
    async with deps.change() as tx:
        await captures.added(
            tx,
            purpose,
            channel=str(item["channel"]),
            ts=str(item["ts"]),
            by=str(event["user"]),
        )
