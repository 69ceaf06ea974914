"""What Slack's own SDK builds is accepted here, and what it refuses to build is refused here."""

from typing import Any

import pytest
from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models import blocks as kit
from slack_sdk.models.blocks.basic_components import DispatchActionConfig
from slack_sdk.models.blocks.block_elements import FileInputElement
from slack_sdk.models.views import View

from bot.sandbox.blocks import problems_of_message, problems_of_view
from tests.sandbox.payloads import Json, button, options, picture, plain

PLACES = [kit.Option(value="eu", label="Europe"), kit.Option(value="us", label="America")]
TEXT = kit.PlainTextObject(text="Label")
SURE = kit.ConfirmObject(title="Sure?", text="It cannot be undone", confirm="Yes", deny="No")
LINE = kit.RichTextSectionElement(
    elements=[
        kit.RichTextElementParts.Text(text="bold", style={"bold": True}),
        kit.RichTextElementParts.Link(url="https://shop.example", text="shop"),
        kit.RichTextElementParts.User(user_id="U1"),
        kit.RichTextElementParts.Channel(channel_id="C1"),
        kit.RichTextElementParts.Emoji(name="pushpin"),
        kit.RichTextElementParts.Broadcast(range="here"),
        kit.RichTextElementParts.Date(timestamp=1_770_000_000, format="{date}"),
    ]
)

ELEMENTS = [
    kit.ButtonElement(text="Take command", action_id="a", value="7", style="primary", confirm=SURE),
    kit.LinkButtonElement(text="Open", url="https://shop.example"),
    kit.StaticSelectElement(action_id="a", options=PLACES, initial_option=PLACES[1]),
    kit.StaticSelectElement(
        action_id="a", option_groups=[kit.OptionGroup(label="Regions", options=PLACES)]
    ),
    kit.StaticMultiSelectElement(action_id="a", options=PLACES, initial_options=PLACES),
    kit.ExternalDataSelectElement(action_id="a", placeholder="Search", min_query_length=0),
    kit.ExternalDataMultiSelectElement(action_id="a", max_selected_items=3),
    kit.UserSelectElement(action_id="a", initial_user="U1"),
    kit.UserMultiSelectElement(action_id="a", initial_users=["U1"]),
    kit.ConversationSelectElement(
        action_id="a", filter=kit.ConversationFilter(include=["public"], exclude_bot_users=True)
    ),
    kit.ChannelSelectElement(action_id="a", initial_channel="C1"),
    kit.DatePickerElement(action_id="a", initial_date="2026-02-01", placeholder="Day"),
    kit.TimePickerElement(action_id="a", initial_time="09:30", timezone="Europe/Lisbon"),
    kit.DateTimePickerElement(action_id="a", initial_date_time=1_770_000_000),
    kit.CheckboxesElement(action_id="a", options=PLACES, initial_options=[PLACES[0]]),
    kit.RadioButtonsElement(action_id="a", options=PLACES, initial_option=PLACES[0]),
    kit.OverflowMenuElement(action_id="a", options=PLACES),
]
INPUTS = [
    kit.PlainTextInputElement(
        action_id="a",
        multiline=True,
        max_length=300,
        initial_value="Revenue",
        dispatch_action_config=DispatchActionConfig(trigger_actions_on=["on_enter_pressed"]),
    ),
    kit.EmailInputElement(action_id="a", placeholder="ana@shop.example"),
    kit.UrlInputElement(action_id="a"),
    kit.NumberInputElement(action_id="a", is_decimal_allowed=False, min_value="0"),
    kit.RichTextInputElement(action_id="a"),
    FileInputElement(action_id="a", filetypes=["csv"], max_files=2),
    *(each for each in ELEMENTS if each.type not in ("button", "overflow")),
]
BLOCKS = [
    kit.SectionBlock(text="*Revenue* is missing", accessory=ELEMENTS[0]),
    kit.SectionBlock(fields=["*Severity*", "SEV1"]),
    kit.HeaderBlock(text="DI-7"),
    kit.DividerBlock(),
    kit.ContextBlock(elements=[TEXT, kit.MarkdownTextObject(text="*since* Tuesday")]),
    kit.ImageBlock(image_url="https://shop.example/a.png", alt_text="rows a day", title="Rows"),
    kit.ImageBlock(slack_file={"id": "F1"}, alt_text="rows a day"),
    kit.MarkdownBlock(text="# Title"),
    kit.FileBlock(external_id="F1"),
    kit.RichTextBlock(
        elements=[LINE, kit.RichTextQuoteElement(elements=[{"type": "text", "text": "said"}])]
    ),
    kit.RichTextBlock(
        elements=[
            kit.RichTextListElement(elements=[LINE], style="bullet", indent=1),
            kit.RichTextPreformattedElement(
                elements=[kit.RichTextElementParts.Text(text="select 1")]
            ),
        ]
    ),
    kit.TableBlock(rows=[[kit.RawTextObject(text="day").to_dict()]]),
]

TOO_LONG = [
    {"type": "header", "text": plain(151)},
    {"type": "section", "text": plain(3_001)},
    {"type": "section", "fields": [plain(1)] * 11},
    {"type": "section", "text": plain(1), "block_id": "x" * 256},
    picture(alt_text="x" * 2_001),
    picture(title=plain(2_001)),
    {"type": "context", "elements": [plain(1)] * 11},
    {"type": "actions", "elements": [button(number) for number in range(26)]},
    {"type": "actions", "elements": [button(text=plain(76))]},
    {"type": "actions", "elements": [button(value="x" * 2_001)]},
    {"type": "actions", "elements": [button(style="loud")]},
    {"type": "actions", "elements": [{"type": "static_select", "options": options(101)}]},
    {"type": "actions", "elements": [{"type": "datepicker", "initial_date": "1 May"}]},
    {"type": "input", "label": plain(2_001), "element": {"type": "plain_text_input"}},
]


@pytest.mark.parametrize("element", ELEMENTS, ids=lambda element: element.type)
def test_an_element_of_the_sdk_is_accepted_beside_a_text_and_in_a_row(element: Any) -> None:
    in_a_row = kit.ActionsBlock(elements=[element]).to_dict()
    beside = kit.SectionBlock(text="x", accessory=element).to_dict()

    assert problems_of_message({"blocks": [in_a_row]}) == []
    if element.type != "datetimepicker":  # it stands in rows and forms only
        assert problems_of_message({"blocks": [beside]}) == []


@pytest.mark.parametrize("element", INPUTS, ids=lambda element: element.type)
def test_an_input_of_the_sdk_is_accepted_in_a_form(element: Any) -> None:
    block = kit.InputBlock(block_id="b", label="Label", hint="Hint", element=element)
    view = View(type="modal", title="Declare", submit="Declare", close="Back", blocks=[block])

    assert problems_of_view(view.to_dict()) == []


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.type)
def test_a_block_of_the_sdk_is_accepted(block: Any) -> None:
    assert problems_of_message({"blocks": [block.to_dict()]}) == []


@pytest.mark.parametrize("block", TOO_LONG, ids=lambda block: block["type"])
def test_what_the_sdk_refuses_to_build_is_refused(block: Json) -> None:
    built = kit.Block.parse(block)

    assert built is not None
    with pytest.raises(SlackObjectFormationError):
        built.to_dict()
    assert problems_of_message({"blocks": [block]})
