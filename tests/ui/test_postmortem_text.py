"""The text of a postmortem: the whole of it, beside one that was looked at and found good."""

import os
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from bot.demo.policy import shop_policy
from bot.domain.account import Account
from bot.domain.incident import Incident
from bot.domain.postmortem import Postmortem, Question, Section
from bot.domain.severity import Severity
from bot.domain.timeline import Entry
from bot.services import postmortems, timeline
from bot.services.account import account_of
from bot.ui.postmortem import pages
from bot.ui.postmortem_text import markdown, parts, words
from storage import Database
from tests.conftest import MovingClock
from tests.making import HOSTILE, NOON, Maker
from tests.services.scripted import ANA, resolved, shop

GOLDEN = Path(__file__).with_name("postmortem.txt")
"""`UPDATE_GOLDEN=1 pytest tests/ui/test_postmortem_text.py` writes it anew: read it before a commit."""
ANSWERS = {
    Question.FACTORS: "Nothing tells the loader's owner of a renamed column\n"
    "The load goes on when a column is missing, and @ben was not told",
    Question.DECISIONS: "Finance held back the board pack by two hours.",
    Question.LIMITED: "Farah Haddad checks the board pack by hand on Tuesdays.",
    Question.LESSONS: "- Well: command was taken in 4 minutes\n- Hard: whose column it was",
}
NASTY = "\n".join(
    (
        "# heading",
        "setext\n===\n---",
        "[link](https://evil.example) ![image](https://evil.example/x.png) <b>html</b> <!-- -->",
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "https://evil.example www.evil.example ana@shop.example [ref]: https://evil.example",
        "```\nfence\n```\n~~~\n    indented\n\tindented",
        "*em* _em_ **b** ~~s~~ `code` $x$ &lt;b&gt; \\# \u202e",
        HOSTILE,
    )
)


@pytest.fixture
async def db(database_url: str, clock: MovingClock) -> AsyncIterator[Database]:
    """With the shop's policy: Farah, who reports it, is not on the data team."""
    database = Database(database_url, shop_policy(), clock)
    yield database
    await database.close()


def tags(text: str) -> set[str]:
    """What a reader of Markdown makes of it."""
    reader = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    found = set()
    for token in reader.parse(text):
        found.add(token.tag or token.type)
        found |= {child.tag or child.type for child in token.children or ()}
    return found - {"inline", "text", ""}


def nasty(maker: Maker) -> tuple[Account, Postmortem]:
    """Everything that people can type, as bad as it can be."""
    account: Account = replace(
        maker.dataclass(Account),
        entries=[
            Entry(
                incident=7,
                seq=number,
                kind=kind,
                facts={"text": NASTY, "author": "U1", "permalink": "javascript:alert(1)"},
                at=NOON,
                written_at=NOON,
            )
            for number, kind in enumerate(("note_added", "message_captured", "a_kind_of_long_ago"))
        ],
    )
    answers = {one.value: NASTY for one in Question}
    sections = {Section.SEVERITY.value: NASTY, Section.TRIGGER.value: NASTY}
    return account, Postmortem(incident=7, drafted_at=NOON, answers=answers, sections=sections)


async def test_a_whole_incident_becomes_a_whole_postmortem(
    db: Database, clock: MovingClock
) -> None:
    incident = await resolved(db, clock)
    async with db.transaction() as tx:
        await postmortems.answer(tx, incident, ANSWERS, by=ANA, now=clock())

    async with db.reading() as tx:
        review = await postmortems.review(tx, incident)
    text = markdown(review.account, review.postmortem)

    if os.environ.get("UPDATE_GOLDEN"):
        GOLDEN.write_text(text, encoding="utf-8")
    assert text == GOLDEN.read_text(encoding="utf-8")


async def test_drafting_twice_gives_the_same_text(db: Database, clock: MovingClock) -> None:
    incident = await resolved(db, clock)
    async with db.reading() as tx:
        review = await postmortems.review(tx, incident)
    first = markdown(review.account, review.postmortem)

    clock.advance(days=3)
    async with db.transaction() as tx:
        await postmortems.draft(tx, incident, now=clock())
        again = await postmortems.review(tx, incident)

    assert markdown(again.account, again.postmortem) == first


