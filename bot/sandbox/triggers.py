"""Trigger ids: each opens one view, within three seconds of the person's act."""

import itertools
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.sandbox.clock import Clock
from bot.sandbox.refusal import Refused

LIFETIME = timedelta(seconds=3)


@dataclass(slots=True)
class Trigger:
    id: str
    user: str
    channel: str | None
    issued: datetime
    spent: bool = False


class Triggers:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._issued: dict[str, Trigger] = {}
        self._numbers = itertools.count(1)

    def issue(self, user: str, channel: str | None) -> str:
        trigger_id = f"{next(self._numbers)}.{7}.{secrets.token_hex(16)}"
        self._issued[trigger_id] = Trigger(trigger_id, user, channel, self._clock.now())
        return trigger_id

    def spend(self, trigger_id: str) -> Trigger:
        trigger = self._issued.get(trigger_id)
        if trigger is None:
            raise Refused("invalid_trigger_id")
        if trigger.spent:
            raise Refused("exchanged_trigger_id")
        if self._clock.now() - trigger.issued > LIFETIME:
            raise Refused("expired_trigger_id")
        trigger.spent = True
        return trigger
