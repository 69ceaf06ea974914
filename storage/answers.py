"""Answers that were given, by the key of the request: the same request gets the same one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, select

from storage.repository import Repository
from storage.tables import AnswerRow
from storage.types import table

ANSWERS = table(AnswerRow)
BY_KEY = select(ANSWERS).where(ANSWERS.c.key == bindparam("of_key"))


@dataclass(frozen=True, kw_only=True)
class Answer:
    """`fingerprint` tells whether a request under this key is really the same."""

    key: str
    body: Mapping[str, Any]
    fingerprint: str = ""
    status: int = 200


class Answers(Repository):
    async def find(self, key: str) -> Answer | None:
        """What was answered under a key, or None."""
        row = await self.first(BY_KEY, {"of_key": key})
        if row is None:
            return None
        return Answer(key=row.key, body=row.body, fingerprint=row.fingerprint, status=row.status)

    async def add_all(self, answers: Sequence[Answer]) -> None:
        """Keep answers; under a key that has one already, the first stays."""
        await self.add_new(ANSWERS, [self._values(one) for one in answers])

    async def add(self, answer: Answer) -> bool:
        """Keep an answer; False when its key has one, also from another replica a moment ago."""
        return await self.add_if_new(ANSWERS, self._values(answer))

    async def forget(self, before: datetime) -> None:
        """Drop what is older."""
        await self.connection.execute(delete(ANSWERS).where(ANSWERS.c.at < before))

    def _values(self, one: Answer) -> dict[str, Any]:
        return {
            "key": one.key,
            "fingerprint": one.fingerprint,
            "status": one.status,
            "body": dict(one.body),
            "at": self.now,
        }
