"""An incident's times, where each comes from, and the form that corrects them."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.domain.incident import Incident
from bot.domain.milestones import CORRECTABLE, WORDS, Known, can_be_corrected
from bot.ui import forms, kit
from bot.ui.kit import Block, Message
from bot.ui.text import Slack, escape, mention, when

TIMES = "times"


def times(incident: Incident, known: Sequence[Known]) -> Message:
    """Every milestone with its source."""
    lines = [_line(one) for one in known]
    title = Slack(f"*{incident.ref} times*")
    correct = kit.verb("Set or correct", "times", incident=incident.id, args="form")
    show = kit.verb("Timeline", "timeline", incident=incident.id)
    blocks = [
        kit.section(title),
        *kit.paragraphs(Slack("\n".join(lines))),
        kit.actions(correct, show),
    ]
    return Message(text=kit.cut("\n".join([title, *lines]), 3900), blocks=blocks)


def times_form(incident: Incident, *, origin: Mapping[str, Any]) -> Block:
    """The times that may be set now, as they are known."""
    fields = [
        forms.time_input(which, WORDS[which], value=incident.milestone(which), optional=True)
        for which in CORRECTABLE
        if can_be_corrected(incident, which)
    ]
    note = "Every correction is kept on the timeline, with what was before."
    return forms.modal(
        TIMES,
        "Times",
        [*fields, kit.context(note)],
        submit="Save",
        metadata={**origin, "incident": incident.id},
    )


def _line(one: Known) -> Slack:
    if one.at is None:
        return Slack(f"• {WORDS[one.milestone]}: not known yet")
    if one.by:
        was = f", was {when(one.before)}" if one.before else ""
        source = Slack(f"set by {mention(one.by)}{was}")
    else:
        source = escape(one.source)
    return Slack(f"• *{WORDS[one.milestone]}* {when(one.at)} ({source})")
