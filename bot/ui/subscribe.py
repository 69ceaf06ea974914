"""Answers to people who wish to hear, or to hear no more, and the list of what they hear of."""

from collections.abc import Sequence

from bot.domain.asset import Asset
from bot.domain.incident import Incident
from bot.ui import kit
from bot.ui.kit import Block
from bot.ui.text import Slack, clock, escape, joined, when

MOST = 12
"""Lines of each kind in the list: a message holds 50 blocks."""
HINT = (
    "`/data-incident subscribe` takes an incident, or the name of a dashboard or table, "
    "such as `subscribe Executive revenue`."
)


def subscribed(incident: Incident, *, new: bool) -> tuple[Slack, Block]:
    """To an incident: what one will hear, and how it stands now."""
    first = (
        f"You hear every update of {incident.ref} “{escape(incident.title)}” by direct message"
        if new
        else f"You already hear every update of {incident.ref} “{escape(incident.title)}”"
    )
    stop = kit.verb("Stop these", "unsubscribe", incident=incident.id)
    return Slack(f"{first}, and that it is safe again. {_now(incident)}"), kit.actions(stop)


def muted(incident: Incident, *, new: bool) -> tuple[Slack, Block]:
    """From an incident: nothing more of it, whatever the reason was."""
    again = kit.verb("Hear of it again", "subscribe", incident=incident.id)
    words = "You hear no more of" if new else "You hear nothing of"
    text = (
        f"{words} {incident.ref} “{escape(incident.title)}”. Its status thread stays open to you."
    )
    return Slack(text), kit.actions(again)


def followed(
    asset: Asset, incidents: Sequence[Incident], *, new: bool
) -> tuple[Slack, list[Block]]:
    """To a dashboard or table: what one will hear, and whether something is wrong with it now."""
    first = "You follow" if new else "You already follow"
    lines = [
        f"{first} *{escape(asset.name)}*: when it, or what it is made of, is in trouble, "
        "you hear every update by direct message, and when it is safe again."
    ]
    lines += [f"{one.ref} “{escape(one.title)}” affects it now. {_now(one)}" for one in incidents]
    row = [kit.verb("Stop these", "unsubscribe", incident="", args=asset.name)]
    row += [kit.verb(f"Details of {one.ref}", "show", incident=one.id) for one in incidents[:4]]
    return Slack("\n".join(lines)), [kit.actions(*row)]


def left(asset: Asset) -> tuple[Slack, list[Block]]:
    """From a dashboard or table."""
    again = kit.verb("Hear of it again", "subscribe", incident="", args=asset.name)
    return Slack(f"You hear no more of *{escape(asset.name)}*."), [kit.actions(again)]


def wishes(
    incidents: Sequence[Incident], assets: Sequence[Asset], quiet: Sequence[Asset]
) -> tuple[Slack, list[Block]]:
    """What one hears of, each with a way out; and how to hear of more."""
    if not (incidents or assets or quiet):
        text = Slack(f"You have not asked to hear of anything yet. {HINT}")
        return text, kit.paragraphs(text)
    blocks: list[Block] = [kit.section("*You hear of:*")] if incidents or assets else []
    for one in incidents[:MOST]:
        stop = kit.verb("Leave", "unsubscribe", incident=one.id)
        title = Slack(f"{one.ref} “{escape(one.title)}” · {one.status.told}")
        blocks.append(kit.section(title, accessory=stop))
    for asset in assets[:MOST]:
        stop = kit.verb("Leave", "unsubscribe", incident="", args=asset.name)
        blocks.append(kit.section(asset.name, accessory=stop))
    if quiet:
        blocks.append(kit.section("*You do not wish to hear of:*"))
    for asset in quiet[:MOST]:
        again = kit.verb("Hear of it again", "subscribe", incident="", args=asset.name)
        blocks.append(kit.section(asset.name, accessory=again))
    more = len(incidents[MOST:]) + len(assets[MOST:]) + len(quiet[MOST:])
    counted = f"{more} more are not shown. " if more else ""
    blocks.append(kit.context(f"{counted}{HINT}"))
    named = [*(one.ref for one in incidents), *(one.name for one in assets)]
    return Slack(f"You hear of {joined(named) or 'nothing'}."), blocks


def _now(incident: Incident) -> str:
    """How it stands, in the words readers know."""
    if not incident.status.is_open:
        safe = f" since {when(incident.safe_at)}" if incident.safe_at else ""
        return f"It is over: {incident.status.told}{safe}; you would hear if it began again."
    due = incident.next_update_due
    word = f"the next word comes by {clock(due)}" if due else "the next word comes at a change"
    return f"Now: {incident.status.told}; {word}."
