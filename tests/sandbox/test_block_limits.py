"""Every number of Slack's limits is tried twice: exactly at the limit, and one beyond it."""

from collections.abc import Callable, Mapping

import pytest

from bot.sandbox.blocks import problems_of_message, problems_of_view
from bot.sandbox.limits import facts, limit, limit_range
from tests.sandbox.payloads import (
    Json,
    actions,
    address,
    button,
    card,
    confirm,
    container,
    entry,
    feedback_buttons,
    icon_button,
    indented,
    markdown,
    message,
    modal,
    modal_with,
    mrkdwn,
    option,
    options,
    overflow,
    picture,
    plain,
    section,
    select,
    table,
    task,
    text_input,
    video,
)

Build = Callable[[int], Json]

# No published shape (refused as unsupported, see layout.py), or not about a payload of blocks.
ELSEWHERE = (
    "bookmark.", "bookmarks.", "canvas.", "channel.", "chat_update.", "data_table.",
    "data_visualization.", "external_select.", "file.", "invite.", "message.contact_cards.",
    "message.text.", "message.blocks_total_text.observed", "schedule.", "unfurl.",
    "view.stack_max",
)  # fmt: skip


MOST_IN_A_MESSAGE: Mapping[str, Build] = {
    "action_id.max_length": lambda n: actions(button(action_id="x" * n)),
    "actions.elements.max_items": lambda n: actions(*map(button, range(n))),
    "attachment.footer.max_length": lambda n: {"attachments": [{"footer": "x" * n}]},
    "block_id.max_length": lambda n: message({"type": "divider", "block_id": "x" * n}),
    "button.accessibility_label.max_length": lambda n: actions(button(accessibility_label="x" * n)),
    "button.text.max_length": lambda n: actions(button(text=plain(n))),
    "button.url.max_length": lambda n: actions(button(url=address(n))),
    "button.value.max_length": lambda n: actions(button(value="x" * n)),
    "card.actions.max_items": lambda n: message(card(actions=[*map(button, range(n))])),
    "card.body.max_length": lambda n: message(card(body=plain(n))),
    "card.subtext.max_length": lambda n: message(card(subtext=plain(n))),
    "card.subtitle.max_length": lambda n: message(card(subtitle=plain(n))),
    "card.title.max_length": lambda n: message(card(title=plain(n))),
    "carousel.elements.max_items": lambda n: message({"type": "carousel", "elements": [card()] * n}),
    "checkboxes.options.max_items": lambda n: actions({"type": "checkboxes", "options": options(n)}),
    "confirm.confirm.max_length": lambda n: confirm(confirm=plain(n)),
    "confirm.deny.max_length": lambda n: confirm(deny=plain(n)),
    "confirm.text.max_length": lambda n: confirm(text=mrkdwn(n)),
    "confirm.title.max_length": lambda n: confirm(title=plain(n)),
    "container.child_blocks.max_items": lambda n: container(child_blocks=[{"type": "divider"}] * n),
    "container.title.max_length": lambda n: container(title=plain(n)),
    "context.elements.max_items": lambda n: message({"type": "context", "elements": [plain(1)] * n}),
    "context_actions.elements.max_items": lambda n: message(
        {"type": "context_actions", "elements": feedback_buttons(n)}
    ),
    "header.text.max_length": lambda n: message({"type": "header", "text": plain(n)}),
    "icon_button.value.max_length": lambda n: icon_button(value="x" * n),
    "icon_button.visible_to_user_ids.max_items": lambda n: icon_button(
        visible_to_user_ids=["U1"] * n
    ),
    "image.alt_text.max_length": lambda n: message(picture(alt_text="x" * n)),
    "image.image_url.max_length": lambda n: message(picture(image_url=address(n))),
    "image.title.max_length": lambda n: message(picture(title=plain(n))),
    "image_element.alt_text.max_length": lambda n: section(
        text=plain(1), accessory=picture(alt_text="x" * n)
    ),
    "image_element.image_url.max_length": lambda n: section(
        text=plain(1), accessory=picture(image_url=address(n))
    ),
    "input.hint.max_length": lambda n: entry({"type": "plain_text_input"}, hint=plain(n)),
    "input.label.max_length": lambda n: entry({"type": "plain_text_input"}, label=plain(n)),
    "input_element.placeholder.max_length": lambda n: text_input(placeholder=plain(n)),
    "markdown.total_text_per_message.max_length": lambda n: message(markdown(n - 100), markdown(100)),
    "markdown.text.max_length": lambda n: message(markdown(n)),
    "message.attachments.max_items": lambda n: {"attachments": [{}] * n},
    "message.blocks.max_items": lambda n: message(*[{"type": "divider"}] * n),
    "message.blocks_total_text.safe_budget": lambda n: message(
        *[{"type": "section", "text": mrkdwn(2_500)}] * 3, {"type": "section", "text": plain(n - 7_500)}
    ),
    "message.markdown_text.max_length": lambda n: {"markdown_text": "x" * n},
    "option.description.max_length": lambda n: option(description=plain(n)),
    "option.text.max_length": lambda n: option(text=plain(n)),
    "option.url.max_length": lambda n: overflow(options=options(1, url=address(n))),
    "option.value.max_length": lambda n: option(value="x" * n),
    "option_group.label.max_length": lambda n: select(
        option_groups=[{"label": plain(n), "options": options(1)}]
    ),
    "option_group.options.max_items": lambda n: select(
        option_groups=[{"label": plain(1), "options": options(n)}]
    ),
    "overflow.options.max_items": lambda n: overflow(options=options(n)),
    "plain_text_input.min_length.max": lambda n: text_input(min_length=n),
    "plan.tasks.max_items": lambda n: message({"type": "plan", "title": "P", "tasks": [task()] * n}),
    "radio_buttons.options.max_items": lambda n: actions(
        {"type": "radio_buttons", "options": options(n)}
    ),
    "section.fields.item_max_length": lambda n: section(fields=[mrkdwn(n)]),
    "section.fields.max_items": lambda n: section(fields=[mrkdwn(1)] * n),
    "section.text.max_length": lambda n: section(text=mrkdwn(n)),
    "select.option_groups.max_items": lambda n: select(
        option_groups=[{"label": plain(1), "options": options(1)}] * n
    ),
    "select.options.max_items": lambda n: select(options=options(n)),
    "select.placeholder.max_length": lambda n: select(options=options(1), placeholder=plain(n)),
    "table.column_settings.max_items": lambda n: table(column_settings=[None] * n),
    "table.columns.max_items": lambda n: table(columns=n),
    "table.rows.max_items": lambda n: table(rows=n),
    "text.max_length": lambda n: message({"type": "context", "elements": [mrkdwn(n)]}),
    "video.author_name.max_length": lambda n: video(author_name="x" * n),
    "video.description.max_length": lambda n: video(description=plain(n)),
    "video.provider_name.max_length": lambda n: video(provider_name="x" * n),
    "video.title.max_length": lambda n: video(title=plain(n)),
}  # fmt: skip

