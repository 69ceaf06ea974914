"""Slack's markup in what people write: read as the words they typed."""

import re
from collections.abc import Mapping

MARKUP = re.compile(r"<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>")
PERSON = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
NOBODY: Mapping[str, str] = {}


def plain(text: str, names: Mapping[str, str] = NOBODY) -> str:
    """What the person typed: `<@U1|ana>` as @ana, links as their address, `&lt;` as <.

    `names` are by id, for mentions that come without one.
    """
    shown = MARKUP.sub(lambda match: _shown(match, names), text)
    shown = shown.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return CONTROL.sub("", shown).strip()


def people_in(text: str) -> list[str]:
    """Ids of people mentioned, in order, each once."""
    return list(dict.fromkeys(PERSON.findall(text)))


def _shown(match: re.Match[str], names: Mapping[str, str]) -> str:
    sign, target, label = match.groups()
    if sign == "@":
        return f"@{label or names.get(target) or target}"
    if sign == "#":
        return f"#{label or target}"
    if sign == "!":
        return f"@{(label or target.split('^')[0]).lstrip('@')}"
    return target if not label or label in target else f"{label} ({target})"
