"""What Slack would complain about, worded and addressed as it does."""

from typing import Any

import pytest

from bot.sandbox.blocks import problems_of_message
from tests.sandbox.payloads import (
    Json,
    actions,
    button,
    entry,
    message,
    mrkdwn,
    options,
    overflow,
    picture,
    plain,
    section,
    select,
    table,
    text_input,
    worded,
)

CHOSEN = options(3)[1]
OTHER = {"text": plain(1), "value": "other"}


MESSAGES = [
    ("no blocks", {"text": "hello"}, []),
    ("an empty list", message(), []),
    ("no list", {"blocks": "[]"}, ["invalid_blocks_format"]),
    ("a block that is no object", message("x"), [("must provide an object", "/blocks/0")]),  # type: ignore[arg-type]
    ("a block without a type", message({}), [("missing required field: type", "/blocks/0")]),
    ("an unknown block", message({"type": "hr"}), [("unsupported type: hr", "/blocks/0/type")]),
    ("a type that is no text", message({"type": 7}), [("unsupported type: 7", "/blocks/0/type")]),
    (
        "a form's block in a message",
        message({"type": "alert", "text": plain(1)}),
        [("unsupported type: alert", "/blocks/0/type")],
    ),
    (
        "a block whose shape is not published",
        message({"type": "data_table"}),
        [("unsupported type: data_table", "/blocks/0/type")],
    ),
    (
        "an unknown key",
        message({"type": "divider", "text": plain(1)}),
        [("invalid additional property: text", "/blocks/0")],
    ),
    (
        "a label that is too long",
        message({"type": "divider"}, *actions(button(0), button(1, text=plain(76)))["blocks"]),
        [("must be less than 76 characters", "/blocks/1/elements/1/text/text")],
    ),
    ("empty text", section(text=mrkdwn(0)), [("must be more than 0 characters", "/blocks/0/text/text")]),
    ("null", section(text=None), [("must provide an object", "/blocks/0/text")]),
    (
        "mrkdwn where only plain text goes",
        message({"type": "header", "text": mrkdwn(1)}),
        [("unsupported type: mrkdwn", "/blocks/0/text/type")],
    ),
    (
        "emoji in mrkdwn",
        section(text={**mrkdwn(1), "emoji": True}),
        [("invalid additional property: emoji", "/blocks/0/text")],
    ),
    (
        "a section without text",
        section(),
        [("missing required field: text or fields", "/blocks/0")],
    ),
    (
        "a header without text",
        message({"type": "header"}),
        [("missing required field: text", "/blocks/0")],
    ),
    (
        "an input among actions",
        actions({"type": "plain_text_input"}),
        [("unsupported type: plain_text_input", "/blocks/0/elements/0/type")],
    ),
    (
        "a button as an input",
        entry(button()),
        [("unsupported type: button", "/blocks/0/element/type")],
    ),
    (
        "a file input outside a form",
        entry({"type": "file_input"}),
        [("unsupported type: file_input", "/blocks/0/element/type")],
    ),
    (
        "an action id used twice in a block",
        actions(button(1), button(1)),
        [("`action_id` a1 is used twice in its block", "/blocks/0/elements/1/action_id")],
    ),
    (
        "the same action id in two blocks",
        message(*actions(button(1))["blocks"], *actions(button(1))["blocks"]),
        [],
    ),
    (
        "a block id used twice",
        message({"type": "divider", "block_id": "b"}, {"type": "divider", "block_id": "b"}),
        [("`block_id` b is used twice", "/blocks/1/block_id")],
    ),
    (
        "an unknown style",
        actions(button(style="default")),
        [("must be a valid enum value", "/blocks/0/elements/0/style")],
    ),
    (
        "a link that is none",
        actions(button(url="javascript:alert(1)")),
        [("must be a valid http or https URL", "/blocks/0/elements/0/url")],
    ),
    (
        "an image without its description",
        message({"type": "image", "image_url": "https://shop.example/a.png"}),
        [("missing required field: alt_text", "/blocks/0")],
    ),
    (
        "an image from two sources",
        message(picture(slack_file={"id": "F1"})),
        [("must provide only one of image_url, slack_file", "/blocks/0")],
    ),
    (
        "options beside groups",
        select(options=options(1), option_groups=[{"label": plain(1), "options": options(1)}]),
        [("must provide only one of options, option_groups", "/blocks/0/elements/0")],
    ),
    (
        "a menu without options",
        select(),
        [("missing required field: options or option_groups", "/blocks/0/elements/0")],
    ),
    ("a preselected option", select(options=options(3), initial_option=CHOSEN), []),
    (
        "a preselected option in a group",
        select(option_groups=[{"label": plain(1), "options": options(3)}], initial_option=CHOSEN),
        [],
    ),
    (
        "a preselected option that is not offered",
        select(options=options(3), initial_option=OTHER),
        [("must exactly match one of the options", "/blocks/0/elements/0/initial_option")],
    ),
    (
        "a ticked box that is not offered",
        actions({"type": "checkboxes", "options": options(2), "initial_options": [CHOSEN, OTHER]}),
        [("must exactly match one of the options", "/blocks/0/elements/0/initial_options/1")],
    ),
    (
        "mrkdwn in a menu's option",
        select(options=[{"text": mrkdwn(1), "value": "1"}]),
        [("unsupported type: mrkdwn", "/blocks/0/elements/0/options/0/text/type")],
    ),
    (
        "mrkdwn beside a checkbox",
        actions({"type": "checkboxes", "options": [{"text": mrkdwn(1), "value": "1"}]}),
        [],
    ),
    (
        "a link in a menu's option",
        select(options=options(1, url="https://shop.example")),
        [("invalid additional property: url", "/blocks/0/elements/0/options/0")],
    ),
    ("a link in an overflow menu", overflow(options=options(1, url="https://shop.example")), []),
    (
        "a confirmation without a way back",
        actions(button(confirm={"title": plain(1), "text": plain(1), "confirm": plain(1)})),
        [("missing required field: deny", "/blocks/0/elements/0/confirm")],
    ),
    (
        "a date that is none",
        actions({"type": "datepicker", "initial_date": "2026-13-01"}),
        [("must be a date in the format YYYY-MM-DD", "/blocks/0/elements/0/initial_date")],
    ),
    (
        "a date that is no text",
        actions({"type": "datepicker", "initial_date": 20260201}),
        [("must provide a string", "/blocks/0/elements/0/initial_date")],
    ),
    (
        "a length that is no number",
        text_input(max_length="300"),
        [("must provide an integer", "/blocks/0/element/max_length")],
    ),
    (
        "elements that are no list",
        message({"type": "actions", "elements": {}}),
        [("must provide an array", "/blocks/0/elements")],
    ),
    (
        "a column with an unknown alignment",
        table(column_settings=[{"align": "left", "is_wrapped": True}, {"align": "top"}]),
        [("must be a valid enum value", "/blocks/0/column_settings/1/align")],
    ),
    (
        "a time that is none",
        actions({"type": "timepicker", "initial_time": "24:00"}),
        [("must be a time in the format HH:mm", "/blocks/0/elements/0/initial_time")],
    ),
    (
        "milliseconds for a moment",
        actions({"type": "datetimepicker", "initial_date_time": 1_770_000_000_000}),
        [
            (
                "must be between 1000000000 and 9999999999",
                "/blocks/0/elements/0/initial_date_time",
            )
        ],
    ),
    (
        "a number input that does not say whether it takes decimals",
        entry({"type": "number_input"}),
        [("missing required field: is_decimal_allowed", "/blocks/0/element")],
    ),
    (
        "a prefilled text longer than the field",
        text_input(max_length=3, initial_value="four"),
        [("must be less than 4 characters", "/blocks/0/element/initial_value")],
    ),
    (
        "a truth that is a word",
        text_input(multiline="true"),
        [("must provide a boolean", "/blocks/0/element/multiline")],
    ),
    (
        "blocks inside an attachment",
        {"attachments": [{"color": "#f00", "blocks": [{"type": "hr"}]}]},
        [("unsupported type: hr", "/attachments/0/blocks/0/type")],
    ),
    ("too many attachments", {"attachments": [{}] * 101}, ["too_many_attachments"]),
    (
        "more text than a message carries",
        message(*[{"type": "section", "text": mrkdwn(2_001)}] * 5),
        ["msg_blocks_too_long"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("payload", "expected"),
    [pytest.param(payload, expected, id=name) for name, payload, expected in MESSAGES],
)
def test_a_message_is_judged_as_slack_would(payload: Json, expected: list[Any]) -> None:
    assert problems_of_message(payload) == worded(expected)


def test_every_problem_is_told_at_once() -> None:
    payload = message({"type": "hr"}, {"type": "header", "text": plain(151)}, *section()["blocks"])

    assert len(problems_of_message(payload)) == 3
