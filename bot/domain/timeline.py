"""The timeline: facts with a time, append-only, each chained to the one before it."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Entry:
    """`at` is when it happened, `written_at` when it was written (both UTC); `seq` has no gaps.

    `text`, `edited` and `struck` are the present reading: later entries may edit or strike this one.
    """

    incident: int
    seq: int
    kind: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    by: str = ""
    at: datetime
    written_at: datetime
    content_hash: str = ""
    hash: str = ""
    struck: bool = False
    edited: str = ""

    @property
    def link(self) -> str:
        """The message it came from, if any."""
        return str(self.facts.get("permalink") or self.facts.get("source_link") or "")


@dataclass(frozen=True, kw_only=True)
class Page:
    """Some entries, oldest first, out of `total`; whether there are older and newer ones."""

    entries: Sequence[Entry]
    total: int
    older: bool = False
    newer: bool = False


def content_hash(kind: str, facts: Mapping[str, Any], by: str, at: datetime) -> str:
    """SHA-256 of the content in canonical JSON, so that the content can be erased and the chain kept."""
    text = json.dumps(
        [kind, facts, by, at.isoformat()], sort_keys=True, default=str, ensure_ascii=False
    )
    return hashlib.sha256(text.encode()).hexdigest()


def chain_hash(previous: str, content: str, seq: int) -> str:
    """The hash of an entry: its predecessor's hash, its content's hash and its number."""
    return hashlib.sha256(f"{previous}|{content}|{seq}".encode()).hexdigest()


def chain_is_whole(entries: list[Entry]) -> bool:
    """True when no entry was changed, removed, added or moved; expects them by `seq`."""
    previous = ""
    for number, entry in enumerate(entries, start=1):
        content = content_hash(entry.kind, entry.facts, entry.by, entry.at)
        if entry.seq != number or entry.content_hash != content:
            return False
        if entry.hash != chain_hash(previous, content, number):
            return False
        previous = entry.hash
    return True
