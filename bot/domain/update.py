"""A status update: what we tell others, written by a person, with the next word promised."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.status import Status


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
    next_due: datetime | None = None
