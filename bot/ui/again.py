"""What somebody reads who took command in order to do something."""

from bot.ui import forms, kit
from bot.ui.kit import Block
from bot.ui.text import Slack


def may_now(incident: int) -> Block:
    """In the form's place, over the form that was refused."""
    words = (
        f"You command DI-{incident} now. Press *Back*: your form is as you left it; "
        "send it once more."
    )
    return forms.modal("taken", "You are in command", [kit.section(Slack(words))], close="Back")
