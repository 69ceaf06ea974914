"""People as Slack knows them."""

from collections.abc import Iterable, Sequence

from sqlalchemy import func, or_, select

from bot.domain.person import Person
from storage import rows
from storage.repository import Repository
from storage.tables import PersonRow
from storage.types import table

PEOPLE = table(PersonRow)


class People(Repository):
    async def find(self, reference: str) -> Person | None:
        """By id, e-mail address or name (without @); None when nobody is known by it."""
        wanted = reference.strip().removeprefix("@").lower()
        if not wanted:
            return None
        query = select(PEOPLE).where(
            or_(
                PEOPLE.c.id == wanted.upper(),
                func.lower(PEOPLE.c.email) == wanted,
                PEOPLE.c.name == wanted,
            )
        )
        row = await self.first(query.order_by(PEOPLE.c.active.desc()).limit(1))
        return rows.of(Person, row) if row else None

    async def ids(self, references: Iterable[str]) -> list[str]:
        """Ids of active people by id, e-mail or name, in order, each once; unknown ones left out."""
        found = [await self.find(reference) for reference in references]
        return list(dict.fromkeys(person.id for person in found if person and person.active))

    async def list_known(self) -> Sequence[Person]:
        """Everybody cached."""
        return [rows.of(Person, row) for row in await self.all(select(PEOPLE))]

    async def save(self, person: Person) -> None:
        """Keep or refresh a profile."""
        values = {**rows.values(person), "name": person.name.lower(), "at": self.now}
        await self.put(PEOPLE, values)

    async def save_all(self, people: Sequence[Person]) -> None:
        """Keep or refresh many profiles."""
        for person in people:
            await self.save(person)
