"""What people ask in a status thread is heard here; anything else said in a thread is not."""

from bot.domain.question import is_question
from bot.services import questions
from bot.services.situations import announced
from handlers.deps import Deps
from handlers.events.kinds import Heard
from handlers.reading import plain


async def asked_in_thread(heard: Heard, deps: Deps) -> None:
    """A question in the thread of an announcement, by somebody who does not work on the incident."""
    event = heard.event
    typed, user = str(event.get("text") or ""), str(event.get("user") or "")
    to_the_bot = bool(heard.bot_user) and f"<@{heard.bot_user}" in typed
    if not user or user == heard.bot_user or to_the_bot or not is_question(typed):
        return
    channel, thread = str(event["channel"]), str(event["thread_ts"])
    async with deps.db.reading() as tx:
        if await announced(tx, channel=channel, ts=thread) is None:
            return
    async with deps.change() as tx:
        incident = await announced(tx, channel=channel, ts=thread)
        if incident is not None:
            await questions.asked(
                tx, incident, text=plain(typed), by=user, at=heard.at, now=deps.now()
            )
