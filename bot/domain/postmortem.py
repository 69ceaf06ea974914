"""What we learned: the state of a postmortem and its sections."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class PostmortemState(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    WAIVED = "waived"


@dataclass(frozen=True, kw_only=True)
class Postmortem:
    """`sections` are texts people wrote or edited, by section key; all else is from the record."""

    incident: int
    drafted_at: datetime
    state: PostmortemState = PostmortemState.DRAFT
    short: bool = False
    sections: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    version: int = 0
    markdown: str = ""
    due_at: datetime | None = None
    published_at: datetime | None = None
    published_by: str = ""
    reason: str = ""
