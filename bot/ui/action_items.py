"""How action items look: the list, one's own, the forms, and the buttons under their messages."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from bot.domain.action_item import TEXT_MAX, ActionItem, ActionState, ActionType, Wish
from bot.domain.incident import Incident
from bot.ui import forms, kit
from bot.ui.kit import Block, Message, Option
from bot.ui.text import Slack, day, escape, joined, mention, plural, short

FILE, EDIT, MOVE, DROP = "action_file", "action_edit", "action_due", "action_drop"
PAGE = 10
SIGNS = {ActionState.DONE: ":white_check_mark:", ActionState.DROPPED: ":heavy_minus_sign:"}


def listed(
    incident: Incident, items: Sequence[ActionItem], *, today: date, page: int = 1
) -> Message:
    """All items of an incident: the open ones with their buttons, then how the others ended."""
    still = [item for item in items if item.state is ActionState.OPEN]
    ended = [item for item in items if item.state is not ActionState.OPEN]
    first = Slack(f"*Action items of {incident.ref}*: {_count(still, ended)}")
    shown = still[(page - 1) * PAGE : page * PAGE]
    blocks = [kit.section(first), *_rows(shown, today)]
    if len(still) > page * PAGE:
        more = kit.verb("Show more", "action", incident=incident.id, args=f"page {page + 1}")
        blocks.append(kit.actions(more))
    elif ended:
        blocks += kit.paragraphs(Slack("\n".join(_ended(item) for item in ended[-30:])))
    blocks.append(
        kit.actions(
            kit.verb("New action item", "action", incident=incident.id, args="new"),
            kit.verb("Mine", "action", incident="", args="mine"),
        )
    )
    names = [f"{item.ref} {short(item.text, 80)}" for item in still]
    return Message(text=Slack(f"{first} {joined(names)}".strip()), blocks=blocks)


def mine(items: Sequence[ActionItem], *, today: date) -> Message:
    """Somebody's own open items in all incidents."""
    if not items:
        none = "You have no open action items."
        return Message(text=none, blocks=[kit.section(none)])
    first = Slack(f"*You have {plural(len(items), 'open action item')}*")
    rest = len(items) - PAGE
    blocks = [kit.section(first), *_rows(items[:PAGE], today)]
    if rest > 0:
        blocks.append(kit.context(f"And {rest} more, due later."))
    names = [f"{item.ref} {short(item.text, 80)}" for item in items]
    return Message(text=Slack(f"{first}: {joined(names)}"), blocks=blocks)


def filed(item: ActionItem, advice: Sequence[tuple[str, str]]) -> Message:
    """What whoever filed it reads; advice on its wording is for them alone."""
    lines = [Slack(f"*{item.ref}* is filed: {escape(short(item.text))}{_whose(item)}")]
    if item.missing:
        lines.append(Slack(f"Still to say: {joined(item.missing)}."))
    lines += advised(advice)
    text = Slack("\n".join(lines))
    return Message(text=text, blocks=[kit.section(text), _buttons(item)])


def advised(advice: Sequence[tuple[str, str]]) -> list[Slack]:
    """(words found, what to write instead) as lines."""
    return [
        Slack(f":bulb: “{escape(quote)}”: {escape(say)} (advice; only you see it)")
        for quote, say in advice
    ]


def item_form(
    incident: Incident, wish: Wish, *, origin: Mapping[str, str], item: int = 0, note: str = ""
) -> Block:
    """For a new item, or with its number for one that is changed; `note` says what to mend."""
    types = [Option(one.capitalize(), one.value, one.words) for one in ActionType]
    fields = [
        forms.text_input(
            "text",
            "What is to be done?",
            value=wish.text,
            multiline=True,
            most=TEXT_MAX,
            hint="A verb, an object and how one sees that it is done.",
            focus=True,
        ),
        forms.people_select("owner", "Owner", chosen=[wish.owner] if wish.owner else ()),
        forms.select("type", "What does it change?", types, value=wish.type or ""),
        forms.date_input("due", "Due", value=wish.due),
    ]
    # What is not known yet may be left out until the postmortem is published.
    fields = [fields[0], *({**one, "optional": True} for one in fields[1:])]
    if note:
        fields.insert(0, kit.section(Slack(note)))
    title = f"Action item {incident.ref}.{item}" if item else f"Action item of {incident.ref}"
    return forms.modal(
        EDIT if item else FILE,
        title,
        fields,
        submit="Save" if item else "File",
        metadata={**origin, "incident": incident.id, "item": item},
    )


