"""The Slack app's manifest, as data: what we ask for is read from it, never listed twice."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

PLACES = (Path(__file__).parent.parent / "manifest.yaml", Path("manifest.yaml"))


@cache
def manifest() -> dict[str, Any]:
    """The manifest beside the program, or empty when it was installed without one."""
    for path in PLACES:
        if path.is_file():
            found = yaml.safe_load(path.read_text(encoding="utf-8"))
            return found if isinstance(found, dict) else {}
    return {}


def scopes_wanted() -> frozenset[str]:
    """The bot scopes the app asks for."""
    scopes = manifest().get("oauth_config", {}).get("scopes", {}).get("bot", [])
    return frozenset(str(scope) for scope in scopes)
