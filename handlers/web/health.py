"""Is the process alive, is it ready to keep what it is told, and what else is not well?

Alive: what should run in it runs; a restart heals the rest. Ready: what it is told is kept. A token
that Slack refuses, or a lost connection, is neither: intake and record go on, and health is red.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta

from aiohttp import web

from bot.domain.errors import Busy
from bot.domain.figures import Figures
from bot.gauges import Part
from handlers.deps import Deps
from storage import migrate

FRESH = timedelta(seconds=3)
"""Figures this old are shown again: many may ask, the database is read once."""
SHOWN = timedelta(minutes=5)
"""How long a change that the database refused is shown."""
PATIENCE = 2.0
"""Seconds the database has to answer; whoever asks waits 4 or 5."""
Look = Callable[[], Awaitable[Part]]


class Health:
    """Looks at the database, and at every other part through the looks it was given."""

    def __init__(self, deps: Deps, looks: Sequence[Look]) -> None:
        self.deps = deps
        self.looks = looks
        self._figures: Figures | None = None
        self._one_at_a_time = asyncio.Lock()

    async def look(self) -> tuple[Sequence[Part], Figures | None]:
        """Every part, and the figures unless the database does not answer."""
        figures, database = await self._database()
        parts = [database, self._changes(), *[await look() for look in self.looks]]
        if figures is not None:
            parts.insert(1, _schema(figures))
        self.deps.meters.standing.parts = parts
        self.deps.meters.standing.figures = figures
        return parts, figures

    async def alive(self, _request: web.Request) -> web.Response:
        """GET /healthz: whether a restart would help."""
        parts = [await look() for look in self.looks]
        dead = [part.words for part in parts if part.dead]
        if dead:
            return web.json_response({"ok": False, "why": " ".join(dead)}, status=503)
        return web.json_response({"ok": True})

    async def ready(self, _request: web.Request) -> web.Response:
        """GET /readyz: each part with a sentence; 503 when what is told would not be kept."""
        parts, figures = await self.look()
        red = [part.name for part in parts if not part.well]
        ok = not {"database", "schema"} & set(red)
        page = {
            "ok": ok,
            "health": "red" if red else "green",
            "red": red,
            "parts": {part.name: part.words for part in parts},
            "waiting": figures.waiting if figures else None,
        }
        return web.json_response(page, status=200 if ok else 503)

    async def _database(self) -> tuple[Figures | None, Part]:
        try:
            async with asyncio.timeout(PATIENCE), self._one_at_a_time:
                figures = await self._fresh_figures()
        except Busy as error:
            return None, Part(name="database", well=False, words=str(error))
        except TimeoutError:
            words = f"The database does not answer within {PATIENCE:.0f} s."
            return None, Part(name="database", well=False, words=words)
        return figures, Part(name="database", well=True, words="The database answers.")

    def _changes(self) -> Part:
        """A full disk may be read, and a small change may still find room: what counts is whether
        one was refused. Whoever asked was told so, so that the bot stays ready to answer."""
        at, why = self.deps.db.refused or (None, "")
        ago = self.deps.now() - at if at is not None else SHOWN
        if not timedelta() <= ago < SHOWN:
            return Part(name="changes", well=True, words="No change was refused of late.")
        words = f"The database took no change {ago.total_seconds():.0f} s ago: {why}."
        return Part(name="changes", well=False, words=words, since=at)

    async def _fresh_figures(self) -> Figures:
        now = self.deps.now()
        if self._figures is None or not timedelta() <= now - self._figures.at < FRESH:
            self._figures = None
            async with self.deps.db.reading() as tx:
                self._figures = await tx.counting.figures()
        return self._figures


def _schema(figures: Figures) -> Part:
    """A newer schema is well: migrations are safe while the program before them still runs."""
    if figures.revision >= migrate.HEAD:
        return Part(name="schema", well=True, words=f"The schema is current ({figures.revision}).")
    words = f"The schema is {figures.revision}, and {migrate.HEAD} is needed: run `migrate`."
    return Part(name="schema", well=False, words=words)


def health_routes(health: Health) -> list[web.RouteDef]:
    """GET /healthz and /readyz."""
    return [web.get("/healthz", health.alive), web.get("/readyz", health.ready)]