def move_form(item: ActionItem, *, origin: Mapping[str, str]) -> Block:
    """Asks for another date."""
    return _small_form(
        MOVE, item, origin, field=forms.date_input("due", "New date", value=item.due), submit="Move"
    )


def drop_form(item: ActionItem, *, origin: Mapping[str, str]) -> Block:
    """Asks why it is dropped."""
    hint = "People who read of this promise read the reason too."
    reason = forms.text_input("reason", "Why?", multiline=True, hint=hint, focus=True)
    return _small_form(DROP, item, origin, field=reason, submit="Drop it")


def filed_buttons(facts: Mapping[str, Any]) -> list[Block]:
    """Under the message of a new item: what is missing comes first."""
    number, args = facts["incident"], facts["item"]
    whole = facts["owner"] and facts["type"] and facts["due"]
    style = "" if whole else "primary"
    label = "Edit" if whole else "Owner, type and date"
    return [
        kit.actions(
            kit.verb(label, "action", incident=number, args=f"edit {args}", style=style),
            kit.verb("Done", "action", incident=number, args=f"done {args}"),
            kit.verb("Drop", "action", incident=number, args=f"drop {args}"),
        )
    ]


def owner_buttons(facts: Mapping[str, Any]) -> list[Block]:
    """Under what its owner is told: each is an answer."""
    number, item = facts["incident"], facts["item"]
    return [
        kit.actions(
            kit.verb("Done", "action", incident=number, args=f"done {item}", style="primary"),
            kit.verb("New date", "action", incident=number, args=f"due {item}"),
            kit.verb("Drop", "action", incident=number, args=f"drop {item}"),
        )
    ]


def _small_form(
    callback: str, item: ActionItem, origin: Mapping[str, str], *, field: Block, submit: str
) -> Block:
    what = kit.section(Slack(f"*{item.ref}* {escape(short(item.text, 300))}"))
    metadata = {**origin, "incident": item.incident, "item": item.number}
    return forms.modal(callback, item.ref, [what, field], submit=submit, metadata=metadata)


def _rows(items: Sequence[ActionItem], today: date) -> list[Block]:
    blocks: list[Block] = []
    for item in items:
        missing = f"\nStill to say: {joined(item.missing)}" if item.missing else ""
        late = Slack(f" · *{_late(item, today)}*" if _late(item, today) else "")
        row = f"*{item.ref}* {escape(short(item.text, 300))}{_whose(item)}{late}{missing}"
        blocks += [kit.section(Slack(row)), _buttons(item)]
    return blocks


def _buttons(item: ActionItem) -> Block:
    number = item.incident
    return kit.actions(
        kit.verb("Done", "action", incident=number, args=f"done {item.number}"),
        kit.verb("Edit", "action", incident=number, args=f"edit {item.number}"),
        kit.verb("Drop", "action", incident=number, args=f"drop {item.number}"),
    )


def _whose(item: ActionItem) -> Slack:
    parts = [mention(item.owner) if item.owner else Slack("")]
    parts.append(Slack(f"due {day(item.due)}" if item.due else ""))
    parts.append(Slack(item.type or ""))
    return Slack("".join(f" · {part}" for part in parts if part))


def _late(item: ActionItem, today: date) -> str:
    if item.due is None or item.due >= today:
        return ""
    return f"overdue by {plural((today - item.due).days, 'day')}"


def _ended(item: ActionItem) -> Slack:
    reason = f" ({escape(short(item.reason, 120))})" if item.reason else ""
    return Slack(f"{SIGNS[item.state]} {item.ref} {escape(short(item.text, 120))}{reason}")


def _count(still: Sequence[ActionItem], ended: Sequence[ActionItem]) -> str:
    if not still and not ended:
        return "none yet"
    counts = {state: sum(item.state is state for item in ended) for state in SIGNS}
    parts = [
        f"{len(still)} open",
        *(f"{count} {state}" for state, count in counts.items() if count),
    ]
    return ", ".join(parts)
