"""What whoever asks Slack about our channels has at hand."""

from collections.abc import Callable
from datetime import datetime

from slack_sdk.web.async_client import AsyncWebClient

from bot.delivery.addresses import Addresses
from storage import Database


class Asking:
    """The record, the client of the outbox, the addresses of what is ours, and the time."""

    def __init__(
        self,
        db: Database,
        client: AsyncWebClient,
        addresses: Addresses,
        now: Callable[[], datetime],
    ) -> None:
        self.db = db
        self.client = client
        self.addresses = addresses
        self.now = now
