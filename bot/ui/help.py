"""Help: the verbs that fit here and now, all of them by when they fit, or one with its example."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.ui import kit
from bot.ui.kit import Block, Message
from bot.ui.text import Slack, escape, joined, plural

COMMAND = "/data-incident"


@dataclass(frozen=True, kw_only=True)
class Line:
    """One verb as help shows it."""

    name: str
    usage: str
    help: str
    aliases: Sequence[str] = ()
    example: str = ""

    @property
    def typed(self) -> str:
        """How it is written after the command."""
        return f"{self.name} {self.usage}".strip()


def fitting(lines: Sequence[Line], *, ref: str, status: str, incident: int, more: int) -> Message:
    """The verbs that fit, each with a button that does it; `ref` is empty outside an incident."""
    where = f"*{ref}* is {escape(status)}. What fits now:" if ref else "*What you can do here:*"
    blocks: list[Block] = [kit.section(Slack(where))]
    for line in lines:
        button = kit.verb(line.name.capitalize(), line.name, incident=incident or "")
        blocks.append(kit.section(_short(line), accessory=button))
    note = f"{COMMAND} help all shows {plural(more, 'more verb')}" if more else ""
    hint = f"{COMMAND} help take explains one verb"
    blocks.append(kit.context(" · ".join(part for part in (note, hint) if part)))
    blocks.append(kit.actions(kit.verb("Show all", "help", incident=incident or "", args="all")))
    text = Slack("\n".join([where, *(_short(line) for line in lines)]))
    return Message(text=text, blocks=blocks)


def everything(groups: Mapping[str, Sequence[Line]]) -> Message:
    """All verbs, grouped by when they fit."""
    paragraphs = []
    for name, lines in groups.items():
        rows = [_row(line) for line in lines]
        paragraphs.append(Slack("\n".join([f"*{escape(name)}*", *rows])))
    note = (
        "Every verb takes an incident first: "
        f"{COMMAND} DI-7 timeline. What can be typed can be clicked, and the other way round; "
        "in a thread, mention the bot instead."
    )
    blocks = [block for one in paragraphs for block in kit.paragraphs(one)]
    return Message(text=Slack("\n\n".join(paragraphs)), blocks=[*blocks, kit.context(note)])


def one(line: Line, examples: Sequence[str], *, incident: int) -> Message:
    """How one verb is written, what it does, an example, and a button that does it."""
    rows = [Slack(f"`{COMMAND} {_code(line.typed)}`"), Slack(f"{escape(_sentence(line.help))}.")]
    if line.aliases:
        rows.append(Slack(f"Also written {joined(f'`{alias}`' for alias in line.aliases)}."))
    for example in examples:
        rows.append(Slack(f"Such as `{_code(example)}`"))
    text = Slack("\n".join(rows))
    button = kit.verb(line.name.capitalize(), line.name, incident=incident or "")
    return Message(text=text, blocks=[kit.section(text), kit.actions(button)])


def _short(line: Line) -> Slack:
    """For somebody in a hurry: what it does, and one way to write it."""
    first = f"*{escape(line.name)}*  {escape(line.help)}"
    has_more = line.example.strip() not in {"", line.name}
    return Slack(f"{first}\nsuch as `{_code(line.example)}`" if has_more else first)


def _row(line: Line) -> Slack:
    return Slack(f"`{_code(line.typed)}`  {escape(line.help)}")


def _code(text: str) -> Slack:
    return escape(text.replace("`", "'"))


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:].rstrip(".")
