"""Facts become messages: one template a kind, its headline and body, and the buttons that go with it."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from bot.ui import kit
from bot.ui.buttons import BUTTONS
from bot.ui.kit import Message
from bot.ui.text import FILTERS, Slack, finalize
from bot.ui.undelivered import addressee, called

Facts = Mapping[str, Any]


@cache
def environment() -> Environment:
    """The environment of messages: what is printed is escaped, what is missing raises."""
    made = Environment(
        loader=PackageLoader("templates", ""),
        undefined=StrictUndefined,
        finalize=finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        autoescape=False,  # noqa: S701  # mrkdwn is no HTML: `finalize` escapes every expression
    )
    made.filters.update({**FILTERS, "called": called, "addressee": addressee})
    return made


def template_of(kind: str) -> Template:
    """`templates/messages/<event>.j2`, or `templates/notices/<kind>.j2` for what is no event."""
    return environment().select_template([f"messages/{kind}.j2", f"notices/{kind}.j2"])


def part(kind: str, name: str, facts: Facts) -> Slack:
    """One block of a template, as safe mrkdwn."""
    template = template_of(kind)
    draw: Callable[..., Any] | None = template.blocks.get(name)
    if draw is None:
        return Slack("")
    return Slack("".join(draw(template.new_context(dict(facts)))).strip())


def headline(kind: str, facts: Facts) -> Slack:
    """One line: for the notification, the timeline and the first line of the message."""
    return Slack(" ".join(part(kind, "headline", facts).split()))


def message(kind: str, facts: Facts) -> Message:
    """The whole message. A drill says so first, in the text too."""
    first, body = headline(kind, facts), part(kind, "body", facts)
    if facts.get("drill"):
        first = Slack(f":test_tube: Drill · {first}")
    blocks = [kit.section(Slack(f"*{first}*"))] if first else []
    blocks += kit.paragraphs(body)
    note = part(kind, "note", facts)
    if note:
        blocks.append(kit.context(note))
    buttons = BUTTONS.get(kind)
    if buttons is not None:
        blocks += buttons(facts)
    text = "\n".join(str(piece) for piece in (first, body, note) if piece)
    return Message(text=kit.cut(text, 3900), blocks=blocks[: kit.MESSAGE_BLOCKS])
