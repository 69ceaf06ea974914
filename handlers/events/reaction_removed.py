"""📌 or 🔧 taken away: the wish is taken back when nobody else's is left."""

from bot.services import captures
from handlers.deps import Deps
from handlers.events.kinds import Heard, on_event


@on_event("reaction_removed")
async def on_removed(heard: Heard, deps: Deps) -> None:
    event = heard.event
    item = event.get("item") or {}
    purpose = captures.purpose_of(deps.policy, str(event.get("reaction") or ""))
    if purpose is None or item.get("type") != "message":
        return
    async with deps.change() as tx:
        await captures.removed(
            tx,
            purpose,
            channel=str(item["channel"]),
            ts=str(item["ts"]),
            by=str(event["user"]),
        )
