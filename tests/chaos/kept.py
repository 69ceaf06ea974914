"""What a stage keeps: a bot with its process, and a moment of the past."""

from dataclasses import dataclass
from datetime import datetime

from bot.app import Bot
from tests.chaos.process import Process


@dataclass
class Running:
    """A bot and the process it runs in."""

    process: Process
    bot: Bot


@dataclass
class Moment:
    """A prepared past."""

    at: datetime
    workspace: bytes
