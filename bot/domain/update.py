"""A status update: what we tell others, written by a person, with the next word promised."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.status import Status


class Sureness(StrEnum):
    """How sure we are of an ETA."""

    SURE = "sure"
    LIKELY = "likely"
    ROUGH = "rough"

    @property
    def words(self) -> str:
        """As readers are told."""
        return SURE_WORDS[self]


SURE_WORDS = {
    Sureness.SURE: "we are sure",
    Sureness.LIKELY: "likely, not certain",
    Sureness.ROUGH: "a first guess",
}


@dataclass(frozen=True, kw_only=True)
class StatusUpdate:
    """As it was told; `number` counts within the incident. Times are UTC."""

    incident: int
    number: int
    status: Status
    words: str
    by: str
    at: datetime
    eta: datetime | None = None
    sure: Sureness = Sureness.LIKELY
    next_due: datetime | None = None
