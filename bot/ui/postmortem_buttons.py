"""The buttons that lead on with a postmortem; each is what can be typed, clicked."""

from bot.ui import kit
from bot.ui.kit import Block

QUESTION = "It goes to the incident's people as a file, and everybody can find it from then on."


def to_work(number: int, *, asks: bool, ready: bool, wording: int = 0) -> list[Block]:
    """What can be done with a draft or a published one; the next step stands out."""
    sure = kit.confirm("Publish the postmortem?", QUESTION, yes="Publish")
    row = [
        _step("Answer the questions", number, "answer", first=asks),
        _step("Edit sections", number, "edit"),
        _step("Preview", number, "preview"),
        _step("Publish", number, "publish", first=ready, confirm=sure),
    ]
    if wording:
        row.append(_step(f"Wording ({wording})", number, "wording"))
    return [kit.actions(*row)]


def to_read(number: int) -> list[Block]:
    """For everybody."""
    return [kit.actions(_step("Read it", number, "preview"))]


def _step(
    label: str, number: int, args: str, *, first: bool = False, confirm: Block | None = None
) -> Block:
    style = "primary" if first else ""
    return kit.verb(label, "postmortem", incident=number, args=args, style=style, confirm=confirm)
