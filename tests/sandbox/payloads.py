"""Payloads in miniature: the smallest valid block, element or view of each kind."""

from typing import Any

Json = dict[str, Any]

URL = "https://shop.example/"


def plain(length: int) -> Json:
    return {"type": "plain_text", "text": "x" * length}


def mrkdwn(length: int) -> Json:
    return {"type": "mrkdwn", "text": "x" * length}


def message(*blocks: Json) -> Json:
    return {"blocks": list(blocks)}


def button(number: int = 0, **more: Any) -> Json:
    return {"type": "button", "action_id": f"a{number}", "text": plain(1), **more}


def actions(*elements: Json) -> Json:
    return message({"type": "actions", "elements": list(elements)})


def options(count: int, **more: Any) -> list[Json]:
    return [{"text": plain(1), "value": str(number), **more} for number in range(count)]


def select(**more: Any) -> Json:
    return actions({"type": "static_select", **more})


def option(**more: Any) -> Json:
    return select(options=options(1, **more))


def overflow(**more: Any) -> Json:
    return actions({"type": "overflow", **{"options": options(1), **more}})


def entry(element: Json, **more: Any) -> Json:
    return message({"type": "input", "label": plain(1), "element": element, **more})


def text_input(**more: Any) -> Json:
    return entry({"type": "plain_text_input", **more})


def confirm(**more: Any) -> Json:
    texts = {"title": plain(1), "text": plain(1), "confirm": plain(1), "deny": plain(1)}
    return actions(button(confirm={**texts, **more}))


def picture(**more: Any) -> Json:
    return {"type": "image", "alt_text": "a chart", "image_url": URL, **more}


def address(length: int) -> str:
    return URL + "x" * (length - len(URL))


def section(**more: Any) -> Json:
    return message({"type": "section", **more})


def feedback_buttons(count: int) -> list[Json]:
    pressed = {"text": plain(1), "value": "v"}
    return [
        {"type": "feedback_buttons", "positive_button": pressed, "negative_button": pressed}
    ] * count


def icon_button(**more: Any) -> Json:
    element = {"type": "icon_button", "icon": "trash", "text": plain(1), **more}
    return message({"type": "context_actions", "elements": [element]})


def card(**more: Any) -> Json:
    return {"type": "card", "title": plain(1), **more}


def container(**more: Any) -> Json:
    shape = {"type": "container", "title": plain(1), "child_blocks": [{"type": "divider"}]}
    return message({**shape, **more})


def task() -> Json:
    return {"type": "task_card", "task_id": "t", "title": "Load", "status": "pending"}


def video(**more: Any) -> Json:
    shape = {"type": "video", "alt_text": "x", "title": plain(1)}
    return message({**shape, "video_url": URL, "thumbnail_url": URL, **more})


def table(rows: int = 1, columns: int = 1, **more: Any) -> Json:
    cell = {"type": "raw_text", "text": "x"}
    return message({"type": "table", "rows": [[cell] * columns] * rows, **more})


def markdown(length: int) -> Json:
    return {"type": "markdown", "text": "x" * length}


def indented(depth: int) -> Json:
    part = {"type": "rich_text_list", "style": "bullet", "elements": [], "indent": depth}
    return message({"type": "rich_text", "elements": [part]})


def modal(**more: Any) -> Json:
    return {"type": "modal", "title": plain(1), "blocks": [{"type": "divider"}], **more}


def modal_with(element: Json) -> Json:
    block = {"type": "input", "label": plain(1), "element": element}
    return modal(submit=plain(2), blocks=[block])


def complaint(words: str, path: str) -> str:
    """As Slack words it."""
    return f"[ERROR] {words} [json-pointer:{path}]"


def worded(expected: list[Any]) -> list[str]:
    return [each if isinstance(each, str) else complaint(*each) for each in expected]
