"""The card of an incident, its announcement, and its channel's topic: always the present state."""

from collections.abc import Sequence

from bot.domain.asset import Asset
from bot.domain.bad_range import RangeState, progress
from bot.domain.incident import Incident
from bot.domain.policy import Role
from bot.domain.situation import Situation
from bot.domain.status import Status
from bot.ui import kit, undelivered
from bot.ui.kit import Block, Message
from bot.ui.text import Slack, clock, escape, joined, link, mention, mentions, plural, when

SIGNS = {
    "sev1": ":red_circle:",
    "sev2": ":large_orange_circle:",
    "sev3": ":large_yellow_circle:",
    "sev4": ":white_circle:",
}
DONE = {
    Status.RESOLVED: ":white_check_mark:",
    Status.CLOSED: ":white_check_mark:",
    Status.DISMISSED: ":heavy_minus_sign:",
}
HARMLESS = str.maketrans("<>", "‹›")


def card(now: Situation, *, thread: str = "") -> Message:
    """The pinned card in the incident's channel, for the people who work on it."""
    incident = now.incident
    drill = "Drill · " if incident.drill else ""
    title = f"{drill}{incident.ref} · {incident.severity.upper()} · {incident.title}"
    blocks: list[Block] = [kit.header(title), kit.fields(*_facts(now))]
    if incident.summary:
        blocks.append(kit.section(kit.cut(incident.summary, 2500)))
    if now.last_update:
        words = Slack(
            f"*Last update* ({clock(now.last_update.at)}): {escape(now.last_update.words)}"
        )
        blocks.append(kit.section(words))
    if now.ranges:
        blocks.append(kit.section(_progress(now)))
    blocks += undelivered.rows(now.undelivered)
    note = [f"Declared {when(incident.declared_at)}", _readers(now)]
    if thread:
        note.insert(0, link(thread, "Status thread"))
    blocks.append(kit.context(Slack(" · ".join(note))))
    blocks += _buttons(now)
    text = f"{escape(title)}. {incident.status.told}. Commander: {mention(incident.commander)}."
    return Message(text=text, blocks=blocks)


def announcement(now: Situation) -> Message:
    """The announcement: for the people who use the numbers; no word of ours that they do not use."""
    incident = now.incident
    sign = DONE.get(incident.status, SIGNS[incident.severity])
    drill = "Drill · " if incident.drill else ""
    first = Slack(f"{sign} *{drill}{escape(incident.title)}*")
    lines = [first, Slack(f"{_told(now)} · {now.rules.label} · {incident.ref}")]
    if now.hurt and incident.status is not Status.DISMISSED:
        label = "Affected" if incident.status.is_open else "Was affected"
        lines.append(Slack(f"{label}: {joined(dict.fromkeys(one.name for one in now.hurt))}"))
    if now.safe_already:
        safe = dict.fromkeys(one.name for one in now.safe_already)
        lines.append(Slack(f"Safe again already: {joined(safe)}"))
    if not incident.status.is_open:
        lines += _how_it_ended(incident)
    elif now.last_update:
        lines.append(Slack(f"{escape(now.last_update.words)} ({clock(now.last_update.at)})"))
    if incident.status.is_open and incident.eta:
        expected = (
            "Not safe to use yet; it was expected" if now.eta_passed else "Expected safe to use"
        )
        lines.append(Slack(f"{expected} by {when(incident.eta)}"))
    if incident.status.is_open and incident.next_update_due:
        lines.append(_next_word(now))
    blocks = [kit.section(Slack("\n".join(lines))), kit.context(_where(now)), *_for_readers(now)]
    return Message(text=kit.cut("\n".join(lines), 3500), blocks=blocks)


def _where(now: Situation) -> Slack:
    """Who is in charge, as long as somebody is, and where it is, or was, worked on."""
    incident = now.incident
    where = f"in <#{incident.channel}>" if incident.channel else "in this thread"
    if not incident.status.is_open:
        return Slack(f"Worked on {where}")
    who = mention(incident.commander) if incident.commander else "nobody yet"
    return Slack(f"In charge: {who} · worked on {where}")


def _how_it_ended(incident: Incident) -> list[Slack]:
    """Since when it is safe, and what readers were told about it."""
    safe = Slack(f"Safe to use since {when(incident.safe_at)}")
    note = Slack(kit.cut(escape(incident.reason), 1000))
    return [*([safe] if incident.safe_at else []), *([note] if note else [])]


def topic(now: Situation) -> str:
    """The channel's topic: no formatting works there, 250 characters at most.

    Nor does escaping, so what could be taken for a mention or a link gets other brackets.
    """
    incident = now.incident
    drill = "DRILL · " if incident.drill else ""
    words = f"{drill}{incident.severity.upper()} · {incident.status} · {incident.title}"
    return kit.cut(words.translate(HARMLESS), 250)


