"""The messages in the alerts channel, edited in place, and the form that dismisses an alert.

Owners are plain names, never mentions: an alert wakes nobody.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from bot.domain.alert import Alert, AlertState
from bot.domain.alert_group import AlertCrowd, AlertGroup
from bot.domain.asset import Asset
from bot.domain.incident import Incident
from bot.ui import forms, kit
from bot.ui.kit import Block, Message
from bot.ui.text import Slack, days, escape, joined, link, plural, short, span, when

DECLARE, DISMISS, ADD = "declare_alert", "dismiss_alert", "add_alert"
"""Action ids; their value is what `ids` makes, for ADD after the incident's number."""
CALLBACK = "dismiss_alert"
FIRING, HEALED, DISMISSED = ":small_orange_diamond:", ":white_check_mark:", ":heavy_minus_sign:"
LINES = 8
NAMES = 30


def alert_message(group: AlertGroup, *, thread: str = "") -> Message:
    """One asset in one run: what fails and since when, whose it is, what is hurt. `thread` is the
    link to the incident it is part of, or might be."""
    parts = [_headline(group), *_lines(group), _hurt(group), _incident(group, thread)]
    words = Slack("\n".join(part for part in parts if part))
    notes = _notes(group)
    blocks = [kit.section(words), *([kit.context(notes)] if notes else []), *_buttons(group)]
    text = "\n".join(part for part in (words, notes) if part)
    return Message(text=kit.cut(text, 3900), blocks=blocks)


def crowd_message(crowd: AlertCrowd) -> Message:
    """All that a run broke beyond the assets with a message of their own."""
    waiting = [alert for alert in crowd.alerts if alert.waits]
    failing = [alert for alert in crowd.alerts if _fails(alert)]
    broken = {alert.asset for alert in failing}
    names = joined([one.name for one in crowd.assets if one.id in broken], NAMES)
    if failing:
        first = f"{FIRING} *{plural(len(broken), 'more asset')}* of this run with failing checks"
    else:
        first = f"{HEALED} *{plural(len(crowd.assets), 'more asset')}* of this run pass again"
    words = Slack("\n".join(part for part in (first, names) if part))
    chosen = ids(waiting)
    buttons = [kit.actions(*_answers(chosen))] if chosen else []
    text = kit.cut(words, 3000)
    return Message(text=text, blocks=[kit.section(Slack(text)), *buttons])


def dismiss_modal(alerts: str, *, origin: Mapping[str, str]) -> Block:
    """Why it is no incident. `alerts` is the button's value."""
    reason = forms.text_input(
        "reason",
        "Why is it not an incident?",
        placeholder="Expected: the loader is paused until noon",
        hint="Shown under the alert. While the check goes on failing, we ask again after a day.",
        most=500,
        focus=True,
    )
    metadata = {"alerts": alerts[:1900], **origin}
    return forms.modal(CALLBACK, "Not an incident", [reason], submit="Dismiss", metadata=metadata)


def ids(alerts: Sequence[Alert]) -> str:
    """`12,13`: as many as a button can carry."""
    return ",".join(str(alert.id) for alert in alerts[:150])


def _headline(group: AlertGroup) -> Slack:
    tier = f" (tier {group.asset.tier})" if group.asset.tier else ""
    name = f"*{escape(group.asset.name)}*{tier}"
    failing = [alert for alert in group.alerts if _fails(alert)]
    if failing:
        since = when(min(alert.started_at for alert in failing))
        verb = "fails" if len(failing) == 1 else "fail"
        return Slack(f"{FIRING} {name}: {plural(len(failing), 'check')} {verb}, since {since}")
    if any(alert.state is AlertState.HEALED for alert in group.alerts):
        return Slack(f"{HEALED} {name} passes again, healed after {span(_took(group.alerts))}")
    if any(alert.state is AlertState.DISMISSED for alert in group.alerts):
        return Slack(f"{DISMISSED} {name}: not an incident")
    return Slack(f"{DISMISSED} {name}: it failed again later, in a message of its own")


