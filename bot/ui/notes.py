"""The form of a note, the form that puts a message on the timeline, and what is answered to both."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.domain.incident import Incident
from bot.domain.markup import plain
from bot.ui import forms, kit
from bot.ui.kit import Block, Message, Option
from bot.ui.text import Slack, escape, short, when

NOTE = "note"
ADD = "timeline_add"
METADATA_ROOM = 1800
"""Of a form's 3,000 characters, what a message's text may take (counted as JSON writes it)."""


def note_form(incident: Incident, *, text: str = "", origin: Mapping[str, Any]) -> Block:
    """A fact for the timeline; without a time it happened now."""
    return forms.modal(
        NOTE,
        "Add a note",
        [
            kit.section(Slack(f"*{incident.ref}* {escape(short(incident.title))}")),
            forms.text_input("text", "What happened?", value=text, multiline=True, focus=True),
            forms.time_input(
                "at", "When?", optional=True, hint="Leave it empty for now; it cannot be later."
            ),
        ],
        submit="Add note",
        metadata={**origin, "incident": incident.id},
    )


def noted(incident: Incident, seq: int, *, at: datetime | None) -> Message:
    """What was read, and the way to take it back."""
    about = f" for {when(at)}" if at else ""
    text = Slack(f"Noted{about} on {incident.ref}'s timeline, as entry {seq}.")
    strike = kit.verb("Strike", "note", incident=incident.id, args=f"strike {seq}")
    show = kit.verb("Timeline", "timeline", incident=incident.id)
    return Message(text=text, blocks=[kit.section(text), kit.actions(strike, show)])


def add_form(
    incidents: Sequence[Incident],
    *,
    chosen: int | None,
    text: str,
    author: str,
    origin: Mapping[str, Any],
) -> Block:
    """Puts a message on an incident's timeline; `origin` names the message, `text` is as Slack has
    it: kept so for the case that the bot may not read the message itself."""
    options = [
        Option(kit.cut(f"{one.ref} {one.title}", 75), str(one.id)) for one in incidents[:100]
    ]
    return forms.modal(
        ADD,
        "Add to timeline",
        [
            kit.section(Slack(f"> {escape(short(plain(text)))}")),
            forms.select(
                "incident",
                "Which incident?",
                options,
                value=str(chosen) if chosen else options[0].value if options else "",
            ),
            forms.text_input(
                "comment", "Why does it matter?", multiline=True, optional=True, most=1000
            ),
        ],
        submit="Add",
        metadata={**origin, "author": author[:80], "text": _fitting(text)},
    )


def added(incident: Incident, seq: int | None, *, at: datetime) -> Message:
    """On its way, or there already."""
    said = (
        f"That message goes onto {incident.ref}'s timeline, at {when(at)}."
        if seq is None
        else f"That message is on {incident.ref}'s timeline, as entry {seq} at {when(at)}."
    )
    show = kit.verb("Timeline", "timeline", incident=incident.id)
    return Message(text=Slack(said), blocks=[kit.section(Slack(said)), kit.actions(show)])


def _fitting(text: str) -> str:
    """As much of a text as fits beside the rest; escapes count as they are written."""
    while len(json.dumps(text)) > METADATA_ROOM:
        text = text[: len(text) * 3 // 4]
    return text
