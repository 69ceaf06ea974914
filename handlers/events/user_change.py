"""A profile changes: an account that is closed leaves its roles to the next in line."""

from bot.services import vacancies
from handlers.deps import Deps
from handlers.events.kinds import Heard, on_event
from handlers.payloads import person_of


@on_event("user_change")
async def on_changed(heard: Heard, deps: Deps) -> None:
    person = person_of(heard.event["user"])
    async with deps.change() as tx:
        if person.active:
            await tx.people.save(person)
        else:
            await vacancies.person_left(tx, person.id, now=deps.now())
