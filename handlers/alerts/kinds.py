"""What an alert source is: the parts of its body by name, read into a batch that is kept at once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.domain.alert import Signal
from bot.domain.asset import Catalogue

Raw = bytes | bytearray
"""Bytes as they arrived: to copy 60 MB holds up everybody for as long as ten answers take."""
Body = Mapping[str, Raw] | Raw
"""What was sent: one body, or the files of a form by name."""


@dataclass(frozen=True, kw_only=True)
class Batch:
    """What one delivery says. `key` names the catalogue's own run: it is loaded once."""

    signals: Sequence[Signal] = ()
    catalogue: Catalogue | None = None
    key: str = ""


Read = Callable[[Mapping[str, Any]], Batch]


@dataclass(frozen=True)
class AlertSource:
    """`parts` are the names a body may have, each one JSON object; `read` is pure and may be slow."""

    name: str
    parts: tuple[str, ...]
    read: Read


def alert_source(name: str, *, parts: tuple[str, ...]) -> Callable[[Read], AlertSource]:
    """Make a source of a function that is given the parts and raises BadArtifact."""
    return lambda read: AlertSource(name, parts, read)
