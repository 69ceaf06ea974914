"""Under an alert: not an incident, with a reason; or part of one that is open already."""

from bot.domain.errors import NothingToChange
from bot.services import alert_answers
from bot.ui.alerts import ADD, CALLBACK, DISMISS, dismiss_modal
from bot.ui.text import Slack, plural
from handlers.deps import Deps
from handlers.interactions.kinds import Press, Submission, action, form
from handlers.reply import Reply, say


@action(DISMISS)
async def on_not_an_incident(press: Press, deps: Deps) -> Reply:
    async with deps.db.reading() as tx:
        await alert_answers.must_be_on_the_data_team(tx, press.user)
    return Reply(modal=dismiss_modal(press.value, origin={"channel": press.channel, "thread": ""}))


@form(CALLBACK)
async def on_reason(sent: Submission, deps: Deps) -> None:
    """Who dismissed it and why is seen in the message itself; it needs no further answer."""
    alerts = numbers(str(sent.metadata.get("alerts") or ""))
    async with deps.change() as tx:
        await alert_answers.dismiss(
            tx, alerts, by=sent.user, reason=sent.text("reason"), now=deps.now()
        )


@action(ADD)
async def on_add(press: Press, deps: Deps) -> Reply:
    number, _, alerts = press.value.partition(" ")
    async with deps.change() as tx:
        await tx.alerts.lock()  # before the incident: a run that is taken in locks in this order
        incident = await tx.incidents.get(*numbers(number)[:1])
        added = await alert_answers.add_to(
            tx, incident, numbers(alerts), by=press.user, now=deps.now()
        )
    return say(Slack(f"{plural(len(added), 'check')} added to {incident.ref}."))


def numbers(value: str) -> list[int]:
    """`12,13`, as a button carries it."""
    found = [int(one) for one in value.split(",") if one.isascii() and one.isdigit()]
    if not found:
        raise NothingToChange("This button is from an older version; nothing was changed.")
    return found
