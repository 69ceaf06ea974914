"""The form for title and summary."""

from collections.abc import Mapping

from bot.domain.incident import TITLE_MAX, Incident
from bot.ui import forms
from bot.ui.kit import Block

CALLBACK = "details"


def details_modal(incident: Incident, *, origin: Mapping[str, str]) -> Block:
    """What it is called, and what is known."""
    blocks = [
        forms.text_input("title", "What is wrong?", value=incident.title, most=TITLE_MAX),
        forms.text_input(
            "summary",
            "What is known so far",
            value=incident.summary,
            multiline=True,
            optional=True,
        ),
    ]
    metadata = {"incident": incident.id, **origin}
    return forms.modal(CALLBACK, "Title and summary", blocks, submit="Save", metadata=metadata)
