"""Slack's markup, read as the words that were typed."""

import pytest

from bot.domain.markup import people_in, plain


@pytest.mark.parametrize(
    ("sent", "typed"),
    [
        ("<@U1ANA> restarted it", "@ana restarted it"),
        ("<@U1ANA|Ana> and <@U9> did", "@Ana and @U9 did"),
        ("see <#C1|finance>", "see #finance"),
        ("<!channel> <!here|here> <!date^1^{time}|noon>", "@channel @here @noon"),
        ("<https://x.example|the log>", "the log (https://x.example)"),
        ("<https://x.example>", "https://x.example"),
        ("a &lt;b&gt; &amp;amp; c", "a <b> &amp; c"),
        ("nul\x00 and \ud800 half", "nul and  half"),
    ],
)
def test_markup_is_read_as_what_was_typed(sent: str, typed: str) -> None:
    assert plain(sent, {"U1ANA": "ana"}) == typed


def test_people_are_found_in_order_each_once() -> None:
    assert people_in("<@U2> <@U1|ana> <@U2> <!here>") == ["U2", "U1"]
