"""Recurrence: the same trouble again within 30 or 60 days of the all-clear."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Link:
    """`incident` is the same trouble as `earlier`, within `days`; `because` names the shared keys."""

    incident: int
    earlier: int
    days: int
    because: str
