"""User groups that the policy names: who is in them, and what it means that Slack has none."""

from collections.abc import Iterable
from datetime import datetime

from bot.domain.person import UserGroup
from bot.services import undelivered, vacancies
from storage import Transaction

METHOD, SCOPE = "usergroups.list", "usergroups:read"


async def known(tx: Transaction, listed: Iterable[UserGroup], *, now: datetime) -> None:
    """Keep the groups that the policy names. What was declared while nobody was in line is asked for."""
    named = tx.policy.user_groups
    kept = [one for one in listed if named & {one.handle, one.id.lower()}]
    if await tx.groups.replace_all(kept):
        await vacancies.people_known(tx, now=now)


async def refused(tx: Transaction, *, code: str, now: datetime) -> None:
    """Slack lists none: said once where the plan has none, once a day where the app may not ask."""
    if code in undelivered.PLAN:
        await undelivered.feature_off(tx, undelivered.USER_GROUPS, error=code, now=now)
    elif code == "missing_scope":
        await undelivered.scope_missing(tx, method=METHOD, scope=SCOPE, now=now)