def _lines(group: AlertGroup) -> list[Slack]:
    """What each check says; one alone needs no bullet, and the first line has told its end."""
    if len(group.alerts) == 1:
        return _only(group.alerts[0], group.people)
    lines = [Slack(f"• {_line(alert, group.people)}") for alert in group.alerts[:LINES]]
    more = len(group.alerts) - LINES
    return [*lines, Slack(f"• and {more} more")] if more > 0 else lines


def _only(alert: Alert, people: Mapping[str, str]) -> list[Slack]:
    title = escape(alert.title)
    if alert.state is AlertState.DISMISSED:
        return [title, Slack(f"Why: {_why(alert, people)}")]
    if alert.state is AlertState.HEALED:
        return [Slack(f"It was: {title}")]
    return [title, _bad_days(alert)]


def _line(alert: Alert, people: Mapping[str, str]) -> Slack:
    title = escape(alert.title)
    if alert.state is AlertState.DISMISSED:
        return Slack(f"{title}: not an incident, {_why(alert, people)}")
    if alert.state is AlertState.HEALED:
        return Slack(f"{title}: healed after {span(_took([alert]))}")
    bad = _bad_days(alert)
    return Slack(f"{title}. {bad}" if bad else title)


def _why(alert: Alert, people: Mapping[str, str]) -> Slack:
    who = people.get(alert.by, "")
    return Slack(f"{escape(alert.reason)} ({escape(who)})") if who else escape(alert.reason)


def _bad_days(alert: Alert) -> Slack:
    bad = joined([_days(first, last) for first, last in alert.ranges], 6)
    return Slack(f"Bad days: {bad}") if bad else Slack("")


def _incident(group: AlertGroup, thread: str) -> Slack:
    if group.incident is not None:
        return Slack(f"Part of {_named(group.incident, thread)}")
    if group.nearby is not None:
        return Slack(f"{_named(group.nearby, thread)} is open on this asset. Is it the same?")
    return Slack("")


def _named(incident: Incident, thread: str) -> Slack:
    return Slack(f"{link(thread, incident.ref)} “{escape(incident.title)}”")


def _hurt(group: AlertGroup) -> Slack:
    if not group.hurt or not any(_fails(alert) for alert in group.alerts):
        return Slack("")
    return Slack(f"Read downstream: {joined([_linked(one) for one in group.hurt], 6)}")


def _linked(asset: Asset) -> Slack:
    return link(asset.url, asset.name)


def _notes(group: AlertGroup) -> Slack:
    """In grey, as long as something fails: whose it is, and the monitor's own words."""
    failing = [alert for alert in group.alerts if _fails(alert)]
    if not failing:
        return Slack("")
    notes = [f"Owner: {joined(group.owners)}" if group.owners else "No owner is named"]
    runs = max(alert.runs for alert in failing)
    if runs > 1:
        notes.append(f"failing in {runs} runs, last {when(max(one.last_word for one in failing))}")
    if len(failing) == 1 and failing[0].detail:
        notes.append(escape(short(failing[0].detail)))
    return Slack(" · ".join(notes))


def _buttons(group: AlertGroup) -> list[Block]:
    """None once nobody has to decide anything any more."""
    chosen = ids([alert for alert in group.alerts if alert.waits])
    if not chosen:
        return []
    near = group.incident or group.nearby
    if near is None or not near.status.is_open:
        return [kit.actions(*_answers(chosen))]
    add = kit.button(f"Add to {near.ref}", ADD, value=f"{near.id} {chosen}", style="primary")
    return [kit.actions(add, _dismiss(chosen))]


def _answers(chosen: str) -> list[Block]:
    return [kit.button("Declare", DECLARE, value=chosen), _dismiss(chosen)]


def _dismiss(chosen: str) -> Block:
    return kit.button("Not an incident", DISMISS, value=chosen)


def _fails(alert: Alert) -> bool:
    return alert.state is AlertState.FIRING and not alert.is_over


def _took(alerts: Sequence[Alert]) -> timedelta:
    """From the first failure to the last recovery."""
    return max(alert.last_word for alert in alerts) - min(alert.started_at for alert in alerts)


def _days(first: str, last: str) -> str:
    """As people say it; a source that names no days is shown as it says it."""
    try:
        return days(first, last)
    except ValueError:
        return f"{first} to {last}"