MOST_IN_A_VIEW: Mapping[str, Build] = {
    "alert.text.max_length": lambda n: modal(blocks=[{"type": "alert", "text": plain(n)}]),
    "file_input.max_files.max": lambda n: modal_with({"type": "file_input", "max_files": n}),
    "view.blocks.max_items": lambda n: modal(blocks=[{"type": "divider"}] * n),
    "view.callback_id.max_length": lambda n: modal(callback_id="x" * n),
    "view.close.max_length": lambda n: modal(close=plain(n)),
    "view.external_id.max_length": lambda n: modal(external_id="x" * n),
    "view.private_metadata.max_length": lambda n: modal(private_metadata="x" * n),
    "view.submit.max_length": lambda n: modal(submit=plain(n)),
    "view.title.max_length": lambda n: modal(title=plain(n)),
}

FEWEST_IN_A_MESSAGE: Mapping[str, Build] = {
    "carousel.elements.min_items": lambda n: message({"type": "carousel", "elements": [card()] * n}),
    "checkboxes.options.min_items": lambda n: actions({"type": "checkboxes", "options": options(n)}),
    "multi_select.max_selected_items.min": lambda n: actions(
        {"type": "multi_users_select", "max_selected_items": n}
    ),
    "option_group.options.min_items": lambda n: select(
        option_groups=[{"label": plain(1), "options": options(n)}]
    ),
    "overflow.options.min_items": lambda n: overflow(options=options(n)),
    "radio_buttons.options.min_items": lambda n: actions(
        {"type": "radio_buttons", "options": options(n)}
    ),
    "select.options.min_items": lambda n: select(options=options(n)),
    "text.min_length": lambda n: section(text=mrkdwn(n)),
}  # fmt: skip

