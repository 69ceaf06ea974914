"""What could not be delivered, in the words of people: what it is, and for whom it was."""

from collections.abc import Sequence

from bot.domain.notice import DeadLetter, Way, together
from bot.ui import kit
from bot.ui.kit import SEND_AGAIN, Block
from bot.ui.text import Slack, channel, escape, joined, mention, plural

WORDS = {
    "action_item_due": "the reminder of an action item",
    "action_item_given": "word of a new action item",
    "alert": "the alert",
    "all_clear_given": "the all-clear",
    "announcement": "the announcement",
    "answer_told": "the answer to a question",
    "asked_to_command": "the request to take command",
    "briefing": "the briefing",
    "card": "the card",
    "catch_up": "what has happened so far",
    "channel": "the channel",
    "channel_missing": "word that the channel is gone",
    "channel_refused": "word that there is no channel",
    "current_answer": "the answer to a question",
    "dismissed": "word that there was no problem",
    "duties": "what a new role asks for",
    "eta_passed": "the reminder that the expected time has passed",
    "feature_off": "word that a feature is off",
    "incident_dismissed": "word that there was no problem",
    "incident_reopened": "word that it is not over",
    "moved_to_channel": "word of the new channel",
    "not_closed": "word that it could not close by itself",
    "not_over": "word that it is not over",
    "orphan": "word that a channel was made twice",
    "postmortem_due": "the reminder of the postmortem",
    "postmortem_published": "the postmortem",
    "postmortem_shared": "the postmortem",
    "restored": "word that a backup was put back",
    "safe_again": "the all-clear",
    "scope_missing": "word that a permission is missing",
    "several_ranges": "news of bad ranges",
    "still_wrong": "word that data is still wrong",
    "undelivered": "word of something undelivered",
    "update_posted": "the update",
    "update_told": "the update",
    "word_due": "the reminder that an update is due",
    "word_missed": "word that an update is late",
    "word_moved": "word that the next update comes later",
    # acts
    Way.BOOKMARK.value: "the link to the status thread",
    Way.CANVAS.value: "the canvas",
    Way.CAPTURE.value: "a look at a message",
    Way.INVITE.value: "the invitation",
    Way.PIN.value: "the pin of the card",
    Way.TOPIC.value: "the channel's topic",
}
NAMED = 3
COUNTED = 20
"""Of many people so many are named; of the rest so many are counted: a card reads only the newest."""
ROWS = 3
"""Of what failed for different reasons a card shows so much; the rest follows when that is sent."""


def called(subject: str) -> str:
    """A notice's subject for a sentence; an event of no words of its own is quoted."""
    return WORDS.get(subject) or f"“{subject.replace('_', ' ')}”"


def addressee(to: str) -> Slack:
    """An address as people know the place: a person, a channel, what belongs to an incident."""
    kind, _, name = to.partition(":")
    if kind == "person":
        return mention(name)
    if kind == "channel":
        return Slack(f"the channel of DI-{escape(name)}")
    if kind == "announcement":
        return Slack(f"the status thread of DI-{escape(name)}")
    if kind == "announce":
        return Slack("the channel of announcements")
    if kind == "alerts":
        return Slack("the channel of alerts")
    return channel(to) or escape(to)


def rows(letters: Sequence[DeadLetter]) -> list[Block]:
    """What did not get through, and the way to send it again."""
    failed = together(letters)
    shown = [_row(group) for group in failed[:ROWS]]
    if len(failed) > ROWS:
        shown.append(kit.context(Slack(f"{len(failed) - ROWS} more could not be delivered.")))
    return shown


def _row(group: Sequence[DeadLetter]) -> Block:
    first = group[0]
    words = Slack(
        f":warning: Not delivered: {escape(called(first.notice.subject))}, for {_readers(group)}"
        f" ({escape(first.error)})"
    )
    again = kit.button("Send again", f"{SEND_AGAIN}:{first.id}", value=str(first.id))
    return kit.section(Slack(kit.cut(words, 500)), accessory=again)


def _readers(group: Sequence[DeadLetter]) -> Slack:
    named = [addressee(one.notice.to) for one in group[:NAMED]]
    rest = len(group) - NAMED
    if rest > 0:
        others = plural(rest, "other") if rest <= COUNTED else f"more than {COUNTED} others"
        named.append(Slack(others))
    return joined(named)
