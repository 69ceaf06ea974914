"""Who is on call: weekly shifts in a time zone, with overrides."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, kw_only=True)
class Override:
    """`person` stands in from `first` until just before `until` (aware instants)."""

    first: datetime
    until: datetime
    person: str


@dataclass(frozen=True, kw_only=True)
class Rota:
    """`people` take turns, a week each, from `starts` (local wall time in `timezone`) on.

    A shift changes at the same wall time every week, also across daylight-saving changes.
    """

    name: str
    people: tuple[str, ...]
    starts: datetime
    timezone: str
    overrides: tuple[Override, ...] = ()

    @property
    def everybody(self) -> tuple[str, ...]:
        """All who take turns or stand in."""
        return (*self.people, *(one.person for one in self.overrides))

    def on_call(self, at: datetime) -> str:
        """The person on call at an instant."""
        for override in self.overrides:
            if override.first <= at < override.until:
                return override.person
        return self.people[self._turn(at)]

    def ladder(self, at: datetime) -> tuple[str, ...]:
        """Who is asked, in order: the person on call, then the others by turn; each once."""
        turn = self._turn(at)
        following = self.people[turn:] + self.people[:turn]
        return tuple(dict.fromkeys((self.on_call(at), *following)))

    def _turn(self, at: datetime) -> int:
        zone = ZoneInfo(self.timezone)
        wall = at.astimezone(zone).replace(tzinfo=None)
        begun = self.starts.replace(tzinfo=None)
        return ((wall - begun) // timedelta(weeks=1)) % len(self.people)
