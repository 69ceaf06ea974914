"""The self-check: each finding says what is wrong and what to do about it."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.app import utc_now
from bot.config import BadSettings, Settings
from bot.delivery.calls import SlackRefused
from bot.delivery.outcome import TryLater
from bot.domain.errors import BotError
from bot.domain.policy import Policy
from bot.findings import Finding
from bot.manifest import scopes_wanted
from bot.policy_file import load_policy
from bot.repairing import Repairs
from bot.services.undelivered import PLAN
from storage import Database, migrate


async def examine(settings: Settings, *, repair: bool = False) -> list[Finding]:
    """Run every check that can run; what depends on a failed one is left out.

    `repair` mends what differs between the record and Slack, and sends again what could not be sent.
    """
    findings = [_settings(settings)]
    policy, finding = _policy(settings)
    findings.append(finding)
    findings.append(await asyncio.to_thread(_database, settings))
    if policy is not None:
        findings += await _slack(settings, policy, database=findings[-1].well, repair=repair)
    return findings


def _settings(settings: Settings) -> Finding:
    try:
        settings.must_serve()
    except BadSettings as error:
        return Finding(
            name="settings",
            well=False,
            what=str(error),
            do="Set them in the environment or in .env.",
        )
    way = "Socket Mode" if settings.app_token.get_secret_value() else "HTTP"
    return Finding(name="settings", well=True, what=f"Slack is reached over {way}.")


def _policy(settings: Settings) -> tuple[Policy | None, Finding]:
    try:
        policy = load_policy(Path(settings.policy_file))
    except BotError as error:
        do = f"Correct {settings.policy_file}."
        return None, Finding(name="policy", well=False, what=str(error), do=do)
    return policy, Finding(name="policy", well=True, what=f"{settings.policy_file} is sound.")


def _database(settings: Settings) -> Finding:
    try:
        current = migrate.is_current(settings.database_url)
    except BotError as error:
        return Finding(name="database", well=False, what=str(error))
    do = "" if current else "Run `data-incident migrate` (serve does it by itself)."
    what = "The schema is current." if current else "The schema is not the newest."
    return Finding(name="database", well=current, what=what, do=do)


async def _slack(
    settings: Settings, policy: Policy, *, database: bool, repair: bool
) -> list[Finding]:
    timeout = aiohttp.ClientTimeout(total=10)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        client = AsyncWebClient(
            token=settings.bot_token.get_secret_value(),
            base_url=settings.api_url,
            session=session,
            retry_handlers=[],
        )
        token = await _checked(
            "token", lambda: _token(client), "Install the app anew, and copy its token."
        )
        if not token[0].well:
            return token
        channels = await _checked(
            "channels",
            lambda: _channels(client, policy),
            "Give the app the scopes of manifest.yaml and install it anew.",
        )
        people = await _checked(
            "people",
            lambda: _people(client, policy),
            "Give the app the scopes users:read, users:read.email and usergroups:read.",
        )
        record = await _record(settings, policy, client, repair=repair) if database else []
    return [*token, *channels, *people, *record]


async def _checked(
    name: str, check: Callable[[], Awaitable[list[Finding]]], do: str
) -> list[Finding]:
    try:
        return await check()
    except SlackApiError as error:
        code = error.response.get("error") or f"HTTP {error.response.status_code}"
        needed = error.response.get("needed")
        what = f"Slack said {code}" + (f", it needs the scope {needed}." if needed else ".")
        return [Finding(name=name, well=False, what=what, do=do)]
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        what = f"Slack cannot be reached: {type(error).__name__}."
        do = "Check the network, a proxy, and DATA_INCIDENT_API_URL."
        return [Finding(name=name, well=False, what=what, do=do)]


async def _token(client: AsyncWebClient) -> list[Finding]:
    me = await client.auth_test()
    found = [Finding(name="token", well=True, what=f"The bot is {me['user']} in {me['team']}.")]
    granted = {one.strip() for one in str(me.headers.get("x-oauth-scopes") or "").split(",")} - {""}
    lacking = sorted(scopes_wanted() - granted) if granted else []
    if lacking:
        what = f"The app lacks: {', '.join(lacking)}."
        do = "Update the app from manifest.yaml and install it anew."
        found.append(Finding(name="scopes", well=False, what=what, do=do))
    return found


async def _channels(client: AsyncWebClient, policy: Policy) -> list[Finding]:
    """The announcement and alert channels; on a first run there is none yet."""
    names: set[str] = set()
    cursor = ""
    while True:
        page = await client.conversations_list(
            limit=200, cursor=cursor, exclude_archived=True, types="public_channel,private_channel"
        )
        names |= {word for one in page["channels"] for word in (one["name"], one["id"])}
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            break
    wanted = {"announcements": policy.announce_channel, "alerts": policy.alerts_channel}
    return [
        Finding(name=name, well=True, what=f"#{channel} is there.")
        if channel in names
        else Finding(
            name=name,
            well=False,
            what=f"There is no #{channel} that the bot can see.",
            do=f"Create #{channel} (invite the bot if it is private), or name another in policy.yaml.",
        )
        for name, channel in wanted.items()
    ]


async def _people(client: AsyncWebClient, policy: Policy) -> list[Finding]:
    known: set[str] = set()
    cursor = ""
    while True:
        page = await client.users_list(limit=200, cursor=cursor)
        for one in page["members"]:
            if not one.get("deleted"):
                email = (one.get("profile") or {}).get("email") or ""
                known |= {one["id"].lower(), one["name"].lower(), email.lower()}
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            break
    groups, found = await _groups(client, policy)
    known |= groups
    ladder = [one for one in policy.ladder("", utc_now()) if _word(one) in known]
    found.append(_oncall(policy, ladder))
    strangers = sorted(one for one in policy.people if _word(one) not in known)
    if strangers:
        what = f"Not in this workspace: {', '.join(strangers)}."
        do = "Correct them in policy.yaml: e-mail address, Slack id or name, or @user-group."
        found.append(Finding(name="people", well=False, what=what, do=do))
    return found


async def _groups(client: AsyncWebClient, policy: Policy) -> tuple[set[str], list[Finding]]:
    """What user groups are called; without any in the policy nobody needs them."""
    if not policy.user_groups:
        return set(), []
    try:
        listed = await client.usergroups_list()
    except SlackApiError as error:
        if error.response.get("error") not in PLAN:
            raise
        what = "The policy names user groups, and this workspace's plan has none."
        do = "Name people in policy.yaml instead, or change the plan of the workspace."
        return set(), [Finding(name="user groups", well=False, what=what, do=do)]
    return {one[key].lower() for one in listed["usergroups"] for key in ("handle", "id")}, []


def _word(reference: str) -> str:
    return reference.removeprefix("@").lower()


def _oncall(policy: Policy, ladder: list[str]) -> Finding:
    if ladder:
        return Finding(name="on-call", well=True, what=f"On call now: {ladder[0]}.")
    return Finding(
        name="on-call",
        well=False,
        what=f"default_oncall “{policy.default_oncall}” leads to nobody in this workspace.",
        do="Without it nobody would be in charge: name a rota, an e-mail address or a Slack id.",
    )


async def _record(
    settings: Settings, policy: Policy, client: AsyncWebClient, *, repair: bool
) -> list[Finding]:
    """What the record says, compared with what Slack has."""
    db = Database(settings.database_url, policy, utc_now)
    try:
        found = await Repairs(db, client, utc_now, repair=repair).run()
        async with db.reading() as tx:
            waiting = await tx.outbox.count()
        return [*found, *(await _sender(settings, waiting) if repair and waiting else [])]
    except (BotError, SlackRefused, TryLater) as error:
        what = f"The record could not be compared with Slack: {error}."
        return [Finding(name="record", well=False, what=what, do="Try again in a minute.")]
    finally:
        await db.close()


async def _sender(settings: Settings, waiting: int) -> list[Finding]:
    """What is queued is sent by the bot that serves, so that nothing is sent twice."""
    host = "127.0.0.1" if settings.host in {"0.0.0.0", "::"} else settings.host  # noqa: S104  # compared
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as session,
            session.get(f"http://{host}:{settings.port}/healthz"),
        ):
            return []
    except (aiohttp.ClientError, TimeoutError, OSError):
        what = f"{waiting} notices wait, and no bot answers at {host}:{settings.port}."
        do = "They go out when one runs: start `data-incident serve`."
        return [Finding(name="sending", well=False, what=what, do=do)]
