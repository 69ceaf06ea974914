"""What a handler answers: words for this person, or a form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

from bot.ui import kit
from bot.ui.kit import Block
from bot.ui.text import Slack, escape


@dataclass(frozen=True, kw_only=True)
class Reply:
    """`text` is safe mrkdwn (plain strings are escaped); `modal` a form to open, or to go on with.

    `again` are the words that lead to this form, where they are not those that were typed;
    `replace` puts the answer in the place of the message whose button was pressed.
    """

    text: str = ""
    blocks: Sequence[Block] = ()
    modal: Block | None = None
    again: str = ""
    replace: bool = False

    @property
    def says(self) -> bool:
        """Whether there is anything to read."""
        return bool(self.text or self.blocks)

    @property
    def said(self) -> str:
        """The text, safe to send."""
        return kit.cut(escape(self.text), 3900)

    def kept(self) -> dict[str, Any]:
        """As it is kept for the same request."""
        return {
            "text": self.said,
            "blocks": list(self.blocks),
            "modal": self.modal,
            "again": self.again,
            "replace": self.replace,
        }

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Self | None:
        """What was kept; None where there was nothing to say."""
        return cls(**{**kept, "text": Slack(kept["text"])}) if kept else None

    def with_note(self, note: Slack) -> Self:
        """The same, with a line under it."""
        shown = [*self.message()["blocks"][: kit.MESSAGE_BLOCKS - 1], kit.context(note)]
        return replace(self, text=Slack(f"{self.said}\n{note}"), blocks=shown)

    def message(self) -> dict[str, Any]:
        """The arguments of an answer: text, and blocks that show it."""
        blocks = list(self.blocks) or kit.paragraphs(Slack(self.said))
        return {"text": self.said, "blocks": blocks[: kit.MESSAGE_BLOCKS]}


def say(text: str, *more: Block) -> Reply:
    """A sentence, and perhaps buttons under it."""
    shown = Slack(kit.cut(escape(text), 3900))
    return Reply(text=shown, blocks=[*kit.paragraphs(shown), *more] if more else ())
