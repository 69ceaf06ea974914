"""What we learned: a postmortem's sections, the questions it asks, its states and what is missing."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Self
from zoneinfo import ZoneInfo

from bot.domain import event as events
from bot.domain.errors import BotError, InvalidInput, NothingToChange, NotInThisStatus


class PostmortemState(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    WAIVED = "waived"


class Section(StrEnum):
    """In the order they are read; `title` is the heading."""

    SUMMARY = "summary"
    IMPACT = "impact"
    RANGES = "ranges"
    SEVERITY = "severity"
    DETECTION = "detection"
    TRIGGER = "trigger"
    FACTORS = "factors"
    MITIGATORS = "mitigators"
    RESPONSE = "response"
    RESTORATION = "restoration"
    ALL_CLEAR = "all_clear"
    TIMELINE = "timeline"
    RECURRENCE = "recurrence"
    LESSONS = "lessons"
    ACTIONS = "actions"
    OPEN = "open"

    @property
    def title(self) -> str:  # type: ignore[override]  # a heading, not str.title
        """The heading."""
        return TITLES[self]


TITLES: Mapping[str, str] = {
    Section.SUMMARY: "Summary",
    Section.IMPACT: "Impact on decisions",
    Section.RANGES: "Assets and bad ranges",
    Section.SEVERITY: "Severity history",
    Section.DETECTION: "Detection",
    Section.TRIGGER: "Trigger and lead-up",
    Section.FACTORS: "Contributing factors",
    Section.MITIGATORS: "What limited the damage",
    Section.RESPONSE: "Response and communication",
    Section.RESTORATION: "Restoration",
    Section.ALL_CLEAR: "All-clear evidence",
    Section.TIMELINE: "Timeline (UTC)",
    Section.RECURRENCE: "Recurrence",
    Section.LESSONS: "What went well, what was hard, where we were lucky",
    Section.ACTIONS: "Action items",
    Section.OPEN: "Open questions",
}

FULL = tuple(Section)
SHORT = (
    Section.SUMMARY,
    Section.IMPACT,
    Section.RANGES,
    Section.DETECTION,
    Section.FACTORS,
    Section.RESTORATION,
    Section.ALL_CLEAR,
    Section.RECURRENCE,
    Section.ACTIONS,
    Section.OPEN,
)
CAUSAL = frozenset({Section.TRIGGER, Section.FACTORS, Section.MITIGATORS})
"""People appear by role here: what people did is never a cause."""
FROM_THE_RECORD = frozenset({Section.TIMELINE, Section.ACTIONS})
"""Not edited as text: `note`, `timeline` and `action` change what they show."""


class Question(StrEnum):
    """What the record cannot answer, in the order of asking."""

    STARTED = "started"
    FACTORS = "factors"
    DECISIONS = "decisions"
    LIMITED = "limited"
    LESSONS = "lessons"
    SOONER = "sooner"

    @property
    def words(self) -> str:
        """As it is asked."""
        return ASKED[self]


ASKED = {
    Question.STARTED: "When did the data begin to be wrong or missing?",
    Question.FACTORS: "Which conditions had to come together for this? A line each, two or more.",
    Question.DECISIONS: "Which decisions used wrong or missing figures? Whose, and when?",
    Question.LIMITED: "What limited the damage?",
    Question.LESSONS: "What went well, what was hard, where were we lucky? A line each.",
    Question.SOONER: "How could we have noticed in half the time?",
}

QUESTIONS = 5
"""A postmortem asks at most so much."""
QUESTIONS_SHORT = 3
REQUIRED = {Section.FACTORS: Question.FACTORS, Section.MITIGATORS: Question.LIMITED}
REQUIRED_FULL = {**REQUIRED, Section.LESSONS: Question.LESSONS}
REQUIRED_SHORT = {Section.FACTORS: Question.FACTORS}


class NotPublishable(BotError):
    """What must be done before it is published; the sentence names it all."""


@dataclass(frozen=True, kw_only=True)
class Postmortem:
    """`sections` are texts people wrote instead of the record's, by section; `answers` what they
    answered, by question; all else is a function of the record."""

    incident: int
    drafted_at: datetime
    state: PostmortemState = PostmortemState.DRAFT
    short: bool = False
    sections: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    version: int = 0
    markdown: str = ""
    due_at: datetime | None = None
    remind_at: datetime | None = None
    published_at: datetime | None = None
    published_by: str = ""
    reason: str = ""

    @property
    def parts(self) -> tuple[Section, ...]:
        """The sections it has."""
        return SHORT if self.short else FULL

    @property
    def file_name(self) -> str:
        """Such as DI-7-postmortem.md; later versions carry their number."""
        later = f"-v{self.version}" if self.version > 1 else ""
        return f"DI-{self.incident}-postmortem{later}.md"

    def asks(self, *, start_known: bool) -> tuple[Question, ...]:
        """What it asks, answered or not: at most five, the start only where nobody knows it."""
        ask_start = not start_known or Question.STARTED in self.answers
        asked = [one for one in Question if one is not Question.STARTED or ask_start]
        if self.short:
            wanted = {Question.STARTED, Question.FACTORS, Question.DECISIONS, Question.SOONER}
            return tuple(one for one in asked if one in wanted)[:QUESTIONS_SHORT]
        return tuple(asked[:QUESTIONS])

    def unanswered(self, *, start_known: bool) -> tuple[Question, ...]:
        """Of these, the ones nobody has answered, nor written the section of."""
        written = {
            question for section, question in REQUIRED_FULL.items() if section in self.sections
        }
        return tuple(
            one
            for one in self.asks(start_known=start_known)
            if not self.answers.get(one) and one not in written
        )

    @property
    def empty(self) -> tuple[Section, ...]:
        """Required sections that nobody has written yet (ST001)."""
        required = REQUIRED_SHORT if self.short else REQUIRED_FULL
        return tuple(
            section
            for section, question in required.items()
            if not self.sections.get(section) and not self.answers.get(question)
        )

    @property
    def factors(self) -> int:
        """How many contributing factors are named: a line each."""
        text = self.sections.get(Section.FACTORS) or self.answers.get(Question.FACTORS, "")
        return sum(bool(line.strip(" -*•\t")) for line in text.splitlines())

    def answer(
        self, answers: Mapping[Question, str], *, by: str
    ) -> tuple[Self, "events.PostmortemEdited"]:
        """Keep answers; an empty one takes an answer back."""
        changed = {one: text for one, text in answers.items() if text != self.answers.get(one, "")}
        if not changed:
            raise NothingToChange("Nothing was changed: the answers are as they were.")
        kept = {**self.answers, **{one.value: text for one, text in changed.items()}}
        event = events.PostmortemEdited(incident=self.incident, by=by, sections=tuple(changed))
        return replace(self, answers={key: text for key, text in kept.items() if text}), event

    def edit(
        self, section: Section, text: str, *, by: str
    ) -> tuple[Self, "events.PostmortemEdited"]:
        """Replace what the record says in one section; an empty text brings the record's back."""
        if section in FROM_THE_RECORD:
            raise InvalidInput("section", f"“{section.title}” is shown from the record.")
        if text == self.sections.get(section, ""):
            raise NothingToChange("Nothing was changed: the section reads so already.")
        kept = {key: value for key, value in self.sections.items() if key != section}
        if text:
            kept[section.value] = text
        event = events.PostmortemEdited(incident=self.incident, by=by, sections=(section,))
        return replace(self, sections=kept), event

    def publish(
        self, markdown: str, *, by: str, now: datetime
    ) -> tuple[Self, "events.PostmortemPublished"]:
        """Keep the text as the next version."""
        if self.state is PostmortemState.PUBLISHED and markdown == self.markdown:
            raise NothingToChange(
                f"DI-{self.incident}'s postmortem is published already (version {self.version}), "
                "and nothing has changed since."
            )
        event = events.PostmortemPublished(incident=self.incident, by=by, version=self.version + 1)
        return replace(
            self,
            state=PostmortemState.PUBLISHED,
            markdown=markdown,
            version=self.version + 1,
            published_at=now,
            published_by=by,
            remind_at=None,
        ), event

    def waive(self, *, reason: str, by: str) -> tuple[Self, "events.PostmortemWaived"]:
        """Do without one, and say why."""
        if self.state is PostmortemState.PUBLISHED:
            raise NotInThisStatus(f"DI-{self.incident}'s postmortem is published; it stays.")
        if not reason:
            raise InvalidInput("reason", "Say why no postmortem is needed; the reason is kept.")
        event = events.PostmortemWaived(incident=self.incident, by=by, reason=reason)
        return replace(
            self, state=PostmortemState.WAIVED, reason=reason, due_at=None, remind_at=None
        ), event


def due(resolved: datetime, *, days: int, working: bool, timezone: str) -> datetime:
    """So many days later at the same wall time; of working days, Saturday and Sunday do not count."""
    zone = ZoneInfo(timezone)
    at, left = resolved.astimezone(zone), days
    while left:
        at += timedelta(days=1)
        if not working or at.weekday() < 5:
            left -= 1
    return at.astimezone(resolved.tzinfo)
