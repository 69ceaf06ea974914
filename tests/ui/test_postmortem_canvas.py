"""What people typed mentions nobody in a canvas, makes nothing of it ours, and no table of it."""

import json
import re
from importlib import resources

import pytest

from bot.services.undelivered import PLAN
from bot.ui.postmortem_canvas import canvas, mark
from bot.ui.postmortem_text import markdown
from tests.making import Maker
from tests.ui.test_postmortem_text import NASTY, nasty, tags

MENTIONS = (
    "![](@UANA)",
    "![](#C0123)",
    "!\\[](@UANA)",
    "! [](@UANA)",
    "`![](@UANA)`",
    "https://evil.example/![](@UANA)/x",
    "www.evil.example/![](#C0123)x",
    "ana![](@UANA)@shop.example",
    "<![](@UANA)>",
    "!\u200b[](@UANA)",
    "!\x00[](@UANA)",
    "!\u202e[](@UANA)",
)


def drawn(text: str) -> str:
    account, postmortem = nasty(Maker(text=text))
    return canvas("DI-7", markdown(account, postmortem))


@pytest.mark.parametrize("text", MENTIONS)
def test_text_of_people_mentions_nobody(text: str) -> None:
    shown = drawn(f"{text}\n{NASTY}")

    assert "![" not in shown
    assert "img" not in tags(shown)


def test_it_is_the_file_under_a_heading_of_ours() -> None:
    account, postmortem = nasty(Maker())
    file = markdown(account, postmortem)

    title, heading, rest = canvas("DI-7", file).split("\n\n", 2)

    assert f"{title}\n\n{rest}" == file.replace("![", "!\u2060[")
    assert heading == f"### {mark('DI-7')}"
    assert mark("DI-7") not in mark("DI-71")


def test_its_headings_are_those_that_a_canvas_has_and_it_has_no_table() -> None:
    shown = drawn("| a | b |\n|---|---|\n#### four\n| 1 | 2 |")

    assert set(re.findall(r"^#+ ", shown, re.MULTILINE)) <= {"# ", "## ", "### "}
    assert [line for line in shown.splitlines() if line.lstrip().startswith("|")] == []


def test_every_refusal_for_want_of_a_plan_is_known() -> None:
    text = resources.files("bot").joinpath("slack_limits.json").read_text(encoding="utf-8")

    gated = json.loads(text)["error_classes"]["plan_gated"]
    assert {code for code in gated if "limit" not in code} == PLAN
