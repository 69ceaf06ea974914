"""What people write into `meta` and `owner`, read kindly: what is not understood is left out."""

import re
from collections.abc import Mapping
from typing import Any

from bot.domain.dbt.artifact import Part
from bot.domain.dbt.parse import clean

E_MAIL = re.compile(r"[^@\s,;<>]{1,64}@[^@\s,;<>]{1,190}")
CLOCK = re.compile(r"(?:[01]?[0-9]|2[0-3]):[0-5][0-9]")


def meta_of(node: Part) -> dict[str, Any]:
    """`meta` of the node, at its top level or under `config`, where newer dbt keeps it."""
    return {**node.part("config").part("meta").value, **node.part("meta").value}


def e_mails(owner: object) -> tuple[str, ...]:
    """The addresses in an owner, as people write it: a text, a list, or an object with `email`."""
    if isinstance(owner, Mapping):
        owner = owner.get("email")
    texts = [owner] if isinstance(owner, str) else owner if isinstance(owner, list) else []
    found = [
        address.lower()
        for text in texts[:20]
        if isinstance(text, str)
        for address in E_MAIL.findall(clean(text))
    ]
    return tuple(dict.fromkeys(found))


def tier_of(value: object) -> int | None:
    """1, "1" and "tier 1" are tier 1; what is no tier from 1 to 3 is none."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value if 1 <= value <= 3 else None
    text = value[:20].strip().lower() if isinstance(value, str) else ""
    match = re.fullmatch(r"(?:tier)?[ _-]?([1-3])", text)
    return int(match[1]) if match else None


def promise_of(value: object) -> str:
    """A time of day; YAML reads an unquoted 10:30 as the number 630, so minutes are understood."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 24 * 60:
        return f"{value // 60:02}:{value % 60:02}"
    text = value.strip() if isinstance(value, str) else ""
    return text.zfill(5) if CLOCK.fullmatch(text) else ""


def word_of(value: object) -> str:
    """One lower-case word, such as a domain."""
    return clean(value, most=100).lower() if isinstance(value, str) else ""


def link_of(text: str) -> str:
    """A web address, or nothing: other schemes do not become buttons."""
    return text if re.fullmatch(r"https?://[^\s|<>\"…]+", text) else ""
