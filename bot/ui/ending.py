"""Reopening, dismissing and closing: the reason is asked for, and what is missing said."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.incident import Incident
from bot.ui import forms, kit
from bot.ui.kit import Block
from bot.ui.text import Slack, escape


class End(StrEnum):
    """What the form is about; its callback is `end_<value>`."""

    REOPEN = "reopen"
    DISMISS = "dismiss"
    CLOSE = "close"


@dataclass(frozen=True, kw_only=True)
class Asking:
    """What a form about an end says and asks."""

    title: str
    label: str
    hint: str
    submit: str


ASKING = {
    End.REOPEN: Asking(
        title="Open it again",
        label="What is wrong again?",
        hint="Everybody who read that it is safe is told, with these words.",
        submit="Reopen",
    ),
    End.DISMISS: Asking(
        title="No problem after all",
        label="Why is there no problem?",
        hint="Everybody who heard of it is told, with these words.",
        submit="Dismiss",
    ),
    End.CLOSE: Asking(
        title="Close without postmortem",
        label="Why is no postmortem needed?",
        hint="It is kept on the timeline.",
        submit="Waive and close",
    ),
}


def reason_modal(step: End, incident: Incident, origin: Mapping[str, str]) -> Block:
    """The one question."""
    asking = ASKING[step]
    return forms.modal(
        f"end_{step}",
        asking.title,
        [
            kit.section(Slack(f"*{incident.ref}* {escape(incident.title)}")),
            forms.text_input(
                "reason", asking.label, multiline=True, hint=asking.hint, most=1000, focus=True
            ),
        ],
        submit=asking.submit,
        metadata={"incident": incident.id, **origin},
    )


def missing_buttons(incident: Incident) -> Block:
    """Under what is missing before it can be closed."""
    return kit.actions(
        kit.verb("Postmortem", "postmortem", incident=incident.id, style="primary"),
        kit.verb("Close without…", "close", incident=incident.id, args="without"),
    )


def reopened(incident: Incident) -> Slack:
    """For who reopened it."""
    return Slack(
        f"{incident.ref} is open again ({incident.status}). Everybody who read that it is safe is told."
    )


def dismissed(incident: Incident) -> Slack:
    """For who dismissed it."""
    return Slack(f"{incident.ref} is dismissed. Everybody who had heard of it is told.")


def closed(incident: Incident) -> Slack:
    """For who closed it."""
    return Slack(f"{incident.ref} is closed.")
