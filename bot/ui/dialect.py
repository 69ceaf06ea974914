"""Three ways to write one text: Markdown for the file, mrkdwn for Slack, plain for a form's field.

The templates of the postmortem are the same for all three. What people typed can make paragraphs,
lists and quotations, and nothing else: no headings, links, images, HTML, tables or mentions.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any
from urllib.parse import quote

from jinja2 import Undefined

from bot.ui.text import CONTROL, Slack
from bot.ui.text import escape as escape_slack
from bot.ui.text import link as link_slack

DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Marks that turn the rest of a line around: no script needs them to be read."""
BREAKS = re.compile("\r\n|[\r\x85\u2028\u2029]")
ADDRESS = re.compile(
    r"(?:https?|ftp|mailto|xmpp):[^\s`<>|]++|\bwww\.[^\s`<>|]++|(?<![\w.+-])[\w.+-]++@[\w-]++\.[\w.-]++",
    re.IGNORECASE,
)
"""What many readers of Markdown turn into a link by themselves: shown as code instead."""
SPECIAL = re.compile(r"[\\`*\[\]|~$]|_++")
STARTS = re.compile(r"^(?:([-+=#>])|(\d{1,9})([.)]))")
MENTION = re.compile(r"@(?=\w)")
LIST = re.compile(r"^\s*(?:([-*•+])|(\d{1,3}[.)]))\s+(?=\S)")


class Marked(str):
    """Text that is already safe in its dialect: made by our own code, never by people."""

    __slots__ = ()


@dataclass(frozen=True)
class Dialect:
    """How a piece of one line is made safe, a link is written, and a list's line begins.

    `joins`: lines that follow each other are one paragraph unless something says otherwise.
    """

    name: str
    inline: Callable[[str], str]
    link: Callable[[str, str], str]
    bullet: str = "- "
    quote: str = "> "
    joins: bool = False

    def finalize(self, value: Any) -> Any:
        """What Jinja prints for an expression."""
        if isinstance(value, Undefined | Marked):
            return value
        return "" if value is None else Marked(self.inline(clean(str(value))))

    def block(self, value: str) -> Marked:
        """Text of several lines: paragraphs, lists and quotations stay what they are."""
        lines: list[str] = []
        before = Kind.EMPTY
        for line in BREAKS.sub("\n", value).split("\n"):
            kind, text = self._line(line)
            if self.joins and Kind.EMPTY not in {before, kind}:
                if kind is not before:
                    lines.append("")
                elif kind is Kind.TEXT:
                    lines[-1] += "  "
            lines.append(text)
            before = kind
        return Marked("\n".join(lines).strip("\n"))

    def items(self, value: str) -> Marked:
        """A list with an item for each line."""
        lines = (LIST.sub("", clean(line)) for line in BREAKS.sub("\n", value).split("\n"))
        return Marked("\n".join(self.bullet + self.inline(line) for line in lines if line))

    def _line(self, line: str) -> tuple["Kind", str]:
        text = clean(line)
        if text.startswith(">"):
            return Kind.QUOTE, self.quote + self.inline(text.lstrip("> "))
        listed = LIST.match(text)
        if listed is None:
            return Kind.TEXT if text else Kind.EMPTY, self.inline(text)
        number = listed.group(2)
        start = f"{number} " if number else self.bullet
        return Kind.LIST, start + self.inline(text[listed.end() :])


class Kind(Enum):
    """What a line is; Markdown runs lines of one paragraph together unless told not to."""

    EMPTY = auto()
    TEXT = auto()
    LIST = auto()
    QUOTE = auto()


def clean(text: str) -> str:
    """One line without control characters or blanks around it."""
    line = DIRECTION.sub("", BREAKS.sub(" ", text)).replace("\n", " ").replace("\t", " ")
    return CONTROL.sub("", line).strip()


def escape_markdown(text: str) -> str:
    """One line of Markdown that shows exactly what was typed."""
    safe, at = [], 0
    for address in ADDRESS.finditer(text):
        shown = address.group(0).rstrip(".,;:!?'\"()[]{}")
        safe += [_literal(text[at : address.start()]), f"`{shown}`"]
        at = address.start() + len(shown)
    line = "".join([*safe, _literal(text[at:])])
    return STARTS.sub(_start, line)


def link_markdown(url: str, label: str) -> str:
    """A link, when the address is http(s); otherwise just the label."""
    shown = escape_markdown(clean(label))
    if not re.match(r"https?://[^\s<>|`]+$", url or ""):
        return shown
    return f"[{shown}]({quote(url, safe=':/?#@!$&*+,;=%~._-')})"


def _literal(text: str) -> str:
    escaped = SPECIAL.sub(_backslashed, text)
    escaped = escaped.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return MENTION.sub("@\u2060", escaped)


def _backslashed(match: re.Match[str]) -> str:
    """Every special sign; underscores inside a word mean nothing and stay readable."""
    sign, text = match.group(0), match.string
    before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
    if sign[0] == "_" and before.isalnum() and after.isalnum():
        return sign
    return "".join(f"\\{char}" for char in sign)


def _start(match: re.Match[str]) -> str:
    sign, number, point = match.groups()
    return f"\\{sign}" if sign else f"{number}\\{point}"


def _link_plain(url: str, label: str) -> str:
    return label


def _link_slack(url: str, label: str) -> str:
    return link_slack(url, label)


def _escape_slack(text: str) -> Slack:
    return escape_slack(str(text))


MARKDOWN = Dialect("markdown", escape_markdown, link_markdown, joins=True)
SLACK = Dialect("slack", _escape_slack, _link_slack, bullet="• ", quote="&gt; ")
PLAIN = Dialect("plain", str, _link_plain)
