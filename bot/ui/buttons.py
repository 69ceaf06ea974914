"""The buttons under a message, by its kind; a button that does a verb is that verb, clicked."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.ui import action_items, kit, postmortem_buttons, safe, similar
from bot.ui.kit import SEND_AGAIN, Block


def asked(facts: Mapping[str, Any]) -> list[Block]:
    """Under the question to a possible commander."""
    number = facts["incident"]
    row = [kit.verb("Take command", "take", incident=number, style="primary")]
    if facts.get("sets_severity"):
        row.append(kit.verb("Set the severity", "severity", incident=number))
    return [kit.actions(*row, kit.verb("Details", "show", incident=number))]


def undelivered(facts: Mapping[str, Any]) -> list[Block]:
    """Under the word that something could not be delivered."""
    again = kit.button("Send again", SEND_AGAIN, value=str(facts["notice"]), style="primary")
    number = facts.get("incident")
    show = [kit.verb("Details", "show", incident=number)] if number else []
    return [kit.actions(again, *show)]


def channel_missing(facts: Mapping[str, Any]) -> list[Block]:
    """Under the word that the channel cannot be used any more."""
    number = facts["incident"]
    return [
        kit.actions(
            kit.verb("Open a new channel", "channel", incident=number, style="primary"),
            kit.verb("Details", "show", incident=number),
        )
    ]


def duties(facts: Mapping[str, Any]) -> list[Block]:
    """Under somebody's first duties."""
    number = facts["incident"]
    return [
        kit.actions(
            kit.verb("Post update", "update", incident=number),
            kit.verb("Details", "show", incident=number),
        )
    ]


def alert_healed(facts: Mapping[str, Any]) -> list[Block]:
    """Under the word that nothing fails any more."""
    if facts["passing"] < facts["of"]:
        return []
    return [kit.actions(kit.verb("All-clear", "safe", incident=facts["incident"]))]


def seen_before(facts: Mapping[str, Any]) -> list[Block]:
    """Under what tells of the same trouble before: to what was done then."""
    return [similar.ways_to(one["id"], postmortem=one["postmortem"]) for one in facts["seen"][:3]]


def note_added(facts: Mapping[str, Any]) -> list[Block]:
    """Under a note: whoever wrote it, or works on it, can take it back."""
    ask = kit.confirm(
        "Strike this note?", "It stays on the timeline, crossed out.", yes="Strike it"
    )
    strike = f"strike {facts['seq']}"
    return [
        kit.actions(
            kit.verb("Strike", "note", incident=facts["incident"], args=strike, confirm=ask)
        )
    ]


def catch_up(facts: Mapping[str, Any]) -> list[Block]:
    """Under the welcome of somebody who has just joined."""
    number = facts["incident"]
    row = [
        kit.verb("Timeline", "timeline", incident=number),
        kit.verb("Add note", "note", incident=number),
    ]
    if facts["open"] and not facts["took"]:
        row.insert(0, kit.verb("Take command", "take", incident=number))
    return [kit.actions(*row)]


def for_readers(facts: Mapping[str, Any]) -> list[Block]:
    """Under what readers are told: to hear no more of it, or where it is not direct, to hear of it."""
    number = facts["incident"]
    if facts.get("direct"):
        return [kit.actions(kit.verb("Stop these", "unsubscribe", incident=number))]
    if facts.get("in_channel"):
        return [kit.actions(kit.verb("Subscribe", "subscribe", incident=number))]
    return []


def word_due(facts: Mapping[str, Any]) -> list[Block]:
    """Under a reminder of the next word: write it, say that nothing is new, or say it later."""
    number = facts["incident"]
    return [
        kit.actions(
            kit.verb("Write it", "update", incident=number, style="primary"),
            kit.verb("Nothing new", "update", incident=number, args="nothing"),
            kit.verb("Later…", "update", incident=number, args="later"),
        )
    ]


