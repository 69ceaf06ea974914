"""The forms of a postmortem: its questions, its sections, and waiving it."""

from collections.abc import Mapping
from zlib import crc32

from bot.domain.incident import Incident
from bot.domain.postmortem import FROM_THE_RECORD, Question, Section
from bot.domain.review import Review
from bot.ui import forms, kit
from bot.ui.kit import Block, Option

ANSWERS = "postmortem_answers"
CHOOSE = "postmortem_section"
EDIT = "postmortem_edit"
WAIVE = "postmortem_waive"
FIELD = 2900
"""Characters of a section in one field; the field takes 3,000, so that there is room to write."""
MOST_FIELDS = 20

Origin = Mapping[str, str]


def answers_form(review: Review, *, origin: Origin) -> Block:
    """Its questions, at most five, with the answers so far."""
    incident = review.account.incident
    blocks = []
    for question in review.asked:
        if question is Question.STARTED:
            hint = "In your own time zone. All the durations are measured from here."
            blocks.append(
                forms.time_input(
                    question, question.words, value=incident.started_at, optional=True, hint=hint
                )
            )
            continue
        blocks.append(
            forms.text_input(
                question,
                question.words,
                value=review.postmortem.answers.get(question, ""),
                multiline=True,
                optional=True,
            )
        )
    seen = {one.value: digest(review.postmortem.answers.get(one, "")) for one in review.asked}
    return forms.modal(
        ANSWERS,
        f"{incident.ref} postmortem",
        blocks,
        submit="Save",
        metadata={"incident": incident.id, **origin, "seen": seen},
    )


def choose_form(review: Review, *, origin: Origin) -> Block:
    """Which section to edit."""
    incident, written = review.account.incident, review.postmortem.sections
    options = [
        Option(one.title, one.value, "edited" if one in written else "from the record")
        for one in review.postmortem.parts
        if one not in FROM_THE_RECORD
    ]
    blocks = [
        forms.select("section", "Which section?", options, value=options[0].value),
        kit.context(
            "The timeline is changed with `note` and `timeline`, action items by `action`."
        ),
    ]
    return forms.modal(
        CHOOSE,
        f"{incident.ref} postmortem",
        blocks,
        submit="Edit",
        metadata={"incident": incident.id, **origin},
    )


def edit_form(review: Review, section: Section, words: str, *, origin: Origin) -> Block:
    """A section's text, over several fields where it is long."""
    incident = review.account.incident
    blocks = [
        forms.text_input(
            f"part_{number}",
            section.title if number == 1 else f"{section.title}, continued",
            value=text,
            multiline=True,
            optional=True,
            hint="Emptied, it shows again what the record says." if number == 1 else "",
        )
        for number, text in enumerate(pieces(words), start=1)
    ]
    return forms.modal(
        EDIT,
        f"{incident.ref} postmortem",
        blocks,
        submit="Save",
        metadata={
            "incident": incident.id,
            **origin,
            "section": section.value,
            "seen": digest(words),
        },
    )


def waive_form(incident: Incident, *, origin: Origin) -> Block:
    """Why there is to be none."""
    reason = forms.text_input("reason", "Why is no postmortem needed?", most=500, focus=True)
    return forms.modal(
        WAIVE,
        f"{incident.ref} postmortem",
        [reason],
        submit="Waive",
        metadata={"incident": incident.id, **origin},
    )


def pieces(words: str) -> list[str]:
    """A text cut into fields, between lines where it can be; a last one with room to go on."""
    made: list[str] = []
    rest = words
    while len(rest) > FIELD and len(made) < MOST_FIELDS - 1:
        at = rest.rfind("\n", 1, FIELD)
        at = at if at > 0 else FIELD
        made.append(rest[:at])
        rest = rest[at:].removeprefix("\n")
    return [*made, rest]


def digest(words: str) -> str:
    """Whether a field was touched: compared with what it was opened with, blanks aside."""
    return f"{crc32(' '.join(words.split()).encode(errors='replace')):x}"
