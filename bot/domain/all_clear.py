"""The statement, with evidence, that data is safe to use again."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class AllClear:
    """`assets` are ids; `safe_at` is the instant its evidence is dated to, `given_at` when it was said.

    `exceptions` are what was still open, each a sentence, given with a `reason`.
    """

    incident: int
    assets: tuple[int, ...]
    whole: bool
    safe_at: datetime
    given_at: datetime
    by: str
    id: int = 0
    evidence: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()
    reason: str = ""
