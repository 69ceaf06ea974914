"""The declare form, and the answer to having declared."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.domain.incident import Incident
from bot.domain.severity import Severity
from bot.ui import forms, kit
from bot.ui.kit import Block, Option
from bot.ui.text import Slack, escape, mention

CALLBACK = "declare"


def declare_modal(title: str, *, severity: Severity | None, origin: Mapping[str, str]) -> Block:
    """The form: a title is enough."""
    return forms.modal(
        CALLBACK,
        "Declare an incident",
        [
            forms.text_input("title", "What is wrong?", value=title, focus=True),
            forms.select(
                "severity",
                "How bad is it?",
                [Option(one.upper(), one.value) for one in Severity],
                value=severity or Severity.SEV3,
            ),
        ],
        submit="Declare",
        metadata={**origin},
    )


def declared(
    incident: Incident, *, alike: Sequence[tuple[Incident, str]] = ()
) -> tuple[Slack, Any]:
    """What the person who declared reads at once, and the buttons under it."""
    who = (
        f"{mention(incident.commander)} is in charge" if incident.commander else "Nobody is on call"
    )
    where = "Its channel is being opened" if incident.has_channel else "Work goes on in its thread"
    lines = [f"{incident.ref} is declared as {incident.severity.upper()}. {who}. {where}."]
    for one, why in alike:
        lines.append(f":warning: {one.ref} “{escape(one.title)}” {why}.")
    buttons = [kit.verb("Take command", "take", incident=incident.id, style="primary")]
    return Slack("\n".join(lines)), kit.actions(*buttons)