def _facts(now: Situation) -> list[Slack]:
    incident = now.incident
    took = "" if incident.commander_took else " (acting; not taken yet)"
    who = (
        Slack(f"{mention(incident.commander)}{took}") if incident.commander else Slack("nobody yet")
    )
    late = " :warning: late" if now.late else ""
    passed = " :warning: passed" if now.eta_passed else ""
    facts = [
        Slack(f"*Status*\n{incident.status}"),
        Slack(f"*Commander*\n{who}"),
        Slack(f"*Next word by*\n{when(incident.next_update_due) or 'at the next change'}{late}"),
        Slack(f"*Safe to use (ETA)*\n{when(incident.eta) or 'not known yet'}{passed}"),
    ]
    if now.assets:
        facts.append(Slack(f"*Assets*\n{_assets(now.assets, now.origin)}"))
    if now.hurt:
        facts.append(Slack(f"*Hurt downstream*\n{joined([one.name for one in now.hurt])}"))
    if incident.comms_lead not in {"", incident.commander}:
        facts.append(Slack(f"*Communications*\n{mention(incident.comms_lead)}"))
    named = {incident.commander, incident.comms_lead}
    responders = [
        person for person, role in now.responders if role == Role.RESPONDER and person not in named
    ]
    if responders:
        facts.append(Slack(f"*Responders*\n{mentions(dict.fromkeys(responders))}"))
    if now.postmortem:
        facts.append(Slack(f"*Postmortem*\n{now.postmortem}"))
    return facts[:10]


def _assets(assets: Sequence[Asset], origin: Asset | None) -> Slack:
    began = origin.id if origin else 0
    return joined(f"{asset.name} (origin)" if asset.id == began else asset.name for asset in assets)


def _next_word(now: Situation) -> Slack:
    """When the next word comes; a word that is late is owned up to."""
    due = when(now.incident.next_update_due)
    return Slack(f"The word promised by {due} is late" if now.late else f"Next word by {due}")


def _told(now: Situation) -> str:
    if now.incident.status is not Status.RESTORING or not now.ranges:
        return now.incident.status.told
    return f"{now.incident.status.told}, {progress(now.ranges)} %"


def _progress(now: Situation) -> Slack:
    wanted = [one for one in now.ranges if one.state is not RangeState.WITHDRAWN]
    count = {state: sum(one.state is state for one in wanted) for state in RangeState}
    done = progress(now.ranges)
    bar = "█" * (done // 10) + "░" * (10 - done // 10)
    parts = [f"{count[state]} {state}" for state in RangeState if count[state]]
    return Slack(
        f"*Bad ranges* {bar} {done} % · {plural(len(wanted), 'range')}: {', '.join(parts)}"
    )


def _readers(now: Situation) -> str:
    return plural(now.subscribers, "subscriber")


def _buttons(now: Situation) -> list[Block]:
    """What can be typed can be clicked: the verbs that fit to the incident as it is."""
    incident = now.incident
    number = incident.id
    resolved = incident.status is Status.RESOLVED
    if not incident.status.is_open:
        return [
            kit.actions(
                kit.verb("Postmortem", "postmortem", incident=number),
                kit.verb("Timeline", "timeline", incident=number),
                kit.verb("Action items", "action", incident=number),
                kit.verb("Reopen", "reopen", incident=number),
                *([kit.verb("Close", "close", incident=number)] if resolved else []),
            )
        ]
    first = [
        kit.verb("Post update", "update", incident=number),
        kit.verb("Add note", "note", incident=number),
        kit.verb("All-clear", "safe", incident=number),
    ]
    if not incident.commander_took:
        first.insert(0, kit.verb("Take command", "take", incident=number, style="primary"))
    second = [
        kit.verb("Bad ranges", "range", incident=number),
        kit.verb("Assets", "assets", incident=number),
        kit.verb("Roles", "role", incident=number),
        kit.verb("Severity", "severity", incident=number),
        kit.verb("Timeline", "timeline", incident=number),
        kit.verb("Dismiss", "dismiss", incident=number),
    ]
    return [kit.actions(*first), kit.actions(*second)]


def _for_readers(now: Situation) -> list[Block]:
    """Under the announcement: to hear of it directly, and for who works on it, everything else."""
    number = now.incident.id
    buttons = [kit.verb("Details", "show", incident=number)]
    if now.incident.status.is_open:
        buttons.insert(0, kit.verb("Subscribe", "subscribe", incident=number))
    return [kit.actions(*buttons)]
