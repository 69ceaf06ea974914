"""The options an external select got from the bot, held to the same rules as any others."""

from typing import Any

from bot.sandbox.blocks import problems_of_message
from bot.sandbox.refusal import Refused

Json = dict[str, Any]


def options_of(body: Any) -> Json:
    """The answer to a block_suggestion; what Slack would not show is refused with the reason."""
    if not isinstance(body, dict) or not ("options" in body or "option_groups" in body):
        raise Refused.because("invalid_options", ["the answer has neither options nor groups"])
    offered = {name: body[name] for name in ("options", "option_groups") if name in body}
    if any(offered.values()):  # none found is a fine answer, though no select could be built so
        select = {
            "type": "static_select",
            "action_id": "suggested",
            "placeholder": {"type": "plain_text", "text": "…"},
            **{name: value for name, value in offered.items() if value},
        }
        block = {"type": "actions", "block_id": "suggested", "elements": [select]}
        if problems := problems_of_message({"text": "…", "blocks": [block]}):
            raise Refused.because("invalid_options", problems)
    return offered
