"""A local Slack workspace: what the demo and the tests talk to instead of Slack."""

from bot.sandbox.clock import Clock
from bot.sandbox.people import Person
from bot.sandbox.server import Sandbox

__all__ = ["Clock", "Person", "Sandbox"]
