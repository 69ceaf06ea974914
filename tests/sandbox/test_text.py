"""What Slack makes of typed text before the bot reads it."""

import pytest

from bot.sandbox import Person, Sandbox
from bot.sandbox.model import Channel
from bot.sandbox.text import Typed, escape, unescape


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("a & b", "a &amp; b"),
        ("<!channel>", "&lt;!channel&gt;"),
        ("<@U404>", "&lt;@U404&gt;"),
        ("<https://evil.example|click>", "&lt;<https://evil.example>|click&gt;"),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("{{ 7*7 }}", "{{ 7*7 }}"),
        ("see https://shop.example/a?b=1&c=2.", "see <https://shop.example/a?b=1&amp;c=2>."),
        ("@here!", "<!here>!"),
        ("write to ana@shop.example", "write to <mailto:ana@shop.example|ana@shop.example>"),
        ("@nobody #nowhere", "@nobody #nowhere"),
        ("", ""),
    ],
)
def test_typed_text_is_escaped_and_linked(sandbox: Sandbox, typed: str, sent: str) -> None:
    assert Typed(sandbox.workspace, command=False).sent(typed) == sent


def test_messages_and_commands_name_people_each_in_their_way(
    sandbox: Sandbox, ana: Person, general: Channel
) -> None:
    board = sandbox.add_channel("board", private=True)
    typed = f"@ana. see #general, #board and {ana.mention}"

    message = Typed(sandbox.workspace, command=False).sent(typed)
    command = Typed(sandbox.workspace, command=True).sent(typed)

    places = f"<#{general.id}|general>, <#{board.id}|>"
    assert message == f"<@{ana.id}>. see {places} and <@{ana.id}>"
    assert command == f"<@{ana.id}|ana>. see {places} and <@{ana.id}|ana>"


@pytest.mark.parametrize("text", ["&amp;", "<&>", "a < b && c > d", "&lt;"])
def test_escaping_can_be_undone(text: str) -> None:
    assert unescape(escape(text)) == text
