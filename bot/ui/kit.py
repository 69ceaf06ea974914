"""Block Kit, with Slack's limits applied once: what is too long is cut, never refused by Slack.

Plain dictionaries; a test holds every builder to Slack's limits.
"""

from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any
from zlib import crc32

from bot.ui.text import CONTROL, Slack, escape

Block = dict[str, Any]
MESSAGE_BLOCKS = 50
MESSAGE_TEXT = 10_000
SEND_AGAIN = "send_again"
"""The button that queues once more what could not be delivered."""


@dataclass(frozen=True, kw_only=True)
class Message:
    """`text` is the whole message for screen readers and notifications; `blocks` how it looks."""

    text: str
    blocks: Sequence[Block] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "blocks", within_limits(self.blocks))


@dataclass(frozen=True)
class Option:
    """One line of a menu."""

    text: str
    value: str
    description: str = ""


def cut(text: str, most: int) -> str:
    """At most so many characters, without splitting an entity or a `<…>` token."""
    clean = CONTROL.sub("", text)
    if len(clean) <= most:
        return clean
    short = clean[: most - 1]
    for opening, closing in (("<", ">"), ("&", ";")):
        at = short.rfind(opening)
        if at > short.rfind(closing) and (opening == "<" or len(short) - at < 6):
            short = short[:at]
    return f"{short}…"


def within_limits(blocks: Sequence[Block]) -> Sequence[Block]:
    """As many blocks and as much text as one message holds: the longest texts are cut alike."""
    kept = blocks[:MESSAGE_BLOCKS]
    lengths = sorted(len(one["text"]) for one in _texts(kept))
    if sum(lengths) <= MESSAGE_TEXT:
        return kept
    room = MESSAGE_TEXT
    for index, length in enumerate(lengths):
        most = room // (len(lengths) - index)
        if length > most:
            break
        room -= length
    kept = deepcopy(list(kept))
    for one in _texts(kept):
        one["text"] = cut(one["text"], most)
    return kept


def _texts(part: Any) -> Iterator[Block]:
    """Every text object inside, also those of buttons and menus."""
    if isinstance(part, dict):
        if part.get("type") in {"mrkdwn", "plain_text"}:
            yield part
        else:
            yield from _texts(list(part.values()))
    elif isinstance(part, list | tuple):
        for one in part:
            yield from _texts(one)


def plain(text: str, most: int = 3000) -> Block:
    """Literal text; Slack takes no empty one."""
    return {"type": "plain_text", "text": cut(text, most) or " ", "emoji": True}


def mrkdwn(text: str, most: int = 3000) -> Block:
    """Safe mrkdwn: plain strings are escaped first; nothing in it is linked by guessing."""
    return {"type": "mrkdwn", "text": cut(escape(text), most) or " ", "verbatim": True}


def header(text: str) -> Block:
    """A large line."""
    return {"type": "header", "text": plain(text, 150)}


def section(text: str, *, accessory: Block | None = None, block_id: str = "") -> Block:
    """A paragraph."""
    return with_values(
        {"type": "section", "text": mrkdwn(text)}, accessory=accessory, block_id=block_id
    )


def paragraphs(text: str) -> list[Block]:
    """Text of any length as sections, split between lines where it can be."""
    safe, blocks = escape(text), []
    while safe:
        part = safe
        if len(safe) > 2900:
            at = max(
                safe.rfind("\n", 0, 2900),
                safe.rfind(" ", 0, 2900) if "\n" not in safe[:2900] else 0,
            )
            part = Slack(cut(safe[: at if at > 0 else 2900], 2900))
        blocks.append(section(Slack(part)))
        safe = Slack(safe[len(part) :].lstrip("\n") if len(part) < len(safe) else "")
    return blocks


def fields(*texts: str) -> Block:
    """Up to ten short texts in two columns."""
    return {"type": "section", "fields": [mrkdwn(text, 2000) for text in texts[:10]]}


def context(*texts: str) -> Block:
    """Small grey text."""
    return {"type": "context", "elements": [mrkdwn(text) for text in texts[:10]]}


def divider() -> Block:
    """A line."""
    return {"type": "divider"}


def actions(*elements: Block, block_id: str = "") -> Block:
    """A row of buttons and menus."""
    return with_values({"type": "actions", "elements": list(elements[:25])}, block_id=block_id)


def button(
    label: str,
    action: str,
    *,
    value: str = "",
    style: str = "",
    url: str = "",
    confirm: Block | None = None,
    accessible: str = "",
) -> Block:
    """A button; `style` is primary or danger."""
    return with_values(
        {"type": "button", "text": plain(label, 75), "action_id": action[:255]},
        value=value[:2000],
        style=style,
        url=url[:3000],
        confirm=confirm,
        accessibility_label=accessible[:75],
    )


def verb(label: str, verb: str, *, incident: int | str, args: str = "", **more: Any) -> Block:
    """A button that does what typing `DI-7 <verb> <args>` does."""
    words = f"DI-{incident} {verb} {args}" if incident else f"{verb} {args}"
    distinct = "".join(char for char in args if char.isalnum())
    if len(distinct) > 60:
        distinct = f"{distinct[:50]}{crc32(args.encode(errors='replace')):x}"
    return button(label, f"verb:{verb}:{distinct}", value=words.strip(), **more)


def confirm(title: str, text: str, *, yes: str, no: str = "Not now") -> Block:
    """A question before something that cannot be taken back quietly."""
    return {
        "title": plain(title, 100),
        "text": plain(text, 300),
        "confirm": plain(yes, 30),
        "deny": plain(no, 30),
    }


def overflow(action: str, options: Iterable[Option]) -> Block:
    """The ⋯ menu, five lines at most."""
    return {"type": "overflow", "action_id": action, "options": options_of(list(options)[:5])}


def static_select(
    action: str, options: Sequence[Option], *, value: str = "", placeholder: str = ""
) -> Block:
    """A menu that is not a form's field."""
    return select_element(action, options, value=value, placeholder=placeholder)


def select_element(
    action: str, options: Sequence[Option], *, value: str = "", placeholder: str = ""
) -> Block:
    made = options_of(options[:100])
    element: Block = {"type": "static_select", "action_id": action, "options": made}
    initial = [option for option in made if option["value"] == value]
    if initial:
        element["initial_option"] = initial[0]
    if placeholder:
        element["placeholder"] = plain(placeholder, 150)
    return element


def options_of(options: Sequence[Option]) -> list[Block]:
    made = []
    for option in options:
        line: Block = {"text": plain(option.text, 75), "value": option.value[:150]}
        if option.description:
            line["description"] = plain(option.description, 75)
        made.append(line)
    return made


def with_values(block: Block, **more: Any) -> Block:
    """The block with those keys that have a value."""
    return {**block, **{key: value for key, value in more.items() if value}}
