"""The local workspace as one thing: a server for the bot, and a handle for those who play people."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from aiohttp import web
from yarl import URL

from bot.sandbox.answer import Answer
from bot.sandbox.api import WebApi
from bot.sandbox.assembly import assembled
from bot.sandbox.clock import Clock
from bot.sandbox.control import Control, own_page_only
from bot.sandbox.doors import Doors
from bot.sandbox.faults import Faults
from bot.sandbox.installation import Dead, Installation
from bot.sandbox.log import Call, Delivery
from bot.sandbox.manifest import install
from bot.sandbox.model import Channel, User, UserGroup
from bot.sandbox.outside import Outside
from bot.sandbox.people import Person
from bot.sandbox.plan import Name
from bot.sandbox.socket import SocketMode
from bot.sandbox.talk import Talk
from bot.sandbox.tokens import Tokens
from bot.sandbox.upkeep import Upkeep
from bot.sandbox.workspace import Workspace

Found = TypeVar("Found")
_MOST_UPLOADED = 64 * 1024 * 1024
_BACKLOG = 1024  # hundreds may call at once; refused ones would try again only after a second
_GRACE = 0.002  # seconds for calls under way when the workspace stops
_SIGNING_SECRET = "local-workspace-secret"
_BOT_TOKEN = "xoxb-sandbox"
_APP_TOKEN = "xapp-sandbox"


class Sandbox:
    """`scopes` are those of the bot token; None grants every scope there is."""

    def __init__(
        self,
        *,
        signing_secret: str = _SIGNING_SECRET,
        bot_token: str = _BOT_TOKEN,
        app_token: str = _APP_TOKEN,
        scopes: frozenset[str] | None = None,
        clock: Clock | None = None,
        bot_name: str = "data-incident",
    ) -> None:
        self.clock = clock or Clock()
        self.signing_secret, self.bot_token, self.app_token = signing_secret, bot_token, app_token
        self.world = assembled(
            self,
            self.clock,
            bot_name=bot_name,
            scopes=scopes,
            secret=signing_secret,
            tokens=Tokens(bot_token, app_token),
        )
        self._api = WebApi(self.world)
        self._installation = Installation(self.world)
        self.upkeep = Upkeep(self.world)
        self.talk = Talk(self.world, self.upkeep)
        self.doors = Doors(self.world, self.talk)
        self._people: dict[str, Person] = {}
        self.tips: list[str] = []  # what the page suggests to somebody new
        self.closed = ""  # why nobody can act over the page at present
        self._runner: web.AppRunner | None = None

    # running

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        app = web.Application(client_max_size=_MOST_UPLOADED, middlewares=[own_page_only])
        app.add_routes(self._routes())
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=_GRACE)
        await self._runner.setup()
        await web.TCPSite(self._runner, host, port, backlog=_BACKLOG).start()
        bound = self._runner.addresses[0]
        self.workspace.url = f"http://{bound[0]}:{bound[1]}"
        await self.world.sender.start()

    def _routes(self) -> list[web.RouteDef]:
        return [
            web.route("*", "/api/{method}", self._api.serve),
            *self.world.socket.routes(),
            *Outside(self.world).routes(),
            *Control(self).routes(),
        ]

    async def stop(self) -> None:
        """Calls under way are cut: nobody waits for an answer that will not come."""
        self.workspace.changes.tell("end")
        self.world.faults.silence.end()
        await self.world.background.stop()
        await self.world.sender.stop()
        await self.world.socket.stop()  # an open socket would hold up the server's end
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    def connect(self, bot_url: str) -> None:
        """Where signed requests go, unless the bot has opened a socket."""
        self.world.sender.bot_url = URL(bot_url)

    def install(self, manifest: Mapping[str, Any]) -> None:
        """Grants, subscribes and registers what the app's manifest asks for, and nothing else."""
        install(self.world, manifest)

    def revoke_token(self, error: Dead = "token_revoked") -> None:
        """Every call of the bot is refused with this error, until it is installed again."""
        self._installation.revoke(error)

    def reinstall(self, *, token: str | None = None) -> str:
        """Gives the bot a token that works: a new one, or the one it had; returns it."""
        self.bot_token = token or self.bot_token
        self._installation.reissue(self.bot_token)
        return self.bot_token

    def take_scopes(self, *scopes: str) -> None:
        self._installation.take(*scopes)

    def give_scopes(self, *scopes: str) -> None:
        self._installation.give(*scopes)

    @property
    def url(self) -> str:
        return self.workspace.url

    @property
    def api_url(self) -> str:
        return f"{self.url}/api/"

    # who and what is there

    @property
    def workspace(self) -> Workspace:
        return self.world.workspace

    @property
    def people(self) -> Mapping[str, Person]:
        return self._people

    def add_person(
        self, name: str, *, real_name: str = "", email: str | None = None, tz: str = "UTC"
    ) -> Person:
        if self.workspace.by_name(name):
            raise ValueError(f"there is a {name} already")
        ZoneInfo(tz)  # an unknown zone is better found here than in an answer
        user = User(self.workspace.new_id("U"), name, real_name or name.title(), email, tz)
        self.workspace.people[user.id] = user
        person = Person(self.world, user, doors=self.doors, talk=self.talk, upkeep=self.upkeep)
        self._people[user.id] = person
        self.workspace.changed()
        return person

    def add_channel(
        self,
        name: str,
        *,
        members: Iterable[Person] = (),
        topic: str = "",
        private: bool = False,
        with_bot: bool = False,
    ) -> Channel:
        """A channel people made; the bot is in it only where asked for."""
        within = [person.id for person in members]
        if with_bot:
            within.append(self.workspace.app.user_id)
        creator = within[0] if within else "USLACKBOT"
        channel = self.workspace.add_channel(name, creator, private=private, members=within)
        channel.topic = topic
        return channel

    def add_group(self, handle: str, *, members: Iterable[Person] = ()) -> UserGroup:
        """A user group, such as @data-oncall; on the free plan nobody sees it."""
        group_id, now = self.workspace.new_id("S"), self.clock.now()
        users = [person.id for person in members]
        group = UserGroup(group_id, handle, handle.title(), now, users)
        self.world.plan.groups[group.id] = group
        return group

    @property
    def plan(self) -> Name:
        return self.world.plan.name

    @plan.setter
    def plan(self, name: Name) -> None:
        self.world.plan.name = name

    def deactivate(self, person: Person) -> None:
        """The account is closed: no more messages to it, and no invitations."""
        self.upkeep.deactivate(person.id)

    def reactivate(self, person: Person) -> None:
        self.upkeep.reactivate(person.id)

    # what happened, and what shall go wrong

    @property
    def calls(self) -> list[Call]:
        return self.world.log.calls

    def called(self, method: str) -> list[Call]:
        return self.world.log.called(method)

    @property
    def limited(self) -> list[Call]:
        """The calls refused with 429, by the limits or by a fault."""
        return self.world.log.limited

    @property
    def connections_accepted(self) -> int:
        """How many TCP connections the bot's calls came over."""
        return self._api.connections

    @property
    def deliveries(self) -> list[Delivery]:
        return self.world.log.deliveries

    @property
    def faults(self) -> Faults:
        return self.world.faults

    @property
    def rate_limits(self) -> bool:
        return self._api.rate_limits

    @rate_limits.setter
    def rate_limits(self, on: bool) -> None:
        self._api.rate_limits = on

    @property
    def latency(self) -> float:
        return self._api.latency

    @latency.setter
    def latency(self, seconds: float) -> None:
        self._api.latency = seconds

    @property
    def socket(self) -> SocketMode:
        return self.world.socket

    async def redeliver(self, delivery: Delivery) -> Answer:
        """Sends the bot once more what it was sent before, newly signed."""
        return Answer.of(await self.world.sender.repeat(delivery))

    async def until(self, condition: Callable[[], Found], timeout: float = 20.0) -> Found:  # noqa: ASYNC109
        """Waits for something to become true and returns it; in vain, it tells the last state."""
        return await self.workspace.changes.until(
            condition, timeout=timeout, state=self.world.log.recent
        )
