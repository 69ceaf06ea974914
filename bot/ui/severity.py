"""The form that changes the severity, with what the assets suggest."""

from collections.abc import Mapping

from bot.domain.incident import Incident
from bot.domain.policy import SeverityPolicy
from bot.domain.severity import Severity, Suggestion
from bot.ui import forms, kit
from bot.ui.kit import Block, Option
from bot.ui.text import Slack, escape

CALLBACK = "severity"


def severity_modal(
    incident: Incident,
    advice: Suggestion,
    rules: Mapping[Severity, SeverityPolicy],
    *,
    origin: Mapping[str, str],
) -> Block:
    """Which, and why; the reason is kept with the change."""
    why = Slack(f"Suggested: {advice.severity.upper()}, because {escape(advice.why)}.")
    blocks = [
        forms.select(
            "severity",
            "How bad is it?",
            severity_options(rules),
            value=incident.severity,
            hint="When in doubt, higher; it can be lowered later.",
        ),
        kit.context(why),
        forms.text_input("reason", "Why?", optional=True, multiline=True, most=1000),
    ]
    metadata = {"incident": incident.id, **origin}
    return forms.modal(CALLBACK, "Severity", blocks, submit="Change", metadata=metadata)


def severity_options(rules: Mapping[Severity, SeverityPolicy]) -> list[Option]:
    """Each with what the policy calls it and when it is meant."""
    return [
        Option(f"{one.upper()} · {rules[one].label}", one.value, rules[one].when)
        if one in rules
        else Option(one.upper(), one.value)
        for one in Severity
    ]
