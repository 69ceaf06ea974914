"""People as roles: in sections about causes nobody has a name."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from bot.domain.person import Person

MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>")
AT = re.compile(r"(?<![\w.@])@(\w[\w.-]*)")
COLLEAGUE = "a colleague"


@dataclass(frozen=True)
class Cast:
    """Everybody known: `roles` are those of the people who had a part, by id."""

    people: Mapping[str, Person] = field(default_factory=dict)
    roles: Mapping[str, str] = field(default_factory=dict)

    def name(self, person: str) -> str:
        """A person's name, as a sentence outside of causes may have it."""
        known = self.people.get(person)
        return (known.real_name or known.name) if known else "somebody"

    def role(self, person: str) -> str:
        """A person's part, such as “the commander”."""
        return self.roles.get(person, COLLEAGUE)

    def named(self, text: str) -> str:
        """The text with mentions as names."""
        return MENTION.sub(lambda match: self.name(match.group(1)), text)

    def nameless(self, text: str) -> str:
        """The text with mentions, handles and names as roles.

        Full names of everybody known are replaced; first names, written with a capital, only of
        people who had a part (“Will” and “Grace” are words too).
        """
        without = MENTION.sub(lambda match: self.role(match.group(1)), text)
        without = AT.sub(self._handle, without)
        return self._without_names(without)

    def _handle(self, match: re.Match[str]) -> str:
        wanted = match.group(1).rstrip(".-").lower()
        rest = match.group(1)[len(wanted) :]
        found = self._handles.get(wanted)
        return f"{self.role(found)}{rest}" if found else match.group(0)

    def _without_names(self, text: str) -> str:
        words = set(re.findall(r"\w+", text.lower()))
        there = [one for one in self._names if one.split()[0].lower() in words]
        firsts = [one for one in self._firsts if one.lower() in words]
        for names, known, flags in (
            (there, self._names, re.IGNORECASE),
            (firsts, self._firsts, re.NOFLAG),
        ):
            if names:
                longest = sorted(names, key=len, reverse=True)
                pattern = rf"\b(?:{'|'.join(re.escape(one) for one in longest)})\b"
                roles = {one.lower(): self.role(known[one]) for one in names}
                text = re.sub(pattern, lambda m, r=roles: r[m.group(0).lower()], text, flags=flags)  # type: ignore[misc]  # the loop's own roles
        return text

    @cached_property
    def _handles(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for one in self.people.values():
            for handle in (one.name, one.real_name.split(" ")[0], one.real_name.replace(" ", ".")):
                found.setdefault(handle.lower(), one.id)
            found[one.id.lower()] = one.id
        return found

    @cached_property
    def _names(self) -> dict[str, str]:
        full = {one.real_name: one.id for one in self.people.values() if " " in one.real_name}
        return {name: person for name, person in full.items() if name.split()}

    @cached_property
    def _firsts(self) -> dict[str, str]:
        known = (self.people.get(person) for person in self.roles)
        return {one.real_name.split()[0]: one.id for one in known if one and one.real_name.split()}


def roles_of(
    *,
    commander: str,
    comms_lead: str,
    reporter: str,
    reporter_is_stakeholder: bool,
    on_call: Iterable[str],
    owners: Iterable[str],
    responders: Iterable[str],
) -> dict[str, str]:
    """The part each person had; whoever had several is named by the first that holds."""
    parts = [
        *((person, "the commander") for person in (commander,)),
        *((person, "the communications lead") for person in (comms_lead,)),
        *((person, "the on-call engineer") for person in on_call),
        *((reporter, "a stakeholder") for _ in range(reporter_is_stakeholder)),
        *((person, "an owner of the data") for person in owners),
        *((person, "an engineer") for person in (*responders, reporter)),
    ]
    roles: dict[str, str] = {}
    for person, role in parts:
        if person:
            roles.setdefault(person, role)
    return roles
