"""Puts the bot together; the only module that knows every part, and where the clock is asked."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import aiohttp
from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.config import Settings
from bot.delivery.pace import Rates, rate_of
from bot.delivery.slack import SlackWayOut
from bot.delivery.standing import Standing
from bot.delivery.worker import CALL, Worker
from bot.domain.policy import Policy
from bot.meters import Meters
from bot.socket import Patience, Socket
from bot.watching import connected, sending, tell_of_calls, turning
from handlers.deps import Deps
from handlers.front_door import FrontDoor
from handlers.schedule.loop import Schedule
from handlers.web.alerts import alert_routes
from handlers.web.health import Health, Look, health_routes
from handlers.web.metrics import metrics_route
from handlers.web.slack import slack_route
from storage import Database, migrate

log = logging.getLogger(__name__)


BACKLOG = 1024
"""Connections that may wait to be accepted: a burst of 500 commands took 1.2 s with 128."""


LINGER = 1.0
"""Seconds for which the rest of a refused body is read, so that the sender sees the refusal."""
ASK_AGAIN = 15.0
"""Seconds until Slack is asked again who we are."""


def utc_now() -> datetime:
    """The clock."""
    return datetime.now(UTC)


def slack_session() -> aiohttp.ClientSession:
    """The one session for all calls: without it the SDK opens a connection a call."""
    return aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=CALL.total_seconds()))


@dataclass(frozen=True, kw_only=True)
class Parts:
    """What reaches outside the process: another one may stand in a proxy, or in front of a fault."""

    database: Callable[[str, Policy, Callable[[], datetime]], Database] = Database
    session: Callable[[], aiohttp.ClientSession] = slack_session
    rates: Rates = rate_of
    token: Callable[[], str] | None = None
    """The bot token that is valid by now, asked while Slack takes nothing from ours."""
    patience: Patience | None = None
    """How long Socket Mode waits for what."""


class Bot:
    """The whole program: start it, and it serves until stopped."""

    def __init__(
        self,
        settings: Settings,
        policy: Policy,
        *,
        now: Callable[[], datetime] = utc_now,
        parts: Parts | None = None,
    ) -> None:
        self.settings = settings
        self.policy = policy
        self.now = now
        self.parts = parts or Parts()
        self.url = ""
        self.identity = AuthorizeResult(enterprise_id=None, team_id=None)
        self._running: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Open everything, and answer requests from here on."""
        token = self.settings.bot_token.get_secret_value()
        self.session = self.parts.session()
        self.client = AsyncWebClient(
            token=token, base_url=self.settings.api_url, session=self.session, retry_handlers=[]
        )
        self.meters = Meters(schema=migrate.HEAD)
        tell_of_calls(self.session, self.meters.delivery, api_url=self.settings.api_url)
        self.db = self.parts.database(self.settings.database_url, self.policy, self.now)
        self.db.observed = self.meters.database.observed
        self.deps = Deps(
            db=self.db,
            client=self.client,
            now=self.now,
            alert_secrets=self.settings.alert_secrets,
            meters=self.meters,
            stopped=lambda: self.standing.stopped,
        )
        self.health = Health(self.deps, [])
        self.standing = Standing()
        self.worker = self._worker()
        self.schedule = Schedule(self.deps)
        self._set_identity("", "", "")
        self.bolt = self._bolt()
        FrontDoor(self.deps).register(self.bolt)
        await self._listen()
        self._running = [
            asyncio.create_task(self.worker.run()),
            asyncio.create_task(self.schedule.run()),
        ]
        self.health.looks = self._looks()
        await self._introduce()

    async def stop(self) -> None:
        """Take nothing more, finish what is under way (5 s at most), and close."""
        if self.socket is not None:
            await self.socket.stop()
        await self.runner.cleanup()
        self.schedule.stop()
        self.worker.stop()
        if self.deps.under_way:
            await asyncio.wait(self.deps.under_way, timeout=2.0)
        # Cancelled in a transaction, worker and schedule would leave its connection open.
        await asyncio.wait(self._running[:2], timeout=5.0)
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        await self.db.close()
        await self.session.close()

    async def settled(self) -> None:
        """Wait until nothing more may go out at present, and every answer is out; for tests."""
        while True:
            if self.deps.under_way:
                await asyncio.wait(self.deps.under_way)
            await self.worker.settled()
            if not self.deps.under_way:
                return

    def _worker(self) -> Worker:
        token = self.parts.token or self._token
        out = SlackWayOut(self.db, self.client, self.now, fresh_token=token)
        return Worker(
            self.db,
            out,
            self.now,
            rates=self.parts.rates,
            standing=self.standing,
            meters=self.meters.delivery,
            ready=out.look_back.done,
        )

    def _token(self) -> str:
        return self.settings.bot_token.get_secret_value()

    def _looks(self) -> list[Look]:
        """What health and metrics look at, beside the database."""
        worker, schedule = self.worker, self.schedule
        looks = [
            turning("worker", self._running[0], last=lambda: worker.last_turn, now=self.now),
            turning("schedule", self._running[1], last=lambda: schedule.last_tick, now=self.now),
            sending(self.standing),
        ]
        if self.socket is not None:
            looks.append(connected(self.socket))
        return looks

    def _bolt(self) -> AsyncApp:
        async def authorize(**_: object) -> AuthorizeResult:
            # Left alone, Bolt asks Slack who it is before our code runs, and loses what it was
            # sent when Slack does not answer.
            return self.identity

        return AsyncApp(
            name="data-incident",  # without one, Bolt looks through the whole stack for a file's name
            # Without our token: Bolt would warn at every start that it is not used.
            client=AsyncWebClient(base_url=self.settings.api_url, session=self.session),
            signing_secret=self.settings.signing_secret.get_secret_value(),
            authorize=authorize,
            process_before_response=True,
            # That somebody deletes a message of ours looks like an event of ours to Bolt.
            ignoring_self_events_enabled=False,
        )

    async def _introduce(self) -> None:
        """Learn who we are from Slack; without an answer we serve all the same, and ask again."""
        if not await self._asked_slack():
            self._running.append(asyncio.create_task(self._ask_again()))

    async def _ask_again(self) -> None:
        while not await self._asked_slack():  # noqa: ASYNC110  # Slack tells nobody when it is back
            await asyncio.sleep(ASK_AGAIN)

    async def _asked_slack(self) -> bool:
        try:
            me = await asyncio.wait_for(self.client.auth_test(), 3.0)
        except (SlackApiError, aiohttp.ClientError, TimeoutError, OSError) as error:
            log.warning("Slack does not say who we are", extra={"error": type(error).__name__})
            return False
        self._set_identity(me["team_id"], me["user_id"], me["bot_id"])
        return True

    def _set_identity(self, team: str, user: str, bot: str) -> None:
        self.identity = AuthorizeResult(
            enterprise_id=None,
            team_id=team or None,
            bot_user_id=user or None,
            bot_id=bot or None,
            bot_token=self.settings.bot_token.get_secret_value(),
        )

    async def _listen(self) -> None:
        metrics_token = self.settings.metrics_token.get_secret_value()
        application = web.Application()
        application.add_routes(
            [
                slack_route(self.bolt, self.settings.signing_secret.get_secret_value()),
                *health_routes(self.health),
                metrics_route(self.deps, self.health, token=metrics_token),
                *alert_routes(self.deps),
            ]
        )
        self.runner = web.AppRunner(application, access_log=None, lingering_time=LINGER)
        await self.runner.setup()
        site = web.TCPSite(self.runner, self.settings.host, self.settings.port, backlog=BACKLOG)
        await site.start()
        address = self.runner.addresses[0]
        self.url = f"http://{address[0]}:{address[1]}"
        self.socket = self._socket()
        if self.socket is not None:
            self.socket.start()

    def _socket(self) -> Socket | None:
        app_token = self.settings.app_token.get_secret_value()
        if not app_token:
            return None
        return Socket(
            self.bolt,
            self.client,
            app_token,
            now=self.now,
            meters=self.meters.socket,
            patience=self.parts.patience,
        )