def eta_passed(facts: Mapping[str, Any]) -> list[Block]:
    """Under the word that a time which readers were told has passed."""
    number = facts["incident"]
    return [
        kit.actions(
            kit.verb("Say a new time", "update", incident=number, style="primary"),
            kit.verb("All-clear", "safe", incident=number),
        )
    ]


def postmortem_drafted(facts: Mapping[str, Any]) -> list[Block]:
    """Under the word that it was drafted, and under the reminder."""
    asks = bool(facts["questions"])
    return postmortem_buttons.to_work(int(facts["incident"]), asks=asks, ready=not asks)


def postmortem_published(facts: Mapping[str, Any]) -> list[Block]:
    """Under the word that it is published."""
    return postmortem_buttons.to_read(int(facts["incident"]))


def question_asked(facts: Mapping[str, Any]) -> list[Block]:
    """Under a question from the status thread."""
    value = f"{facts['incident']}:{facts['seq']}"
    return [kit.actions(kit.button("Answer", "answer_question", value=value, style="primary"))]


def current_answer(facts: Mapping[str, Any]) -> list[Block]:
    """Under the present answer: whoever asks may like to hear by themselves."""
    return [kit.actions(kit.verb("Subscribe", "subscribe", incident=facts["incident"]))]


def safe_again(facts: Mapping[str, Any]) -> list[Block]:
    """Under the word that it is safe: whoever uses it may say what they see."""
    number = str(facts["incident"])
    row = [kit.button("Still wrong", safe.STILL_WRONG, value=number)]
    if any(name in facts["safe"] for name in facts["theirs"]):
        right = kit.button("Looks right", safe.LOOKS_RIGHT, value=number, style="primary")
        row.insert(0, right)
    if facts["direct"]:
        row.append(kit.verb("Stop these", "unsubscribe", incident=number))
    return [kit.actions(*row)]


def still_wrong(facts: Mapping[str, Any]) -> list[Block]:
    """For the commander, who decides; the reader's words become the reason."""
    number, asset = facts["incident"], facts["asset"]
    words = kit.cut(f"{asset + ': ' if asset else ''}{facts['words']}", 500)
    return [
        kit.actions(
            kit.verb("Reopen", "reopen", incident=number, args=words, style="primary"),
            kit.verb("Details", "show", incident=number),
        )
    ]


def assets_linked(facts: Mapping[str, Any]) -> list[Block]:
    """Where the assets suggest a worse severity: to look at it."""
    if not facts.get("suggested"):
        return []
    args = f"{facts['suggested']} {facts['why']}"
    raise_it = kit.verb(
        f"Make it {str(facts['suggested']).upper()}",
        "severity",
        incident=facts["incident"],
        args=args,
    )
    return [kit.actions(raise_it)]


BUTTONS: dict[str, Callable[[Mapping[str, Any]], list[Block]]] = {
    "asked_to_command": asked,
    "nobody_took_command": asked,
    "duties": duties,
    "undelivered": undelivered,
    "channel_missing": channel_missing,
    "channel_refused": channel_missing,
    "assets_linked": assets_linked,
    "update_told": for_readers,
    "current_answer": current_answer,
    "question_asked": question_asked,
    "word_due": word_due,
    "word_missed": word_due,
    "eta_passed": eta_passed,
    "briefing": seen_before,
    "recurrence_found": seen_before,
    "action_item_filed": action_items.filed_buttons,
    "action_item_given": action_items.owner_buttons,
    "action_item_due": action_items.owner_buttons,
    "alert_healed": alert_healed,
    "note_added": note_added,
    "catch_up": catch_up,
    "postmortem_drafted": postmortem_drafted,
    "postmortem_due": postmortem_drafted,
    "postmortem_published": postmortem_published,
    "postmortem_shared": postmortem_published,
    "not_over": for_readers,
    "safe_again": safe_again,
    "still_wrong": still_wrong,
}
