"""Installs an app from its manifest: what it may do, what it hears of, what it offers people."""

from collections.abc import Mapping
from typing import Any

from bot.sandbox.world import World


def install(world: World, manifest: Mapping[str, Any]) -> None:
    features = manifest.get("features", {})
    world.features.commands = list(features.get("slash_commands", []))
    world.features.shortcuts = list(features.get("shortcuts", []))
    bot = world.workspace.bot
    bot.name = features.get("bot_user", {}).get("display_name", bot.name)
    scopes = manifest.get("oauth_config", {}).get("scopes", {}).get("bot", [])
    world.scopes.granted = frozenset(scopes)
    events = manifest.get("settings", {}).get("event_subscriptions", {}).get("bot_events", [])
    world.events.subscribed = frozenset(events)
