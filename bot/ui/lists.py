"""Lists of incidents: the open ones, those found by words, and the latest to choose from."""

from collections.abc import Mapping, Sequence

from bot.domain.finding import Found
from bot.domain.incident import Incident
from bot.domain.severity import Severity
from bot.domain.situation import Situation
from bot.ui import card, forms, kit
from bot.ui.kit import Block, Message
from bot.ui.text import Slack, channel, escape, joined, mention, short, when

FIND = "find"
Labels = Mapping[Severity, str]
"""How severities are spelt out for people who read the numbers."""


def open_incidents(
    incidents: Sequence[Incident], *, page: int, more: bool, labels: Labels | None
) -> Message:
    """What is open, worst first; with `labels` in the words of people who read the numbers."""
    if not incidents:
        empty = "Nothing is open." if page == 1 else "There are no more open incidents."
        declare = kit.verb("Declare an incident", "declare", incident="")
        return Message(text=empty, blocks=[kit.section(empty), kit.actions(declare)])
    blocks: list[Block] = []
    for one in incidents:
        blocks += [kit.section(_row(one, labels)), _buttons(one)]
    if more:
        following = kit.verb("Show more", "list", incident="", args=f"page {page + 1}")
        blocks.append(kit.actions(following))
    return _message("Open incidents, worst first", incidents, blocks)


def found(hits: Sequence[Found], words: str, *, labels: Labels | None) -> Message:
    """What was found, the best first, and where the words are."""
    asked = short(words, 80)
    if not hits:
        text = Slack(f"Nothing found for “{escape(asked)}”. Try fewer or other words.")
        again = kit.verb("Search again", "find", incident="")
        return Message(text=text, blocks=[kit.section(text), kit.actions(again)])
    blocks: list[Block] = []
    for hit in hits:
        one = hit.incident
        where = Slack("" if labels else f"\nFound in: {joined(hit.where)}")
        row = Slack(f"{_row(one, labels)}{where}")
        buttons = [kit.verb("Show", "show", incident=one.id)]
        if hit.postmortem:
            buttons.append(kit.verb("Postmortem", "postmortem", incident=one.id))
        blocks += [kit.section(row), kit.actions(*buttons)]
    return _message(f"Found for “{asked}”", [hit.incident for hit in hits], blocks)


def find_form(origin: dict[str, str]) -> Block:
    """Asks for the words to look for."""
    hint = "In titles, summaries, assets and postmortems; DI-7 finds one by its number."
    words = forms.text_input("words", "Words", hint=hint, most=200, focus=True)
    return forms.modal(FIND, "Find an incident", [words], submit="Find", metadata={**origin})


def shown(now: Situation, *, plainly: bool) -> Message:
    """One incident: its card, or for people who read the numbers what was announced of it."""
    one = now.incident
    if not plainly:
        made = card.card(now)
        where = f"Worked on in {channel(one.channel)}" if one.channel else "Worked on in its thread"
        return Message(text=made.text, blocks=[*made.blocks, kit.context(Slack(where))])
    told = card.announcement(now)
    blocks = [block for block in told.blocks if block["type"] != "actions"]
    if one.status.is_open:
        blocks.append(kit.actions(kit.verb("Subscribe", "subscribe", incident=one.id)))
    return Message(text=told.text, blocks=blocks)


def choose(incidents: Sequence[Incident], verb: str, *, args: str = "") -> list[Block]:
    """Where a verb could be meant: each incident with a button that does it there."""
    blocks: list[Block] = []
    for one in incidents:
        button = kit.verb(f"{verb} {one.ref}", verb, incident=one.id, args=args)
        blocks.append(kit.section(_line(one), accessory=button))
    return blocks


def _row(one: Incident, labels: Labels | None) -> Slack:
    """Two lines about an incident."""
    if labels:
        facts = [Slack(one.status.told), escape(labels[one.severity]), Slack(one.ref)]
        eta = [Slack(f"expected safe to use {when(one.eta)}")] if _promises(one) and one.eta else []
        return _two_lines(one, _drill(one), [*facts, *eta])
    first = Slack(f"{_drill(one)}{one.ref} · {one.severity.upper()} · ")
    facts = [Slack(one.status)]
    facts.append(mention(one.commander) if one.commander else Slack("nobody in charge"))
    facts.append(channel(one.channel) if one.channel else Slack("in its thread"))
    facts.append(Slack(f"declared {when(one.declared_at)}"))
    if _promises(one) and one.next_update_due:
        facts.append(Slack(f"next word by {when(one.next_update_due)}"))
    return _two_lines(one, first, facts)


def _two_lines(one: Incident, first: Slack, facts: Sequence[Slack]) -> Slack:
    sign = card.DONE.get(one.status, card.SIGNS[one.severity])
    return Slack(f"{sign} *{first}{escape(one.title)}*\n{' · '.join(facts)}")


def _line(one: Incident) -> Slack:
    sign = card.DONE.get(one.status, card.SIGNS[one.severity])
    return Slack(f"{sign} *{one.ref}* {_drill(one)}{escape(one.title)} · {one.status}")


def _drill(one: Incident) -> Slack:
    return Slack("Drill · " if one.drill else "")


def _promises(one: Incident) -> bool:
    return one.status.is_open


def _buttons(one: Incident) -> Block:
    return kit.actions(
        kit.verb("Show", "show", incident=one.id),
        kit.verb("Subscribe", "subscribe", incident=one.id),
    )


def _message(first: str, incidents: Sequence[Incident], blocks: Sequence[Block]) -> Message:
    names = joined([f"{one.ref} {one.title}" for one in incidents], limit=20)
    head = Slack(f"*{escape(first)}*")
    return Message(text=Slack(f"{escape(first)}: {names}"), blocks=[kit.section(head), *blocks])
