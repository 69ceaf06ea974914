"""A standing wish to hear, or to be left alone, and why somebody hears of an incident."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Subscription:
    """To an incident or to an asset, by direct message; `muted` is the wish not to hear of it."""

    person: str
    incident: int | None = None
    asset: int | None = None
    muted: bool = False


@dataclass(frozen=True, kw_only=True)
class Listener:
    """Somebody who hears of an incident: `theirs` are labels of what they use that it affects."""

    person: str
    theirs: tuple[str, ...] = ()
    because: tuple[str, ...] = ()
