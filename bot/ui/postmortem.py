"""How a postmortem is shown: its state, its pages, what its words give away."""

from collections.abc import Mapping, Sequence

from bot.domain.incident import Incident
from bot.domain.lint import Finding, Level, by_rule
from bot.domain.postmortem import Postmortem, PostmortemState
from bot.domain.review import Review
from bot.ui import forms, kit
from bot.ui.kit import Block, Message
from bot.ui.postmortem_buttons import to_work
from bot.ui.postmortem_text import Part
from bot.ui.text import Slack, escape, plural, short, when

PAGE_BUTTON = "postmortem_page"
PAGE = 2900
QUOTES = 3
SIGNS = {Level.ERROR: ":no_entry:", Level.WARN: ":warning:", Level.INFO: ":bulb:"}

Origin = Mapping[str, str]


def state(review: Review) -> Message:
    """Where it stands, what it still asks, what is missing, and the buttons that lead on."""
    incident = review.account.incident
    first = Slack(f"*{incident.ref}* {escape(incident.title)}\n{_stands(review.postmortem)}")
    blocks = [kit.section(first)]
    lines = [str(first)]
    if review.postmortem.state is not PostmortemState.WAIVED:
        for title, sentences in (
            ("Only people can answer:", [one.words for one in review.unanswered]),
            ("Needed before it is published:", review.missing),
        ):
            if sentences:
                text = _list(title, sentences)
                blocks += kit.paragraphs(text)
                lines.append(str(text))
    blocks += buttons(review)
    return Message(text=Slack(kit.cut("\n".join(lines), 3900)), blocks=blocks)


def buttons(review: Review) -> list[Block]:
    """What can be done with it now."""
    number = review.account.incident.id
    if review.postmortem.state is PostmortemState.WAIVED:
        return [kit.actions(_step("Write one after all", number, "draft"))]
    asks = bool(review.unanswered)
    ready = not (asks or review.missing)
    return to_work(number, asks=asks, ready=ready, wording=len(review.findings))


def saved(review: Review, *, words: str) -> Message:
    """After answers or an edit: what is left, and how it reads, for the author alone."""
    made = state(review)
    blocks = [kit.section(words), *_wording(review.findings), *made.blocks]
    return Message(text=Slack(f"{escape(words)}\n{made.text}"), blocks=blocks)


def wording(review: Review) -> Message:
    """How it reads, grouped by rule, with what to say instead; never a score."""
    found = _wording(review.findings)
    first = f"How {review.account.incident.ref}'s postmortem reads; only you see this."
    if not found:
        first = (
            f"Nothing in {review.account.incident.ref}'s postmortem reads as blame or guesswork."
        )
    return Message(text=first, blocks=[kit.section(first), *found])


def published(review: Review) -> Message:
    """The answer to whoever published it."""
    postmortem, number = review.postmortem, review.account.incident.id
    text = (
        f"{review.account.incident.ref}'s postmortem is published (version {postmortem.version}); "
        f"the file is on its way to where you worked on it."
    )
    row = [_step("Read it", number, "preview")]
    if not review.account.incident.closed_at:
        row.append(kit.verb("Close the incident", "close", incident=number))
    return Message(
        text=text, blocks=[kit.section(text), *_wording(review.findings), kit.actions(*row)]
    )


def not_published(review: Review, sentence: str, *, anyway: bool) -> Message:
    """Why not, and the ways on; `anyway` is offered where only words are at stake."""
    number = review.account.incident.id
    row = [
        _step("Answer the questions", number, "answer"),
        _step("Edit sections", number, "edit"),
        kit.verb("Action items", "action", incident=number),
    ]
    if anyway:
        row.append(_step("Publish it as it is", number, "publish anyway"))
    found = _wording(review.findings) if anyway else []
    blocks = [*kit.paragraphs(sentence), *found, kit.actions(*row)]
    return Message(text=escape(sentence), blocks=blocks)


def hits(found: Sequence[tuple[Incident, Postmortem]], *, words: str) -> Message:
    """Postmortems found by words, each with a button that shows it."""
    asked = escape(short(words, 80))
    if not found:
        text = Slack(
            f"No postmortem has “{asked}” in it. `/data-incident find` looks through all incidents."
        )
        return Message(text=text)
    first = Slack(f"{plural(len(found), 'postmortem')} with “{asked}”")
    blocks = [kit.section(Slack(f"*{first}*"))]
    for incident, postmortem in found:
        line = Slack(f"*{incident.ref}* {escape(incident.title)}\n{_stands(postmortem)}")
        read = _step("Read it", incident.id, "preview")
        blocks.append(kit.section(line, accessory=read))
    names = "\n".join(f"{one.ref} {escape(one.title)}" for one, _ in found)
    return Message(text=Slack(f"{first}\n{names}"), blocks=blocks)


def preview(review: Review, parts: Sequence[Part], *, page: int, origin: Origin) -> Block:
    """One page of it, with buttons to the others."""
    number = review.account.incident.id
    made = pages(parts)
    at = min(max(page, 1), len(made))
    turn = [
        kit.button(label, f"{PAGE_BUTTON}:{to}", value=f"{number}:{to}")
        for label, to in (("Previous page", at - 1), ("Next page", at + 1))
        if 1 <= to <= len(made)
    ]
    state_line = Slack(f"{_stands(review.postmortem)} · page {at} of {len(made)}")
    return forms.modal(
        "postmortem_preview",
        f"DI-{number} postmortem",
        [
            kit.context(state_line),
            *kit.paragraphs(made[at - 1]),
            *([kit.actions(*turn)] if turn else []),
        ],
        close="Close",
        metadata={"incident": number, **origin},
    )


def pages(parts: Sequence[Part]) -> list[Slack]:
    """The text in pages, between sections where they fit, else between lines."""
    made = [""]
    for number, part in enumerate(parts, start=1):
        for block in kit.paragraphs(Slack(f"*{number}. {part.title}*\n{part.body}")):
            text = str(block["text"]["text"])
            if made[-1] and len(made[-1]) + len(text) + 2 > PAGE:
                made.append("")
            made[-1] = f"{made[-1]}\n\n{text}" if made[-1] else text
    return [Slack(text) for text in made]


def _step(label: str, number: int, args: str) -> Block:
    return kit.verb(label, "postmortem", incident=number, args=args)


def _stands(postmortem: Postmortem) -> Slack:
    form = "Short postmortem" if postmortem.short else "Postmortem"
    if postmortem.state is PostmortemState.WAIVED:
        return Slack(f"{form}: waived ({escape(postmortem.reason)})")
    if postmortem.state is PostmortemState.PUBLISHED:
        at = when(postmortem.published_at)
        return Slack(f"{form}: published {at} (version {postmortem.version})")
    due = Slack(f", due {when(postmortem.due_at)}") if postmortem.due_at else Slack("")
    return Slack(f"{form}: a draft from the record{due}")


def _list(title: str, sentences: Sequence[str]) -> Slack:
    return Slack("\n".join([f"*{title}*", *(f"• {escape(one)}" for one in sentences)]))


def _wording(findings: Sequence[Finding]) -> list[Block]:
    """A block for each rule: what was found, where, and what to say instead."""
    blocks = []
    for rule, found in by_rule(findings).items():
        lines = [f"{SIGNS[found[0].level]} {rule}: {escape(found[0].say)}"]
        lines += [f"• {escape(one.where)}: “{escape(one.quote)}”" for one in found[:QUOTES]]
        if len(found) > QUOTES:
            lines.append(f"• and {len(found) - QUOTES} more")
        blocks.append(kit.section(Slack("\n".join(lines))))
    return blocks
