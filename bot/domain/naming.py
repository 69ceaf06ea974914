"""A channel's name from an incident's title, within Slack's rules, whatever the title is made of."""

import re
import unicodedata

MOST = 80
ENDINGS = 3
"""Room kept for a suffix such as `-2` when the name is taken."""


def channel_name(pattern: str, *, number: int, title: str) -> str:
    """Fill the policy's pattern: lower-case letters, digits and hyphens, at most 77 characters.

    The title comes transliterated; one that leaves no letter or digit gives the number alone.
    """
    words = slug(title)
    name = pattern.replace("{id}", str(number)).replace("{title}", words)
    return slug(name)[: MOST - ENDINGS].strip("-_") or f"di-{number}"


def slug(text: str) -> str:
    """Lower-case ASCII letters, digits, `-` and `_`; everything else parts words."""
    flat = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"-{2,}", "-", re.sub(r"[^a-z0-9_]+", "-", flat)).strip("-")


def number_in(pattern: str, name: str) -> int | None:
    """The incident's number in a channel's name that the pattern may have made, or None."""
    before, found, _ = pattern.lower().partition("{id}")
    if not found:
        return None
    form = re.escape(before).replace(re.escape("{title}"), ".*") + r"(\d{1,9})(?:[-_]|$)"
    match = re.match(form, name)
    return int(match[1]) if match else None
