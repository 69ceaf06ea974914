"""The forms of action items: a new one, one that is changed, another date, and why it is dropped."""

from bot.domain.action_item import ActionItem, ActionType, Wish
from bot.domain.lint import lint_item
from bot.services import action_items
from bot.ui import action_items as shown
from bot.ui.text import Slack, day
from handlers.deps import Deps
from handlers.interactions.kinds import Submission, form
from handlers.reply import Reply, say


@form(shown.FILE)
async def on_file(sent: Submission, deps: Deps) -> Reply:
    async with deps.change() as tx:
        incident = await tx.incidents.get(sent.incident)
        item = await action_items.file(tx, incident, _wish(sent), by=sent.user, now=deps.now())
    return _filed(item)


@form(shown.EDIT)
async def on_edit(sent: Submission, deps: Deps) -> Reply:
    async with deps.change() as tx:
        incident = await tx.incidents.get(sent.incident)
        item = await action_items.change(
            tx, incident, _number(sent), _wish(sent), by=sent.user, now=deps.now()
        )
    return _filed(item)


@form(shown.MOVE)
async def on_move(sent: Submission, deps: Deps) -> Reply:
    async with deps.change() as tx:
        incident = await tx.incidents.get(sent.incident)
        due = sent.day("due")
        item = await action_items.move(
            tx, incident, _number(sent), due, by=sent.user, now=deps.now()
        )
    return say(Slack(f"{item.ref} is due {day(item.due)} now." if item.due else item.ref))


@form(shown.DROP)
async def on_drop(sent: Submission, deps: Deps) -> Reply:
    async with deps.change() as tx:
        incident = await tx.incidents.get(sent.incident)
        item = await action_items.drop(
            tx, incident, _number(sent), reason=sent.text("reason"), by=sent.user, now=deps.now()
        )
    return say(Slack(f"{item.ref} is dropped; the reason is kept."))


def _wish(sent: Submission) -> Wish:
    chosen = sent.choice("type")
    return Wish(
        text=sent.text("text"),
        type=ActionType(chosen) if chosen else None,
        owner=sent.person("owner"),
        due=sent.day("due"),
    )


def _number(sent: Submission) -> int:
    return int(sent.metadata.get("item") or 0)


def _filed(item: ActionItem) -> Reply:
    advice = [(finding.quote, finding.say) for finding in lint_item(item.ref, item.text)]
    message = shown.filed(item, advice)
    return Reply(text=Slack(message.text), blocks=message.blocks)
