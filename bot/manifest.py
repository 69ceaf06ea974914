"""The Slack app's manifest, as data: what we ask for is read from it, never listed twice."""

from functools import cache
from typing import Any

import yaml

from bot.shipped import shipped


@cache
def manifest() -> dict[str, Any]:
    """The manifest that ships with the program."""
    found: dict[str, Any] = yaml.safe_load(shipped("manifest.yaml").read_text(encoding="utf-8"))
    return found


def scopes_wanted() -> frozenset[str]:
    """The bot scopes the app asks for."""
    return frozenset(manifest()["oauth_config"]["scopes"]["bot"])
