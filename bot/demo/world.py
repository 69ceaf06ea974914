"""The bot and the local workspace, started together, with the shop's people, channels and assets."""

from collections.abc import Callable

from pydantic import SecretStr

from bot.app import Bot, Parts
from bot.config import Settings
from bot.delivery.pace import unlimited
from bot.demo.people import CHANNELS, PEOPLE
from bot.demo.policy import shop_policy
from bot.demo.shop_files import catalogue
from bot.domain.policy import Policy
from bot.manifest import manifest
from bot.sandbox import Clock, Sandbox
from bot.sandbox.model import Channel
from bot.sandbox.people import Person as Somebody


class World:
    """`people` and `channels` are by name; the clock is the workspace's, and can be moved.

    Without other `parts` the bot is not paced, as the workspace does not limit it.
    """

    def __init__(
        self,
        database_url: str,
        *,
        clock: Clock | None = None,
        policy: Policy | None = None,
        parts: Parts | None = None,
    ) -> None:
        self.sandbox = Sandbox(clock=clock)
        self.database_url = database_url
        self.policy = policy or shop_policy()
        self.parts = parts or Parts(rates=unlimited, token=lambda: self.sandbox.bot_token)
        self.people: dict[str, Somebody] = {}
        self.channels: dict[str, Channel] = {}
        self.bot: Bot
        self.replicas: list[Bot] = []

    async def start(self, *, port: int = 0, socket: bool = False) -> None:
        """Start both; the database must have its schema."""
        self.sandbox.install(manifest())
        await self.sandbox.start(port=port)
        for one in PEOPLE:
            self.people[one.name] = self.sandbox.add_person(
                one.name, real_name=one.real_name, email=one.email, tz=one.timezone
            )
        for name, topic in CHANNELS.items():
            self.channels[name] = self.sandbox.add_channel(
                name, members=self.people.values(), topic=topic
            )
        await self._start_bot(socket=socket)

    async def stop(self) -> None:
        """Stop all of it."""
        for bot in [*self.replicas, self.bot]:
            await bot.stop()
        await self.sandbox.stop()

    async def restart_bot(self, meanwhile: Callable[[], None] | None = None) -> None:
        """The bot's process ends and begins again, on the same database or what becomes of it."""
        await self.bot.stop()
        if meanwhile is not None:
            meanwhile()
        await self._start_bot(socket=self.bot.socket is not None)

    async def start_replica(self, *, socket: bool = False) -> Bot:
        """One more of it on the same database, which must be PostgreSQL."""
        bot = self._made(socket=socket)
        await bot.start()
        self.replicas.append(bot)
        return bot

    async def settled(self) -> None:
        """Wait until everything that may go out now has gone out."""
        for bot in [*self.replicas, self.bot]:
            await bot.settled()

    async def _start_bot(self, *, socket: bool) -> None:
        self.bot = self._made(socket=socket)
        await self.bot.start()
        await self._know_the_shop()
        self.sandbox.connect(f"{self.bot.url}/slack/events")
        if socket:
            await self.sandbox.until(lambda: self.sandbox.socket.connected)

    def _made(self, *, socket: bool) -> Bot:
        settings = Settings(
            bot_token=SecretStr(self.sandbox.bot_token),
            signing_secret=SecretStr(self.sandbox.signing_secret),
            app_token=SecretStr(self.sandbox.app_token if socket else ""),
            api_url=self.sandbox.api_url,
            database_url=self.database_url,
            host="127.0.0.1",
            port=0,
            dbt_secret=SecretStr(self.sandbox.signing_secret),
        )
        return Bot(settings, self.policy, now=self.sandbox.clock.now, parts=self.parts)

    async def _know_the_shop(self) -> None:
        """People are read from the workspace, as in real life; assets from what dbt wrote."""
        await self.bot.schedule.begun()
        async with self.bot.db.transaction() as tx:
            await tx.assets.replace_all(catalogue())