RANGES: Mapping[str, Build] = {
    "plain_text_input.max_length.range": lambda n: text_input(max_length=n),
    "rich_text_input.max_lines.range": lambda n: entry({"type": "rich_text_input", "max_lines": n}),
    "rich_text_input.min_lines.range": lambda n: entry({"type": "rich_text_input", "min_lines": n}),
    "rich_text_list.indent.range": indented,
}

SIZE_OF_A_VIEW = {"view.max_bytes"}
FEWEST_IN_A_VIEW = {"file_input.max_files.min"}


@pytest.mark.parametrize("name", MOST_IN_A_MESSAGE)
def test_a_message_may_reach_the_limit_and_not_pass_it(name: str) -> None:
    build, most = MOST_IN_A_MESSAGE[name], limit(name)

    assert problems_of_message(build(most)) == []
    assert problems_of_message(build(most + 1))


@pytest.mark.parametrize("name", MOST_IN_A_VIEW)
def test_a_view_may_reach_the_limit_and_not_pass_it(name: str) -> None:
    build, most = MOST_IN_A_VIEW[name], limit(name)

    assert problems_of_view(build(most)) == []
    assert problems_of_view(build(most + 1))


@pytest.mark.parametrize("name", FEWEST_IN_A_MESSAGE)
def test_what_must_not_be_empty_is_refused_empty(name: str) -> None:
    build, fewest = FEWEST_IN_A_MESSAGE[name], limit(name)

    assert problems_of_message(build(fewest)) == []
    assert problems_of_message(build(fewest - 1))


@pytest.mark.parametrize("name", RANGES)
def test_a_range_holds_at_both_ends(name: str) -> None:
    low, high = limit_range(name)
    build = RANGES[name]

    assert [problems_of_message(build(value)) for value in (low, high)] == [[], []]
    assert all(problems_of_message(build(value)) for value in (low - 1, high + 1))


def test_a_file_input_takes_at_least_one_file() -> None:
    assert problems_of_view(modal_with({"type": "file_input", "max_files": 1})) == []
    assert problems_of_view(modal_with({"type": "file_input", "max_files": 0}))


def test_a_view_of_more_than_256_000_bytes_is_too_large() -> None:
    fits = modal(blocks=[{"type": "section", "text": mrkdwn(2_500)}] * 99)
    grown = modal(blocks=[{"type": "section", "text": {**mrkdwn(1), "text": "ü" * 2_500}}] * 99)

    assert problems_of_view(fits) == []
    assert problems_of_view(grown) == ["view_too_large"]


def test_a_range_is_not_mistaken_for_a_number() -> None:
    with pytest.raises(TypeError, match="is a range"):
        limit("rich_text_list.indent.range")


def test_every_limit_of_the_file_is_tried_here_or_named_as_tried_elsewhere() -> None:
    tried = {*MOST_IN_A_MESSAGE, *MOST_IN_A_VIEW, *FEWEST_IN_A_MESSAGE, *RANGES}
    tried |= SIZE_OF_A_VIEW | FEWEST_IN_A_VIEW
    named = {name for name in facts()["limits"] if name.startswith(ELSEWHERE)}

    assert set(facts()["limits"]) - named == tried
