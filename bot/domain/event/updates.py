"""Status updates, promises, and who was told."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.event.base import BOTH, CARD, HOME, NOBODY, Event
from bot.domain.promise import PromiseKind
from bot.domain.status import CauseClass, Status
from bot.domain.update import Sureness


@dataclass(frozen=True, kw_only=True)
class UpdatePosted(Event, tells=CARD):
    """A status update; told in the status thread and to everybody who asked to hear."""

    number: int
    status: Status
    words: str
    eta: datetime | None = None
    sure: Sureness | None = None
    next_due: datetime | None = None
    on_time: bool | None = None
    nothing_new: bool = False


@dataclass(frozen=True, kw_only=True)
class CauseIdentified(Event, tells=BOTH):
    cause: CauseClass
    confirmed: bool
    origin: str = ""


@dataclass(frozen=True, kw_only=True)
class StatusChanged(Event, tells=CARD):
    before: Status
    after: Status


@dataclass(frozen=True, kw_only=True)
class PromiseMade(Event, tells=CARD):
    """The next word was promised without an update, such as at declaring."""

    due: datetime


@dataclass(frozen=True, kw_only=True)
class UpdateNudged(Event, tells=NOBODY):
    """Commander and communications lead were reminded that the next word is due."""

    due: datetime
    people: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PromiseMoved(Event, tells=BOTH):
    before: datetime
    due: datetime
    reason: str


@dataclass(frozen=True, kw_only=True)
class PromiseMissed(Event, tells=CARD):
    """The next word, or the ETA of safe-to-use, did not come in time; recorded once a promise."""

    due: datetime
    promise: PromiseKind = PromiseKind.NEXT_UPDATE


@dataclass(frozen=True, kw_only=True)
class SubscribersTold(Event, tells=NOBODY):
    """Who was told what, and why each of them (in the same order): proof for later."""

    what: str
    people: tuple[str, ...]
    reasons: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class QuestionAsked(Event, tells=HOME):
    """Somebody who does not work on it asked in the status thread; they got the current answer."""

    text: str


@dataclass(frozen=True, kw_only=True)
class QuestionAnswered(Event, tells=HOME):
    person: str
    question: str
    words: str
