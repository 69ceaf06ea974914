"""Which channel names and topics Slack refuses, and with which error code."""

from __future__ import annotations

import re

from bot.sandbox.limits import limit

_ALLOWED = re.compile(r"[a-z0-9_-]+")
_ONLY_PUNCTUATION = re.compile(r"[_-]+")


def channel_name_error(name: str) -> str | None:
    """The error code of conversations.create and conversations.rename, or None for a good name."""
    if not name:
        return "invalid_name_required"
    if not name.strip():
        return "invalid_name"
    if len(name) > limit("channel.name.max_length"):
        return "invalid_name_maxlength"
    if not _ALLOWED.fullmatch(name):
        return "invalid_name_specials"
    return "invalid_name_punctuation" if _ONLY_PUNCTUATION.fullmatch(name) else None


def topic_error(topic: str) -> str | None:
    """The error code of conversations.setTopic, or None."""
    return "too_long" if len(topic) > limit("channel.topic.max_length") else None


def purpose_error(purpose: str) -> str | None:
    """The error code of conversations.setPurpose, or None."""
    return "too_long" if len(purpose) > limit("channel.purpose.max_length") else None
