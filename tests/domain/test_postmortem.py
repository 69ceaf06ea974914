"""What a postmortem asks, when it is due, what it must have, and how incidents are measured."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain import measures
from bot.domain.account import Account
from bot.domain.action_item import ActionItem, ActionType
from bot.domain.errors import InvalidInput, NothingToChange, NotInThisStatus
from bot.domain.incident import Incident
from bot.domain.policy import Policy
from bot.domain.postmortem import (
    NotPublishable,
    Postmortem,
    PostmortemState,
    Question,
    Section,
    due,
)
from bot.domain.promise import Promise, PromiseKind, PromiseState
from bot.domain.review import Review, Unkind
from bot.domain.severity import Severity
from bot.domain.status import Status

FRIDAY = datetime(2026, 2, 6, 15, 0, tzinfo=UTC)
DRAFT = Postmortem(incident=7, drafted_at=FRIDAY)
ANSWERED = replace(
    DRAFT,
    answers={
        "factors": "one\ntwo",
        "limited": "nothing",
        "lessons": "much",
        "decisions": "none",
        "sooner": "a check",
    },
)
INCIDENT = Incident(
    id=7,
    title="Revenue is missing",
    severity=Severity.SEV1,
    declared_by="UANA",
    declared_at=FRIDAY,
    status=Status.RESOLVED,
)


def reviewed(postmortem: Postmortem = ANSWERED, *items: ActionItem, **changes: object) -> Review:
    incident = replace(INCIDENT, **changes)  # type: ignore[arg-type]  # a test names what it is about
    rules = Policy().of(incident.severity)
    return Review(
        account=Account(incident=incident, rules=rules, items=items), postmortem=postmortem
    )


def item(text: str = "Fail the load when a column is missing", **more: object) -> ActionItem:
    made = ActionItem(incident=7, number=1, text=text, created_at=FRIDAY, created_by="UANA")
    return replace(made, **more)  # type: ignore[arg-type]  # a test names what it is about


@pytest.mark.parametrize(
    ("days", "working", "at"),
    [
        (3, False, datetime(2026, 2, 9, 15, 0, tzinfo=UTC)),
        (5, True, datetime(2026, 2, 13, 15, 0, tzinfo=UTC)),
        (1, True, datetime(2026, 2, 9, 15, 0, tzinfo=UTC)),
    ],
)
def test_it_is_due_in_days_or_in_working_days(days: int, working: bool, at: datetime) -> None:
    assert due(FRIDAY, days=days, working=working, timezone="UTC") == at


def test_it_is_due_at_the_same_wall_time_across_a_change_of_the_clock() -> None:
    before = datetime(2026, 3, 27, 15, 0, tzinfo=UTC)

    assert due(before, days=3, working=False, timezone="Europe/Lisbon") == datetime(
        2026, 3, 30, 14, 0, tzinfo=UTC
    )


def test_at_most_five_questions_are_asked_and_the_start_only_where_nobody_knows_it() -> None:
    assert len(DRAFT.asks(start_known=False)) == 5
    assert DRAFT.asks(start_known=False)[0] is Question.STARTED
    assert Question.STARTED not in DRAFT.asks(start_known=True)
    assert Question.SOONER in DRAFT.asks(start_known=True)


def test_answering_the_start_does_not_bring_another_question() -> None:
    answered = replace(DRAFT, answers={"started": "2026-02-06T07:00:00+00:00"})

    assert answered.asks(start_known=True) == DRAFT.asks(start_known=False)


def test_a_short_one_asks_three_questions() -> None:
    assert replace(DRAFT, short=True).asks(start_known=False) == (
        Question.STARTED,
        Question.FACTORS,
        Question.DECISIONS,
    )


def test_what_is_answered_or_written_is_not_asked_again() -> None:
    written = replace(DRAFT, sections={"factors": "x"}, answers={"limited": "y"})

    assert set(written.unanswered(start_known=True)) == {
        Question.DECISIONS,
        Question.LESSONS,
        Question.SOONER,
    }


def test_answers_that_are_as_they_were_change_nothing() -> None:
    with pytest.raises(NothingToChange):
        ANSWERED.answer({Question.LIMITED: "nothing"}, by="UANA")


def test_an_answer_is_taken_back_by_emptying_it() -> None:
    changed, event = ANSWERED.answer({Question.LIMITED: ""}, by="UANA")

    assert Question.LIMITED not in changed.answers
    assert event.sections == ("limited",)


@pytest.mark.parametrize("section", [Section.TIMELINE, Section.ACTIONS])
def test_what_the_record_shows_is_not_edited_as_text(section: Section) -> None:
    with pytest.raises(InvalidInput):
        DRAFT.edit(section, "x", by="UANA")


def test_publishing_again_makes_the_next_version_unless_nothing_changed() -> None:
    first, _ = DRAFT.publish("text", by="UANA", now=FRIDAY)
    second, event = first.publish("other text", by="UANA", now=FRIDAY)

    assert (first.version, second.version, event.version) == (1, 2, 2)
    assert (first.file_name, second.file_name) == (
        "DI-7-postmortem.md",
        "DI-7-postmortem-v2.md",
    )
    with pytest.raises(NothingToChange):
        second.publish("other text", by="UANA", now=FRIDAY)


def test_waiving_needs_a_reason_and_comes_before_publishing() -> None:
    waived, _ = DRAFT.waive(reason="a drill", by="UANA")
    published, _ = DRAFT.publish("text", by="UANA", now=FRIDAY)

    assert waived.state is PostmortemState.WAIVED
    with pytest.raises(InvalidInput):
        DRAFT.waive(reason="", by="UANA")
    with pytest.raises(NotInThisStatus):
        published.waive(reason="why not", by="UANA")


def test_what_is_empty_is_named_before_it_is_published() -> None:
    with pytest.raises(NotPublishable) as refused:
        reviewed(DRAFT).must_be_publishable(anyway=True)

    for title in ("Contributing factors", "What limited the damage", "What went well"):
        assert title in str(refused.value)


def test_a_short_one_needs_its_factors_alone() -> None:
    assert replace(DRAFT, short=True).empty == (Section.FACTORS,)


def test_action_items_are_complete_before_a_sev1_is_published() -> None:
    bare = reviewed(ANSWERED, item())
    owned = reviewed(ANSWERED, item(type=ActionType.PREVENT, owner="UBEN", due=date(2026, 3, 1)))

    with pytest.raises(NotPublishable) as refused:
        bare.must_be_publishable(anyway=False)
    owned.must_be_publishable(anyway=False)

    assert "no type, no owner (AI003) and no due date (AI004)" in str(refused.value)
    assert "DI-7.1" in str(refused.value)


def test_a_sev3_may_leave_action_items_open() -> None:
    assert reviewed(ANSWERED, item(), severity=Severity.SEV3).missing == []


def test_blaming_words_ask_once_more_and_let_their_author_decide() -> None:
    unkind = reviewed(replace(ANSWERED, answers={**ANSWERED.answers, "limited": "human error"}))

    with pytest.raises(Unkind):
        unkind.must_be_publishable(anyway=False)
    unkind.must_be_publishable(anyway=True)


def test_a_single_factor_is_a_hint_and_no_obstacle() -> None:
    one = reviewed(replace(ANSWERED, answers={**ANSWERED.answers, "factors": "- one"}))

    one.must_be_publishable(anyway=False)

    assert [finding.rule for finding in one.findings] == ["ST002"]


def test_each_duration_follows_its_formula() -> None:
    def at(minutes: int) -> datetime:
        return FRIDAY + timedelta(minutes=minutes)

    incident = replace(
        INCIDENT,
        started_at=at(-60),
        detected_at=at(-10),
        acknowledged_at=at(4),
        first_update_at=at(15),
        mitigated_at=at(60),
        safe_at=at(180),
    )

    minutes = [
        formula(incident)
        for formula in (
            measures.time_to_detect,
            measures.time_to_acknowledge,
            measures.time_to_first_update,
            measures.felt_silence,
            measures.time_to_mitigate,
            measures.time_to_restore,
            measures.impact_span,
        )
    ]

    assert minutes == [timedelta(minutes=one) for one in (50, 14, 15, 75, 120, 190, 240)]


def test_a_duration_without_both_its_instants_is_not_known() -> None:
    assert measures.time_to_detect(INCIDENT) is None
    assert measures.time_to_restore(replace(INCIDENT, safe_at=FRIDAY)) is None
    assert (
        measures.time_to_detect(
            replace(INCIDENT, started_at=FRIDAY, detected_at=FRIDAY - timedelta(minutes=1))
        )
        is None
    )


def test_promises_kept_are_counted_of_those_that_were_due() -> None:
    states = ("kept", "kept", "missed", "moved", "open", "dropped")
    promises = [
        Promise(
            incident=7,
            kind=PromiseKind.NEXT_UPDATE,
            due=FRIDAY,
            made_at=FRIDAY,
            state=PromiseState(state),
        )
        for state in states
    ]
    etas = [replace(promises[0], kind=PromiseKind.ETA)]

    assert measures.cadence([*promises, *etas]) == measures.Cadence(kept=2, due=3, moved=1)
