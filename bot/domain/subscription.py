"""A standing wish to hear, or to be left alone, and why somebody hears of an incident."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.domain.asset import Asset
from bot.domain.incident import Incident


@dataclass(frozen=True, kw_only=True)
class Subscription:
    """To an incident or to an asset, by direct message; `muted` is the wish not to hear of it."""

    person: str
    incident: int | None = None
    asset: int | None = None
    muted: bool = False


@dataclass(frozen=True, kw_only=True)
class Listener:
    """Somebody who hears of an incident: `theirs` are labels of what they use that it affects.

    `because` are the reasons, each in words that can follow “because”.
    """

    person: str
    theirs: tuple[str, ...] = ()
    because: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Concerned:
    """Whom an incident concerns.

    `affected` are the linked assets and all that reads them; `owners` by asset id are the owners of
    what people read of it; `audience` the people that the policy names for its domain, `label`.
    """

    affected: Sequence[Asset] = ()
    owners: Mapping[int, Sequence[str]] = field(default_factory=dict)
    audience: Sequence[str] = ()
    label: str = ""

    def listeners(
        self, incident: Incident, wishes: Iterable[Subscription], *, inside: Iterable[str] = ()
    ) -> list[Listener]:
        """Everybody who hears, each once; who muted the incident does not, whatever the reasons.

        A muted asset is no reason. Of a drill only those hear who work on it (`inside`) and asked.
        """
        standing = list(wishes)
        about_it = [wish for wish in standing if wish.incident == incident.id]
        muted = {wish.person for wish in about_it if wish.muted}
        asked = {wish.person: None for wish in about_it if not wish.muted}
        follows, owns = self._follows(standing), self._owns(standing)
        if incident.drill:
            within = set(inside)
            people = [person for person in asked if person in within]
        else:
            people = [*asked, *follows, *owns, *self.audience]
        return [
            Listener(
                person=person,
                theirs=tuple(dict.fromkeys((*owns.get(person, ()), *follows.get(person, ())))),
                because=_because(
                    f"you asked to hear of {incident.ref}" if person in asked else "",
                    _naming("you own", owns.get(person, ())),
                    _naming("you follow", follows.get(person, ())),
                    _naming("you work with the numbers of", [self.label])
                    if person in self.audience
                    else "",
                ),
            )
            for person in dict.fromkeys(people)
            if person not in muted
        ]

    def _follows(self, wishes: Iterable[Subscription]) -> dict[str, list[str]]:
        """Names of the affected assets that people follow, by person."""
        names = {asset.id: asset.name for asset in self.affected}
        found: dict[str, list[str]] = {}
        for wish in wishes:
            if wish.asset in names and not wish.muted:
                found.setdefault(wish.person, []).append(names[wish.asset])
        return found

    def _owns(self, wishes: Iterable[Subscription]) -> dict[str, list[str]]:
        """Names of the affected dashboards that people own, by person."""
        quiet = {(wish.person, wish.asset) for wish in wishes if wish.asset and wish.muted}
        found: dict[str, list[str]] = {}
        for asset in self.affected:
            for person in self.owners.get(asset.id, ()):
                if (person, asset.id) not in quiet:
                    found.setdefault(person, []).append(asset.name)
        return found


def _because(*reasons: str) -> tuple[str, ...]:
    return tuple(reason for reason in reasons if reason)


def _naming(verb: str, names: Sequence[str]) -> str:
    if not names:
        return ""
    shown = names if len(names) <= 4 else [*names[:3], f"{len(names) - 3} more"]
    last = f" and {shown[-1]}" if len(shown) > 1 else ""
    return f"{verb} {', '.join(shown[:-1]) if last else shown[0]}{last}"
