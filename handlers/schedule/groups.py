"""Who is in the user groups that the policy names: asked every minute, since a group may be what says
who is on call, and whoever keeps it changes it at the turn of a shift."""

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.services import groups
from handlers.deps import Deps
from handlers.payloads import user_group_of
from handlers.schedule.kinds import MINUTE, job


@job("groups", every=MINUTE, beside=True)
async def read_groups(deps: Deps) -> None:
    """Keep who is in them now. Where Slack does not say, what was known stays."""
    if not deps.policy.user_groups:
        return
    try:
        listed = await deps.client.usergroups_list(include_users=True)
    except (TimeoutError, OSError, aiohttp.ClientError):
        return
    except SlackApiError as error:
        code = str(error.response.get("error") or "")
        async with deps.db.transaction() as tx:
            await groups.refused(tx, code=code, now=tx.now)
        return
    found = [user_group_of(one) for one in listed["usergroups"]]
    async with deps.db.transaction() as tx:
        await groups.known(tx, found, now=tx.now)
