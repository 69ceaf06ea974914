"""`@bot update`, where slash commands do not work: in threads, and anywhere else it is in."""

from handlers.answers import Answers
from handlers.deps import Deps
from handlers.events.kinds import Heard, on_event
from handlers.mentions import answer, words_for
from handlers.payloads import call_of_mention


@on_event("app_mention")
async def on_mention(heard: Heard, deps: Deps) -> None:
    event = heard.event
    words = words_for(str(event.get("text") or ""), bot_user=heard.bot_user)
    if words is None or not event.get("user") or event.get("bot_id") or event.get("edited"):
        return
    call = call_of_mention(heard, words)
    reply = await answer(call, deps)
    if reply is not None:
        shown = Answers(deps).show(
            reply, user=call.user, channel=call.channel, thread=call.thread_ts
        )
        deps.answer_soon(shown)
