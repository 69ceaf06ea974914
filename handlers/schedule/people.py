"""Who is in the workspace: read at start and once a day, so that no answer has to ask Slack."""

from datetime import datetime, timedelta
from typing import Any

from slack_sdk.errors import SlackApiError

from bot.domain.person import Person
from handlers.deps import Deps
from handlers.schedule.kinds import job

EVERY = timedelta(days=1)
AGAIN = timedelta(minutes=5)
PLACE = "people:read"


@job("people")
async def read_people(deps: Deps) -> None:
    """Refresh every profile when a day has passed; when Slack does not answer, soon again."""
    now = deps.now()
    async with deps.db.reading() as tx:
        due = await tx.keys.find_time(PLACE)
    if due is not None and now < due:
        return
    try:
        people = await _everybody(deps)
    except (SlackApiError, TimeoutError, OSError):
        people = []
    await _keep(deps, people, again=now + (EVERY if people else AGAIN))


async def _keep(deps: Deps, people: list[Person], *, again: datetime) -> None:
    async with deps.db.transaction() as tx:
        await tx.people.save_all(people)
        await tx.keys.set_time(PLACE, again)


async def _everybody(deps: Deps) -> list[Person]:
    found: list[Person] = []
    cursor = ""
    while True:
        page = await deps.client.users_list(limit=200, cursor=cursor)
        found += [_person(member) for member in page["members"]]
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return found


def _person(member: dict[str, Any]) -> Person:
    profile = member.get("profile") or {}
    return Person(
        id=str(member["id"]),
        name=str(member.get("name") or ""),
        real_name=str(member.get("real_name") or profile.get("real_name") or ""),
        email=str(profile.get("email") or ""),
        timezone=str(member.get("tz") or "UTC"),
        is_bot=bool(member.get("is_bot")),
        active=not member.get("deleted"),
    )
