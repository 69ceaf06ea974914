"""What a subcommand is: a verb with its usage and help, and what it is called with."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from bot.domain.incident import Incident
from bot.domain.status import OPEN, Status
from bot.services.situations import here
from handlers.deps import Deps
from handlers.reading import people_in, plain
from handlers.reply import Reply
from storage import Transaction

OVER = frozenset({Status.RESOLVED, Status.CLOSED, Status.DISMISSED})
ANY = OPEN | OVER


@dataclass(frozen=True, kw_only=True)
class Call:
    """One use of a verb, however it came: typed, clicked or mentioned.

    `text` is what follows the verb, as Slack sends it (escaped, mentions as `<@U…>`); `key` makes a
    repeat harmless; `trigger_id` is empty where no form can be opened (a mention). `thread_ts` is
    the thread it was done in, `message_ts` the message whose button it was; `word` is the verb or
    alias that was typed; `said_at` is when, where that is known.
    """

    verb: str
    text: str
    user: str
    channel: str
    key: str
    trigger_id: str = ""
    thread_ts: str = ""
    message_ts: str = ""
    incident: int | None = None
    response_url: str = ""
    word: str = ""
    said_at: datetime | None = None

    @property
    def said(self) -> str:
        """The text as the person typed it: unescaped, mentions as @name or id."""
        return plain(self.text)

    @property
    def people(self) -> list[str]:
        """Ids of the people mentioned in the text."""
        return people_in(self.text)

    @property
    def origin(self) -> dict[str, str]:
        """For a form's metadata: where its answer goes."""
        return {"channel": self.channel, "thread": self.thread_ts}

    def with_text(self, text: str) -> Self:
        """The same call with other words."""
        return replace(self, text=text)

    def at(self, incident: int | None) -> Self:
        """The same call about the incident of this number, where one was named."""
        return self if incident is None else replace(self, incident=incident)

    async def here(self, tx: Transaction) -> Incident:
        """The incident meant; raises NoIncidentHere or IncidentNotFound."""
        return await here(
            tx,
            channel=self.channel,
            thread_ts=self.thread_ts or self.message_ts,
            incident=self.incident,
            verb=self.verb,
        )


Run = Callable[[Call, Deps], Awaitable[Reply]]


@dataclass(frozen=True, kw_only=True)
class Subcommand:
    """`when` are the statuses in which it fits (empty: it needs no incident); `rank` orders help."""

    name: str
    usage: str
    help: str
    run: Run
    aliases: tuple[str, ...] = ()
    when: frozenset[Status] = frozenset()
    rank: int = 50


def subcommand(
    name: str,
    usage: str,
    *,
    help: str,  # noqa: A002  # the field's name
    aliases: tuple[str, ...] = (),
    when: frozenset[Status] = frozenset(),
    rank: int = 50,
) -> Callable[[Run], Subcommand]:
    """Make a subcommand of a function."""

    def made(run: Run) -> Subcommand:
        return Subcommand(
            name=name, usage=usage, help=help, run=run, aliases=aliases, when=when, rank=rank
        )

    return made
