"""The form that answers a question from the status thread."""

from collections.abc import Mapping

from bot.domain.incident import Incident
from bot.ui import forms, kit
from bot.ui.kit import Block
from bot.ui.text import Slack, escape, mention

CALLBACK = "answer_question"


def answer_modal(
    incident: Incident, seq: int, person: str, text: str, place: Mapping[str, str]
) -> Block:
    """The question, and a field for the answer; it is read in the status thread."""
    shown = kit.cut(escape(text), 2500)
    blocks = [
        kit.section(Slack(f"{mention(person)} asks:\n{shown}")),
        forms.text_input(
            "words",
            "Your answer",
            multiline=True,
            focus=True,
            hint="Everybody who reads the status thread sees it, under the question.",
        ),
    ]
    metadata = {**place, "incident": incident.id, "seq": seq}
    return forms.modal(
        CALLBACK, f"Answer {incident.ref}", blocks, submit="Answer", metadata=metadata
    )
