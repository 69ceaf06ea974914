"""The update form: its status menu, its preview, sending, and moving the next word."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from bot.domain.errors import InvalidInput
from bot.domain.incident import Incident
from bot.domain.status import CauseClass, Status
from bot.domain.telling import Said
from bot.domain.update import Sureness
from bot.services import drafts, updates
from bot.ui import update as look
from bot.ui import update_words as words
from bot.ui.messages import message
from bot.ui.text import Slack, when
from handlers.deps import Deps
from handlers.interactions.kinds import Press, Submission, action, form
from handlers.reply import Reply, say
from storage import Transaction


@form(look.CALLBACK)
async def on_preview(sent: Submission, deps: Deps) -> Reply:
    """Show exactly what readers will see; nothing is changed yet."""
    try:
        async with deps.db.reading() as tx:
            incident = await tx.incidents.get(sent.incident)
            made = await drafts.draft(tx, incident, _said(sent), by=sent.user, now=deps.now())
    except InvalidInput as error:
        raise InvalidInput(_named(sent.view, error.field), str(error)) from error
    shown = message(updates.KIND, made.shown)
    readers = words.readers(incident, made.people, made.channels)
    return Reply(modal=look.preview_modal(incident, made.said, shown, readers, _place(sent)))


@form(look.SEND)
async def on_send(sent: Submission, deps: Deps) -> Reply:
    said = look.carried(sent.metadata, sent.view)
    async with deps.change() as tx:
        incident = await tx.incidents.get(sent.incident)
        posted = await updates.post(tx, incident, said, by=sent.user, now=deps.now())
    return say(words.posted(posted.update, posted.people, posted.channels))


@action(look.BACK)
async def on_back(press: Press, deps: Deps) -> Reply:
    """The form again, with what was typed."""
    sent = press.sent
    said = look.carried(sent.metadata, sent.view)
    async with deps.db.reading() as tx:
        return await _form(tx, sent, said, deps)


@action(look.STATUS)
async def on_status(press: Press, deps: Deps) -> Reply:
    """Another status: *identified* asks for the cause; what nobody has changed is filled anew."""
    sent = press.sent
    said = replace(_said(sent), status=Status(press.value))
    async with deps.db.reading() as tx:
        incident = await tx.incidents.get(sent.incident)
        last = await tx.updates.find_last(incident.id)
        suited = await drafts.start(
            tx, replace(incident, status=said.status), by=sent.user, now=deps.now()
        )
        fresh = words.prefilled(suited.incident, last, suited.next_due, now=deps.now())
        names = {name: _named(sent.view, name) for name in ("words", "next")}
        if words.is_ours(said.words, last):
            said = replace(said, words=fresh.words)
            names["words"] = f"words:{said.status}"
        if _stamp(said.next_due) == sent.metadata.get("next"):
            said = replace(said, next_due=fresh.next_due)
            names["next"] = f"next:{said.status}"
        return await _form(tx, sent, said, deps, names=names)


@form(look.LATER)
async def on_later(sent: Submission, deps: Deps) -> Reply:
    due = sent.time("due")
    if due is None:
        raise InvalidInput("due", "Choose a time; people are waiting for one.")
    async with deps.change() as tx:
        incident = await tx.incidents.get(sent.incident)
        reason = sent.text("reason")
        await updates.move_word(tx, incident, due, reason=reason, by=sent.user, now=deps.now())
    return say(Slack(f"The next word is promised by {when(due)}."))


async def _form(
    tx: Transaction,
    sent: Submission,
    said: Said,
    deps: Deps,
    *,
    names: Mapping[str, str] = look.NAMES,
) -> Reply:
    incident: Incident = await tx.incidents.get(sent.incident)
    start = await drafts.start(tx, incident, by=sent.user, now=deps.now())
    origin = await tx.assets.list_by_id([said.origin] if said.origin else [])
    readers = words.readers(incident, start.people, start.channels)
    chosen = origin[0] if origin else start.origin
    return Reply(
        modal=look.update_modal(incident, said, readers, _place(sent), origin=chosen, names=names)
    )


def _said(sent: Submission) -> Said:
    """The fields as they are filled in; what is not asked for in this status is left out."""
    cause, origin = sent.choice("cause"), sent.choice("origin")
    return Said(
        status=Status(sent.choice("status")),
        words=sent.text(_named(sent.view, "words")),
        eta=sent.time("eta"),
        sure=Sureness(sent.choice("sure") or Sureness.LIKELY),
        next_due=sent.time(_named(sent.view, "next")),
        origin=int(origin) if origin.isdigit() else None,
        cause=CauseClass(cause) if cause else None,
        confirmed=sent.choice("confirmed") == "confirmed",
    )


def _named(view: Mapping[str, Any], field: str) -> str:
    """The block of a field: `words`, or `words:identified` once it was filled anew."""
    for block in view.get("blocks") or ():
        if str(block.get("block_id")).partition(":")[0] == field:
            return str(block["block_id"])
    return field


def _place(sent: Submission) -> dict[str, str]:
    return {name: str(sent.metadata.get(name) or "") for name in ("channel", "thread")}


def _stamp(at: datetime | None) -> int | None:
    return None if at is None else int(at.astimezone(UTC).timestamp())
