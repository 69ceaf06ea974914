"""The declare form opened on something that was there before: a message, or an alert."""

from bot.domain.alert import Alert
from bot.domain.errors import NotFound
from bot.domain.incident import TITLE_MAX
from bot.ui.declared import part_of
from handlers.declare_form import Filled, draw
from handlers.deps import Deps
from handlers.interactions.kinds import Press, Use, action, shortcut
from handlers.links import permalink
from handlers.reading import plain
from handlers.reply import Reply, say


@shortcut("declare_message")
async def from_message(use: Use, deps: Deps) -> Reply:
    """The message's first line is the title, all of it what is known; its address is kept."""
    message = use.message or {}
    said = plain(str(message.get("text") or ""))
    link = await permalink(deps, use.channel, str(message.get("ts") or ""), domain=use.team_domain)
    title = next((line.strip() for line in said.splitlines() if line.strip()), "")
    short = title if len(title) <= TITLE_MAX else f"{title[: TITLE_MAX - 1]}…"
    filled = Filled(title=short, summary=said if said != short else "")
    thread = str(message.get("thread_ts") or "")
    origin = {"channel": use.channel, "thread": thread, "source_link": link}
    modal = await draw(deps, filled, user=use.user, origin=origin)
    return Reply(modal=modal, again=f"declare form {short}")


@action("declare_alert")
async def from_alert(press: Press, deps: Deps) -> Reply:
    """The form filled from what the monitor claims; what is part of an incident already says so."""
    async with deps.db.reading() as tx:
        found = [await tx.alerts.get(int(one)) for one in press.value.split(",") if one.isdigit()]
        alerts = [alert for alert in found if alert is not None]
        known = next((alert.incident for alert in alerts if alert.incident), None)
        incident = await tx.incidents.get(known) if known else None
    if not alerts:
        raise NotFound("That alert is not known any more; `/data-incident declare` opens the form.")
    if incident is not None and incident.status.is_open:
        return say(*part_of(incident))
    link = await permalink(deps, press.channel, press.message_ts, domain=press.team_domain)
    origin = {
        "channel": press.channel,
        "alerts": [alert.id for alert in alerts],
        "source_link": link,
    }
    return Reply(modal=await draw(deps, _claimed(alerts), user=press.user, origin=origin))


def _claimed(alerts: list[Alert]) -> Filled:
    first, more = alerts[0], len(alerts) - 1
    title = first.title if not more else f"{first.title}, and {more} more"
    details = [f"{alert.title}: {alert.detail}" for alert in alerts if alert.detail]
    return Filled(
        title=title,
        assets=list(dict.fromkeys(alert.asset for alert in alerts)),
        failure_mode=first.failure_mode,
        summary="\n".join(details)[:2900],
    )
