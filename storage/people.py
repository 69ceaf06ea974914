"""People as Slack knows them."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import bindparam, func, or_, select

from bot.domain.person import Person
from storage import rows
from storage.repository import Repository
from storage.tables import PersonRow
from storage.types import table

PEOPLE = table(PersonRow)
# Built once: every command asks it.
BY_WORDS = (
    select(PEOPLE)
    .where(
        or_(
            PEOPLE.c.id.in_(bindparam("ids", expanding=True)),
            func.lower(PEOPLE.c.email).in_(bindparam("words", expanding=True)),
            PEOPLE.c.name.in_(bindparam("words", expanding=True)),
        )
    )
    .order_by(PEOPLE.c.active)
)
GONE = select(PEOPLE.c.id).where(
    PEOPLE.c.id.in_(bindparam("ids", expanding=True)), PEOPLE.c.active.is_(False)
)


class People(Repository):
    """Looked up once a transaction: who is on call, owns and reports is asked again and again."""

    def __init__(self, tx: Any) -> None:
        super().__init__(tx)
        self._looked_up: dict[str, Person | None] = {}

    async def find(self, reference: str) -> Person | None:
        """By id, e-mail address or name (without @); None when nobody is known by it."""
        await self._look_up([reference])
        return self._looked_up.get(_word(reference))

    async def ids(self, references: Iterable[str]) -> list[str]:
        """Ids of active people by id, e-mail or name, and of all in a user group, in order, each
        once; unknown ones left out."""
        wanted = await self._one_by_one([_word(reference) for reference in references])
        found = [self._looked_up.get(word) for word in wanted]
        return list(dict.fromkeys(person.id for person in found if person and person.active))

    async def gone(self, ids: Iterable[str]) -> set[str]:
        """Those of these people whose accounts are closed."""
        return {row.id for row in await self.all(GONE, {"ids": list(ids)})}

    async def list_known(self) -> Sequence[Person]:
        """Everybody cached."""
        return rows.list_of(Person, await self.all(select(PEOPLE)))

    async def save(self, person: Person) -> None:
        """Keep or refresh a profile."""
        self._looked_up.clear()
        values = {**rows.values(person), "name": person.name.lower(), "at": self.now}
        await self.put(PEOPLE, values)

    async def save_all(self, people: Sequence[Person]) -> None:
        """Keep or refresh many profiles."""
        for person in people:
            await self.save(person)

    async def _one_by_one(self, words: list[str]) -> list[str]:
        """The same words, with those of its people in place of a group's."""
        await self._look_up(words)
        named = self.tx.policy.user_groups
        strangers = [word for word in words if word in named and self._looked_up[word] is None]
        groups = await self.tx.groups.members(strangers)
        if not groups:
            return words
        wanted = [_word(one) for word in words for one in groups.get(word, (word,))]
        await self._look_up(wanted)
        return wanted

    async def _look_up(self, references: Iterable[str]) -> None:
        words = {_word(one) for one in references} - self._looked_up.keys() - {""}
        if not words:
            return
        known = [
            rows.of(Person, row)
            for row in await self.all(
                BY_WORDS, {"ids": [word.upper() for word in words], "words": list(words)}
            )
        ]
        self._looked_up |= dict.fromkeys(words)
        for person in known:  # active people come last, and so win over closed accounts
            for word in (person.name, person.email.lower(), person.id.lower()):
                if word in words:
                    self._looked_up[word] = person


def _word(reference: str) -> str:
    return reference.strip().removeprefix("@").lower()
