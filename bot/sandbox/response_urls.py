"""response_urls: whoever holds one may answer five times within thirty minutes, without a token."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.sandbox.clock import Clock
from bot.sandbox.model import Message
from bot.sandbox.refusal import Refused

LIFETIME = timedelta(minutes=30)
USES = 5


@dataclass(slots=True)
class ResponseUrl:
    key: str
    user: str
    channel: str
    issued: datetime
    message: Message | None  # what replace_original and delete_original are about
    uses: int = 0


class ResponseUrls:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._issued: dict[str, ResponseUrl] = {}

    def issue(self, user: str, channel: str, *, message: Message | None = None) -> str:
        """The key of a new one; the server makes a URL of it."""
        key = secrets.token_urlsafe(18)
        self._issued[key] = ResponseUrl(key, user, channel, self._clock.now(), message)
        return key

    def get(self, key: str) -> ResponseUrl:
        return self._issued[key]

    def use(self, key: str) -> ResponseUrl:
        found = self._issued.get(key)
        if found is None or self._clock.now() - found.issued > LIFETIME:
            raise Refused("expired_url")
        if found.uses >= USES:
            raise Refused("used_url")
        found.uses += 1
        return found
