"""Reading what people type into Slack: escaped text, mentions, links."""

import re

from bot.ui.text import CONTROL

MARKUP = re.compile(r"<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>")


def plain(text: str) -> str:
    """What the person typed: `<@U1|ana>` as @ana, links as their address, `&lt;` as <."""
    shown = MARKUP.sub(_shown, text)
    shown = shown.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return CONTROL.sub("", shown).strip()


def people_in(text: str) -> list[str]:
    """Ids of people mentioned, in order, each once."""
    return list(dict.fromkeys(re.findall(r"<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>", text)))


def without_people(text: str) -> str:
    """The text without its mentions, as typed."""
    return plain(re.sub(r"<@[UW][A-Z0-9]+(?:\|[^<>]*)?>", "", text))


def incident_in(text: str) -> tuple[int | None, str]:
    """A leading `DI-7` and what follows it; (None, text) without one."""
    match = re.match(r"\s*di-?(\d{1,9})\b\s*", text, re.IGNORECASE)
    return (int(match.group(1)), text[match.end() :]) if match else (None, text.strip())


def _shown(match: re.Match[str]) -> str:
    sign, target, label = match.groups()
    if sign == "@":
        return f"@{label or target}"
    if sign == "#":
        return f"#{label or target}"
    if sign == "!":
        return f"@{(label or target.split('^')[0]).lstrip('@')}"
    return target if not label or label in target else f"{label} ({target})"
