"""The language checks: what is found, what is left alone, and that no text makes them slow."""

import re
import time

import pytest

from bot.domain.lint import (
    RULES,
    VAGUE,
    Level,
    by_rule,
    lint,
    lint_item,
    without_directives,
)

FOUND = [
    ("BL001", "We should have tested the loader."),
    ("BL001", "The on-call could have noticed the row count"),
    ("BL001", "<@U012AB> shouldn't have merged it"),
    ("BL001", "@ana.silva, as we all know, would have seen it"),
    ("BL001", "the platform team ought to have known"),
    ("BL002", "The engineer failed to check the counts"),
    ("BL002", "Somebody forgot the backfill"),
    ("BL002", "they didn’t read the runbook"),
    ("BL002", "our data-loading team neglected to say so"),
    ("BL003", "It was human error."),
    ("BL003", "a sloppy job"),
    ("BL003", "Negligence, in a word"),
    ("BL004", "Nobody is to blame"),
    ("BL004", "The culprit was a cron job"),
    ("BL005", "Obviously the table was empty"),
    ("BL005", "just rerun it"),
    ("BL006", "The root cause was a renamed column"),
    ("BL006", "intro\n## Root cause \nmore"),
    ("BL007", "If only the alert had fired"),
    ("BL008", "Who broke the pipeline?"),
    ("BL008", "why didn't you ask?"),
    ("BL008", "why did <@U012AB> merge"),
    ("BL009", "a catastrophic load"),
    ("BL009", "It was late!!"),
]
LEFT_ALONE = [
    "The task failed to start.",
    "The alert should have fired at 06:00.",
    "We met. The alert should have fired.",
    "We met\nand the alert should have fired",
    "The job did not check the schema.",
    "A blameless review of the load.",
    "The user erred on the side of caution!",
    "We looked, for quite a while and with all the care there is, and it could have",
    "The simplest thing: adjust runners.",
    "> we should have tested it, wrote the customer",
    "  > it was human error",
]
VAGUE_ITEMS = [
    "Improve monitoring",
    "- investigate the loader",
    " * Make sure it runs",
    "Look into alerts",
    "Be more careful",
]
CLEAR_ITEMS = [
    "Fail the load when a column is missing",
    "Add a monitor on raw.orders",
    "Improvements: none",
    "Monitoring of raw.orders pages the owner at 06:00",
]
ADVERSARIAL = {
    "a handle without end": "@" + "a" * 65_535,
    "handles only": "@a" * 32_768,
    "teams without a team": "the the-" * 8_192,
    "headings": "#" * 65_536,
    "blanks": " " * 65_536,
    "empty lines": "\n" * 65_536,
    "people, and people": "we i they " * 6_554,
    "phrases without people": "should have " * 5_461,
    "almost a mention": "<@u" + "a" * 65_533,
    "almost ignored": "lint: ignore bl001 " * 3_449,
    "almost who": "who did" * 9_362,
    "didn't": "didn't did not " * 4_369,
}


def rules(text: str) -> list[str]:
    return [finding.rule for finding in lint("Summary", text)]


@pytest.mark.parametrize(("rule", "text"), FOUND)
def test_what_reads_as_blame_or_guesswork_is_found(rule: str, text: str) -> None:
    assert rule in rules(text)


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_what_has_no_human_subject_or_is_quoted_is_left_alone(text: str) -> None:
    assert rules(text) == []


@pytest.mark.parametrize("text", VAGUE_ITEMS)
def test_an_action_item_that_promises_nothing_is_found(text: str) -> None:
    assert [one.rule for one in lint_item("DI-7.1", text)] == ["AI001"]


@pytest.mark.parametrize("text", CLEAR_ITEMS)
def test_an_action_item_with_an_end_is_left_alone(text: str) -> None:
    assert lint_item("DI-7.1", text) == []


def test_levels_are_those_of_the_table() -> None:
    levels = {rule.id: rule.level for rule in (*RULES, VAGUE)}

    assert levels == {
        "BL001": Level.WARN,
        "BL002": Level.WARN,
        "BL003": Level.ERROR,
        "BL004": Level.ERROR,
        "BL005": Level.INFO,
        "BL006": Level.INFO,
        "BL007": Level.WARN,
        "BL008": Level.WARN,
        "BL009": Level.INFO,
        "AI001": Level.ERROR,
    }


def test_a_finding_says_where_what_and_what_instead() -> None:
    (finding,) = lint("Contributing factors", "At nine, ANA SILVA said it was human error, which")

    assert finding.where == "Contributing factors"
    assert "human error" in finding.quote
    assert finding.say == "Name the missing guard."


@pytest.mark.parametrize(
    "text",
    [
        "we should have tested lint: ignore BL001 quoted from the review",
        "lint: ignore BL001 quoted from the review\nwe should have tested",
        "LINT: IGNORE bl001 it is theirs\nwe could have",
    ],
)
def test_a_line_may_be_exempt_with_a_reason(text: str) -> None:
    assert rules(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "we should have tested lint: ignore BL001",
        "lint: ignore BL003 another rule\nwe should have tested",
        "lint: ignore BL001 reason\n\nwe should have tested",
    ],
)
def test_without_a_reason_or_for_another_rule_or_line_it_is_found(text: str) -> None:
    assert rules(text) == ["BL001"]


def test_directives_are_not_published() -> None:
    text = "One.\nlint: ignore BL001 theirs\nWe should have. lint: ignore BL001 theirs\nTwo."

    assert without_directives(text) == "One.\nWe should have.\nTwo."


def test_errors_come_first_when_grouped() -> None:
    found = lint("x", "Obviously we should have. Human error!!\nIf only. Human error.")

    assert list(by_rule(found)) == ["BL003", "BL001", "BL007", "BL005", "BL009"]
    assert len(by_rule(found)["BL003"]) == 2


def test_letters_that_grow_in_lower_case_do_not_move_what_is_found() -> None:
    (finding,) = lint("x", "İİİİ " * 20 + "we should have")

    assert finding.quote.endswith("we should have")


@pytest.mark.parametrize("text", ADVERSARIAL.values(), ids=ADVERSARIAL)
def test_the_time_it_takes_grows_with_the_text_and_not_faster(text: str) -> None:
    def seconds(words: str) -> float:
        best = 9.0
        for _ in range(5):
            begun = time.thread_time()
            lint("x", words)
            lint_item("x", words)
            best = min(best, time.thread_time() - begun)
        return best

    an_eighth, whole = seconds(text[:8_192]), seconds(text)

    # Quadratic work would be 64 times as much; the machine may be busy, so more than 8 is allowed.
    assert whole <= 24 * an_eighth + 0.002


def test_every_pattern_holds_one_of_the_words_looked_for_first() -> None:
    for rule, text in FOUND:
        (meant,) = (one for one in RULES if one.id == rule)
        assert any(words in text.lower() for words in meant.holds)
        assert re.search(meant.pattern, text.lower().replace("’", "'"))
