"""What an incident resembles: the links with their reasons, and what is weaker, named as such."""

from collections.abc import Sequence

from bot.domain.incident import Incident
from bot.domain.seen_before import SeenBefore
from bot.ui import kit
from bot.ui.kit import Block, Message
from bot.ui.text import Slack, channel, escape, joined, plural, short, when


def similar(
    incident: Incident,
    seen: Sequence[SeenBefore],
    weaker: Sequence[tuple[Incident, str, bool]],
) -> Message:
    """`weaker` are (incident, the asset it shares or is beside, whether it is only beside)."""
    if not seen and not weaker:
        none = Slack(
            f"Nothing similar to {incident.ref} is known: no earlier incident has the same check "
            "or cause, and none is about its assets or their neighbours."
        )
        return Message(text=none, blocks=[kit.section(none)])
    blocks: list[Block] = []
    for one in seen:
        blocks += [kit.section(_strong(one)), ways_to(one.id, postmortem=one.postmortem)]
    if not seen:
        blocks.append(kit.section("No earlier incident is the same trouble by check or cause."))
    if weaker:
        blocks.append(kit.section(Slack("*Weaker: nearby, not known to be the same trouble*")))
    for other, asset, beside in weaker:
        button = kit.verb("Show", "show", incident=other.id)
        blocks.append(kit.section(_weak(other, asset, beside=beside), accessory=button))
    names = [*(f"DI-{one.id}" for one in seen), *(f"{one[0].ref} (weaker)" for one in weaker)]
    text = Slack(f"Similar to {incident.ref}: {joined(names)}")
    return Message(text=text, blocks=[kit.section(Slack(f"*Similar to {incident.ref}*")), *blocks])


def ways_to(number: int, *, postmortem: bool) -> Block:
    """Buttons that lead to an earlier incident, what it promised and what was learnt."""
    buttons = [
        kit.verb(f"Show DI-{number}", "show", incident=number),
        kit.verb("Its action items", "action", incident=number),
    ]
    if postmortem:
        buttons.append(kit.verb("Its postmortem", "postmortem", incident=number))
    return kit.actions(*buttons)


def _strong(one: SeenBefore) -> Slack:
    ago = f"{plural(one.days_ago, 'day')} before" if one.days_ago else "the same day"
    where = f" · {channel(one.channel)}" if one.channel else ""
    lines = [
        f":repeat: *DI-{one.id}* {escape(short(one.title, 100))}{where}",
        f"Safe again {when(one.safe_at)}, {ago} (within {one.days} days)",
        f"Linked because {escape(one.because)}",
    ]
    if one.promised:
        fixes = joined([short(fix, 120) for fix in one.fixes]) if one.fixes else "none"
        dropped = f"; {one.dropped} dropped" if one.dropped else ""
        lines.append(
            f"{plural(one.promised, 'promised fix', 'promised fixes')}{dropped}. Still open: {fixes}"
        )
    return Slack("\n".join(lines))


def _weak(other: Incident, asset: str, *, beside: bool) -> Slack:
    why = "about a neighbour" if beside else "about the same asset"
    title = escape(short(other.title, 100))
    return Slack(f"{other.ref} {title} · {other.status}\n{why}: {escape(asset)}")
