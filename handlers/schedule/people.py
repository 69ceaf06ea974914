"""Who is in the workspace: read at start and once a day, so that no answer has to ask Slack."""

import asyncio
from datetime import datetime, timedelta
from http import HTTPStatus

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.domain.clock import ahead
from bot.domain.person import Person
from bot.services import vacancies
from handlers.deps import Deps
from handlers.payloads import person_of
from handlers.schedule.kinds import MINUTE, job

EVERY = timedelta(days=1)
AGAIN = timedelta(minutes=5)
PLACE = "people:read"
PAUSE = 30
"""Seconds to wait where Slack does not say how long."""
PAGE = 200
"""As many as Slack recommends for a page; it takes some twenty such calls a minute."""


@job("people", every=MINUTE, beside=True)
async def read_people(deps: Deps) -> None:
    """Refresh every profile when a day has passed; when Slack does not answer, soon again."""
    now = deps.now()
    async with deps.db.reading() as tx:
        due = await tx.keys.find_time(PLACE)
    if ahead(due, longest=EVERY, now=now):
        return
    try:
        people = await _everybody(deps)
    except (SlackApiError, TimeoutError, OSError, aiohttp.ClientError):
        people = []
    await _keep(deps, people, again=now + (EVERY if people else AGAIN))


async def _keep(deps: Deps, people: list[Person], *, again: datetime) -> None:
    async with deps.db.transaction(takes_long=True) as tx:
        known = await tx.people.list_known()
        before = {one.id for one in known if one.active}
        await tx.people.save_all(people)
        if people and not known:
            await vacancies.people_known(tx, now=tx.now)
        for one in people:
            if not one.active and one.id in before:
                await vacancies.person_left(tx, one.id, now=tx.now)
        await tx.keys.set_time(PLACE, again)


async def _everybody(deps: Deps) -> list[Person]:
    """All of them, however many: where Slack asks to wait between two pages, the next one waits."""
    found: list[Person] = []
    cursor = ""
    while True:
        try:
            page = await deps.client.users_list(limit=PAGE, cursor=cursor)
        except SlackApiError as error:
            if error.response.status_code != HTTPStatus.TOO_MANY_REQUESTS:
                raise
            await asyncio.sleep(_pause(error.response.headers.get("Retry-After", "")))
            continue
        found += [person_of(member) for member in page["members"]]
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return found


def _pause(said: str) -> int:
    """What Slack said, within reason: never at once again, and not for hours."""
    return max(1, min(int(said), 2 * PAUSE)) if said.isascii() and said.isdigit() else PAUSE
