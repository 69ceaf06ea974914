"""A postmortem beside the record: what is open, what is missing, and how its words read."""

from dataclasses import dataclass

from bot.domain.account import Account
from bot.domain.action_item import ActionItem
from bot.domain.lint import Finding, Level, lint, lint_item
from bot.domain.postmortem import (
    TITLES,
    NotPublishable,
    Postmortem,
    PostmortemState,
    Question,
    Section,
)
from bot.domain.severity import Severity

FACTORS_WANTED = 2
SECTION_OF = {
    Question.FACTORS: Section.FACTORS,
    Question.DECISIONS: Section.IMPACT,
    Question.LIMITED: Section.MITIGATORS,
    Question.LESSONS: Section.LESSONS,
    Question.SOONER: Section.DETECTION,
}


@dataclass(frozen=True, kw_only=True)
class Review:
    account: Account
    postmortem: Postmortem

    @property
    def unanswered(self) -> tuple[Question, ...]:
        """Questions nobody has answered yet."""
        return self.postmortem.unanswered(start_known=self.account.incident.started_at is not None)

    @property
    def asked(self) -> tuple[Question, ...]:
        """All its questions, answered or not."""
        return self.postmortem.asks(start_known=self.account.incident.started_at is not None)

    @property
    def missing(self) -> list[str]:
        """What must be there before it is published, a sentence each."""
        found = [f"“{section.title}” is empty (ST001)" for section in self.postmortem.empty]
        if self.account.incident.severity in {Severity.SEV1, Severity.SEV2}:
            found += [
                f"{item.ref} “{item.text}” has {_lacks(item)}" for item in self.account.incomplete
            ]
        return found

    @property
    def findings(self) -> list[Finding]:
        """How the words of people read: answers, edited sections, the summary, action items."""
        texts = {Section.SUMMARY.title: self.account.incident.summary}
        for question, section in SECTION_OF.items():
            texts[section.title] = self.postmortem.answers.get(question, "")
        for key, words in self.postmortem.sections.items():
            texts[TITLES.get(key, key)] = words
        found = [finding for where, words in texts.items() for finding in lint(where, words)]
        for item in self.account.promised:
            found += lint_item(item.ref, item.text)
        if 0 < self.postmortem.factors < FACTORS_WANTED:
            found.append(ONE_FACTOR)
        return found

    def must_be_publishable(self, *, anyway: bool) -> None:
        """Raise NotPublishable with everything that is missing; `anyway` lets blaming words pass."""
        ref = self.account.incident.ref
        if self.account.incident.status.is_open:
            raise NotPublishable(f"{ref} is open again; publish when it is safe to use.")
        if self.postmortem.state is PostmortemState.WAIVED:
            raise NotPublishable(
                f"{ref}'s postmortem was waived ({self.postmortem.reason}). "
                f"`/data-incident {ref} postmortem draft` takes it up again."
            )
        if self.missing:
            lines = "\n".join(f"• {sentence}" for sentence in self.missing)
            raise NotPublishable(
                f"{ref}'s postmortem is not published yet. Missing:\n{lines}\n"
                f"`/data-incident {ref} postmortem answer` asks for the sections, "
                f"`/data-incident {ref} action` lists the action items."
            )
        wrong = sum(finding.level is Level.ERROR for finding in self.findings)
        if wrong and not anyway:
            raise Unkind(
                f"{ref}'s postmortem is not published yet: {wrong} of its sentences would be read "
                "as blame, or promise nothing that can be checked. Change them, or publish it "
                f"as it is: `/data-incident {ref} postmortem publish anyway`."
            )


class Unkind(NotPublishable):
    """Complete, but its words should be looked at once more; its author decides."""


ONE_FACTOR = Finding(
    rule="ST002",
    level=Level.WARN,
    where=Section.FACTORS.title,
    quote="one contributing factor",
    say="Few incidents have a single cause: name at least two conditions, a line each.",
)


def _lacks(item: ActionItem) -> str:
    lacking = [
        words
        for words, there in (
            ("no type", item.type),
            ("no owner (AI003)", item.owner),
            ("no due date (AI004)", item.due),
        )
        if not there
    ]
    return " and ".join([", ".join(lacking[:-1]), lacking[-1]] if len(lacking) > 1 else lacking)
