"""Forms and messages that the tests of the workspace send."""

from typing import Any

from bot.sandbox import Person, Sandbox

Json = dict[str, Any]


def words(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def a_modal(*blocks: Json, **more: Any) -> Json:
    return {
        "type": "modal",
        "callback_id": "declare",
        "title": words("Declare"),
        "submit": words("Declare"),
        "blocks": list(blocks) or [an_input()],
        **more,
    }


def an_input(block_id: str = "title", element: Json | None = None, **more: Any) -> Json:
    text = {"type": "plain_text_input", "action_id": "words"}
    return {
        "type": "input",
        "block_id": block_id,
        "label": words(block_id.title()),
        "element": element or text,
        **more,
    }


def a_select(*values: str, **more: Any) -> Json:
    options = [an_option(value) for value in values]
    return {"type": "static_select", "action_id": "choice", "options": options, **more}


def an_option(value: str) -> Json:
    return {"text": words(value.title()), "value": value}


def buttons(*labels: str) -> Json:
    return {
        "type": "actions",
        "block_id": "buttons",
        "elements": [
            {"type": "button", "action_id": label.lower(), "text": words(label), "value": label}
            for label in labels
        ],
    }


def a_trigger(sandbox: Sandbox, person: Person) -> str:
    return sandbox.world.triggers.issue(person.id, None)
