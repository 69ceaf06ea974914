"""The timeline as people read it: a line an entry, a page at a time."""

from jinja2 import TemplateError

from bot.domain.incident import Incident
from bot.domain.timeline import Entry, Page
from bot.ui import kit
from bot.ui.kit import Block, Message
from bot.ui.messages import headline
from bot.ui.text import Slack, escape, link, mention, plural, when

LINE_MOST = 400
"""Characters of a line: a page of twenty stays within what Slack takes of one message."""


def timeline_page(incident: Incident, page: Page) -> Message:
    """Some entries, oldest first, with buttons to the pages beside."""
    title = Slack(
        f"*{incident.ref} timeline* · {len(page.entries)} of {plural(page.total, 'entry', 'entries')}"
    )
    lines = [_line(entry) for entry in page.entries]
    blocks = [kit.section(title), *kit.paragraphs(Slack("\n".join(lines)))]
    if not lines:
        blocks.append(kit.section("There is nothing here."))
    blocks.append(kit.actions(*_turns(incident, page), *_ways_on(incident)))
    return Message(text=kit.cut("\n".join([title, *lines]), 3900), blocks=blocks)


def _line(entry: Entry) -> Slack:
    """`12` when · what (who) · link; struck entries crossed out, edited ones say so."""
    said = _sentence(entry)
    who = mention(entry.by)
    if entry.by and who not in said:
        said = Slack(f"{said} ({who})")
    said = Slack(kit.cut(said, LINE_MOST))
    if entry.struck:
        said = Slack(f"~{said.replace('~', '∼')}~ _struck_")
    marks = " _edited_" if entry.edited else ""
    source = f" · {link(entry.link, 'link')}" if entry.link else ""
    return Slack(f"`{entry.seq}` {when(entry.at)} · {said}{marks}{source}")


def _sentence(entry: Entry) -> Slack:
    """The headline of its template; an entry of another version still shows what kind it is."""
    try:
        return headline(entry.kind, entry.facts)
    except TemplateError:
        return Slack(escape(entry.kind.replace("_", " ").capitalize()))


def _turns(incident: Incident, page: Page) -> list[Block]:
    """Older and Newer, from the entries at both ends of the page."""
    turns: list[Block] = []
    if page.older and page.entries:
        turns.append(_turn("Older", incident, page.entries[0]))
    if page.newer and page.entries:
        turns.append(_turn("Newer", incident, page.entries[-1]))
    return turns


def _turn(label: str, incident: Incident, entry: Entry) -> Block:
    way = label.lower()
    value = f"{incident.id} {way} {entry.at.isoformat()} {entry.seq}"
    return kit.button(label, f"timeline_page:{way}", value=value)


def _ways_on(incident: Incident) -> list[Block]:
    return [
        kit.verb("Add note", "note", incident=incident.id),
        kit.verb("Times", "times", incident=incident.id),
    ]
