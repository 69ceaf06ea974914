"""What the self-check says: one finding a line, with what to do about it."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One check: `what` was found, and what to `do` when it is not well."""

    name: str
    well: bool
    what: str
    do: str = ""
