"""Messages: edits and deletions of those on a timeline, and words said to the bot alone.

Everything else people say is none of our business, and costs nothing: not even a look.
"""

from collections.abc import Mapping
from typing import Any

from bot.domain.capture import Purpose, Why
from bot.services import captures, channels
from bot.ui import kit
from bot.ui.text import Slack
from handlers.answers import Answers
from handlers.deps import Deps
from handlers.dispatch import Verbs
from handlers.events.kinds import Heard, on_event
from handlers.mentions import answer, words_for
from handlers.payloads import call_of_mention
from handlers.questions import asked_in_thread
from handlers.reply import Reply, say

GONE = "tombstone"
"""What Slack leaves in the place of a deleted message that has replies."""


@on_event("message")
async def on_message(heard: Heard, deps: Deps) -> None:
    event = heard.event
    subtype = event.get("subtype")
    if subtype == "message_deleted":
        await _follow(heard, deps, Why.DELETED, str(event["deleted_ts"]))
    elif subtype == "message_changed":
        await _changed(heard, deps)
    elif subtype is None and event.get("channel_type") == "im" and not event.get("bot_id"):
        await _said_to_the_bot(heard, deps)
    elif subtype is None and event.get("thread_ts") and not event.get("bot_id"):
        await asked_in_thread(heard, deps)


async def _changed(heard: Heard, deps: Deps) -> None:
    """An edit by a person; our own edits, and links that unfold, change no words of theirs."""
    message: Mapping[str, Any] = heard.event["message"]
    before = heard.event.get("previous_message") or {}
    if message.get("subtype") == GONE:
        await _follow(heard, deps, Why.DELETED, str(message["ts"]))
    elif message.get("user") != heard.bot_user and message.get("text") != before.get("text"):
        await _follow(heard, deps, Why.CHANGED, str(message["ts"]))


async def _follow(heard: Heard, deps: Deps, why: Why, ts: str) -> None:
    channel, before = str(heard.event["channel"]), heard.event.get("previous_message") or {}
    async with deps.db.reading() as tx:
        asked = [
            await tx.captures.find(channel=channel, ts=ts, purpose=purpose) for purpose in Purpose
        ]
        ours = await tx.places.find_by_message(channel, ts) if why is Why.DELETED else None
    if ours is not None:
        async with deps.change() as tx:
            await channels.message_deleted(tx, channel, ts)
        return
    if not any(asked):
        return
    async with deps.change() as tx:
        await captures.changed(
            tx,
            why,
            channel=channel,
            ts=ts,
            author=str(before.get("user") or ""),
            text=str(before.get("text") or "") if why is Why.DELETED else "",
        )


async def _said_to_the_bot(heard: Heard, deps: Deps) -> None:
    """A direct message: a verb is carried out; other words get a short, friendly help."""
    user, typed = str(heard.event.get("user") or ""), str(heard.event.get("text") or "").strip()
    if not user or user == heard.bot_user:
        return
    mentioned = words_for(typed, bot_user=heard.bot_user) if heard.bot_user else None
    words = (mentioned or typed).removeprefix("/data-incident").strip()
    call = call_of_mention(heard, words)
    reply = await answer(call, deps) if Verbs().knows(words) else _help()
    if reply is not None:
        deps.answer_soon(Answers(deps).show(reply, user=user, channel=""))


def _help() -> Reply:
    text = (
        "Hello! I help when data breaks. Say here what you would type after `/data-incident`: "
        "`list` for what is open, `subscribe mart.orders` to hear about a table or dashboard, "
        "`sev2 orders are missing` to declare an incident, or `help`."
    )
    buttons = [
        kit.verb("What is open", "list", incident=""),
        kit.verb("Declare an incident", "declare", incident=""),
        kit.verb("Help", "help", incident=""),
    ]
    return say(Slack(text), kit.actions(*buttons))
