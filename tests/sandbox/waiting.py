"""Waits for a condition, never for a time."""

from collections.abc import Callable

from bot.sandbox.changes import Changes


async def until(condition: Callable[[], object]) -> None:
    """Returns as soon as the condition holds; fails the test when it does not in time."""
    await Changes().until(condition, timeout=5.0, state=lambda: "unknown")