async def test_in_sections_about_causes_nobody_has_a_name(db: Database, clock: MovingClock) -> None:
    incident = await resolved(db, clock)
    answers = {
        Question.FACTORS: "<@UBEN> was alone; Ana Silva and Ben asked @chloe and ivy chen",
        Question.LIMITED: "Will power: Farah noticed",
    }
    async with db.transaction() as tx:
        await postmortems.answer(tx, incident, answers, by=ANA, now=clock())
        review = await postmortems.review(tx, incident)

    causes = {one.section: one.body for one in parts(review.account, review.postmortem)}

    assert causes[Section.FACTORS] == (
        "• an owner of the data was alone; the commander and an owner of the data asked "
        "a colleague and a colleague"
    )
    assert causes[Section.MITIGATORS] == "Will power: a stakeholder noticed"
    assert "Ben" not in causes[Section.TRIGGER]
    assert "Ben Okafor" in causes[Section.TIMELINE]


async def test_what_is_not_known_is_said_to_be_not_known(db: Database, clock: MovingClock) -> None:
    await shop(db)
    async with db.transaction() as tx:
        bare = Incident(title="Odd", severity=Severity.SEV2, declared_by=ANA, declared_at=clock())
        incident = await tx.incidents.add(bare)
        account = await account_of(tx, incident)
    text = markdown(account, Postmortem(incident=incident.id, drafted_at=clock()))

    assert "Time to detect (first signal − impact start): not known" in text
    assert "When it began is not known." in text
    assert "The timeline is empty." in text


def test_what_people_type_makes_no_headings_links_images_html_or_tables() -> None:
    account, postmortem = nasty(Maker(text=NASTY))

    text = markdown(account, postmortem)

    assert tags(text) <= {
        "h1",
        "h2",
        "p",
        "ul",
        "ol",
        "li",
        "code_inline",
        "code",
        "softbreak",
        "br",
        "hardbreak",
        "blockquote",
        "strong",
    }
    assert text.count("\n## ") == len(postmortem.parts)
    assert text.count("\n# ") == 0
    assert "javascript:" not in text
    assert "@U1" not in text
    for hidden in ("\x00", "\u202e"):
        assert hidden not in text


def test_ten_thousand_entries_are_whole_in_the_file_and_cut_in_slack() -> None:
    maker = Maker()
    account, postmortem = nasty(maker)
    entries = [
        replace(account.entries[0], seq=number, facts={"text": f"entry {number:05}"})
        for number in range(10_000)
    ]
    account = replace(account, entries=entries)

    text = markdown(account, postmortem)
    shown = {one.section: one.body for one in parts(account, postmortem)}[Section.TIMELINE]

    assert all(f"entry {number:05}" in text for number in (0, 4_999, 9_999))
    assert text.count("entry 0") + text.count("entry 1") >= 1_000
    assert "9940 rows more: the file has them all" in shown
    assert all(len(page) <= 3_000 for page in pages(parts(account, postmortem)))


async def test_a_section_is_edited_from_what_it_says(db: Database, clock: MovingClock) -> None:
    incident = await resolved(db, clock)
    async with db.transaction() as tx:
        review = await postmortems.review(tx, incident)
        as_it_was = words(review.account, review.postmortem, Section.DETECTION)
        edited = f"{as_it_was}\n\n- A freshness check *would* have said so"
        review = await postmortems.edit(
            tx, incident, Section.DETECTION, edited, by=ANA, now=clock()
        )

    text = markdown(review.account, review.postmortem)

    assert "- A freshness check \\*would\\* have said so" in text
    assert "- Time to detect (first signal − impact start): 4 h 56 min" in text


async def test_struck_notes_are_left_out_and_edits_applied(
    db: Database, clock: MovingClock
) -> None:
    incident = await resolved(db, clock)
    async with db.transaction() as tx:
        seq = await timeline.add_note(
            tx, incident, "as it was", by=ANA, now=clock(), at=clock() - timedelta(hours=1)
        )
        await tx.timeline.mark(incident.id, seq, edited="as it is now")
        review = await postmortems.review(tx, incident)

    text = markdown(review.account, review.postmortem)

    assert "as it is now" in text
    assert "as it was" not in text
    assert "A mistaken note" not in text
