"""The same request once more: carried out once, and answered the same."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

from bot.domain.errors import AlreadyDone, BotError, Busy, Collided, CommitUnknown
from bot.ui import kit
from handlers.deps import Deps
from handlers.one_by_one import OneByOne
from handlers.reply import Reply, say
from storage.answers import Answer

Run = Callable[[Deps], Awaitable[Reply | None]]

LOOKS, PAUSE = 16, 0.05
"""How often, and after how many seconds, another replica's answer is looked for."""
FRESH = timedelta(seconds=10)
"""An answer that was not kept within this time never will be: whoever had it is gone."""
GATHER = 0.05
"""Seconds in which answers gather, to be kept in one commit."""
UNHURRIED = 10.0
"""Seconds that keeping them may wait for its turn: nobody waits for it."""
MOST = 1000
"""Answers that wait to be kept; beyond it a repeat only hears that it was done."""


class Repeats:
    """The request's key is claimed in the commit that carries it out (see `Deps.change`)."""

    def __init__(self, deps: Deps) -> None:
        self.deps = deps
        self.kept = KeptAnswers(deps)
        self._one_by_one = OneByOne()

    async def answer(self, key: str, run: Run) -> Reply | None:
        """Carry it out, or give the answer that was given; AlreadyDone when that one is lost."""
        if not key:
            return await run(self.deps)
        async with self._one_by_one.turn(key):
            try:
                return await self._carry_out(key, run, looks=LOOKS)
            except (CommitUnknown, Collided):
                return await self._once_more(key, run)

    async def _carry_out(self, key: str, run: Run, *, looks: int) -> Reply | None:
        deps = self.deps.for_request(key)
        try:
            reply = await run(deps)
        except Busy:
            raise
        except AlreadyDone as error:
            if error.key != key:
                raise
            return await self._given(key, looks=looks)
        except BotError:
            # Carried out before, what it reads first may say otherwise by now.
            if (found := await self.kept.find(key)) is None:
                raise
            return Reply.of(found.body)
        if deps.request.committed:
            self.kept.keep(key, reply)
            return reply
        found = await self.kept.find(key)
        return reply if found is None else Reply.of(found.body)

    async def _once_more(self, key: str, run: Run) -> Reply | None:
        """The commit may have been made, and only the word of it lost: the key decides."""
        try:
            return await self._carry_out(key, run, looks=1)
        except AlreadyDone as error:
            if error.key != key:
                raise
        words = (
            "That is done. The connection to the database broke just then, "
            "so the details are not shown here."
        )
        return say(words, kit.actions(kit.verb("How it stands", "show", incident="")))

    async def _given(self, key: str, *, looks: int) -> Reply | None:
        """The answer of the first; another replica may be about to keep it."""
        async with self.deps.db.reading() as tx:
            claimed = await tx.keys.find_time(key)
        if claimed is None or self.deps.now() - claimed > FRESH:
            looks = 1
        for look in range(looks):
            if look:
                await asyncio.sleep(PAUSE)
            if (found := await self.kept.find(key)) is not None:
                return Reply.of(found.body)
        raise AlreadyDone(key)


class KeptAnswers:
    """Answers, kept a moment after they are given: no acknowledgement waits for a second commit."""

    def __init__(self, deps: Deps) -> None:
        self.deps = deps
        self._waiting: dict[str, Answer] = {}
        self._writing = False

    def keep(self, key: str, reply: Reply | None) -> None:
        """Keep an answer soon."""
        if len(self._waiting) < MOST:
            body = reply.kept() if reply is not None else {}
            self._waiting[key] = Answer(key=key, body=body)
        if not self._writing:
            self._writing = True
            self.deps.answer_soon(self._write())

    async def find(self, key: str) -> Answer | None:
        """What was answered under a key, kept already or not."""
        waiting = self._waiting.get(key)
        if waiting is not None:
            return waiting
        async with self.deps.db.reading() as tx:
            return await tx.answers.find(key)

    async def _write(self) -> None:
        try:
            while self._waiting:
                await asyncio.sleep(GATHER)
                together = list(self._waiting.values())
                async with self.deps.db.transaction(within=UNHURRIED) as tx:
                    await tx.answers.add_all(together)
                for one in together:
                    self._waiting.pop(one.key, None)
        finally:
            self._writing = False
