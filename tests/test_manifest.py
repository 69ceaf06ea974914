"""The Slack app's manifest asks for what the code uses, and for nothing else."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import handlers.events
import handlers.interactions
from bot.manifest import manifest, scopes_wanted
from bot.sandbox import Sandbox
from handlers.discover import discover
from handlers.events.kinds import Listener
from handlers.interactions.kinds import Shortcut

ROOT = Path(__file__).parents[1]
FACTS = json.loads((ROOT / "bot" / "slack_limits.json").read_text(encoding="utf-8"))
METHODS: dict[str, Any] = FACTS["methods"]

SEVERAL = {
    "files_upload_v2": ("files.getUploadURLExternal", "files.completeUploadExternal"),
}
"""What the SDK offers under one name and does with several calls."""

NO_METHOD = {"send_dict": "an answer to a response URL: no Web API"}

UNLISTED = {
    "channel_deleted": ["channels:read"],
    "channel_left": ["channels:read"],
    "group_archive": ["groups:read"],
    "group_deleted": ["groups:read"],
    "group_left": ["groups:read"],
    "group_unarchive": ["groups:read"],
}
"""Events that Slack's reference leaves out of its list of scopes: those of their siblings."""

SPOKEN_IN = {"message": ("message.channels", "message.groups", "message.im")}
"""Events that are subscribed to by where they happen."""

WITHOUT_A_CALL = {
    "commands": "the slash command and the shortcuts",
    "chat:write.public": "the announcement goes to a channel that nobody invited the bot to",
    "users:read.email": "owners, rotas and the data team are named by e-mail (users.list tells it)",
}


def called() -> Iterator[tuple[str, str]]:
    """Every Web API method the program calls on a client, and the file that calls it."""
    known = {re.sub(r"\W", "_", method): method for method in METHODS}
    for folder in ("bot", "handlers"):
        for path in (ROOT / folder).rglob("*.py"):
            if "sandbox" in path.parts or "demo" in path.parts:
                continue
            for attribute in _on_client(path):
                if attribute in NO_METHOD:
                    continue
                for method in SEVERAL.get(attribute, (known.get(attribute, attribute),)):
                    yield method, path.relative_to(ROOT).as_posix()


def _on_client(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            on = ast.unparse(node.func.value)
            if on == "client" or on.endswith(".client"):
                yield node.func.attr


def subscribed() -> set[str]:
    return set(manifest()["settings"]["event_subscriptions"]["bot_events"])


def scopes_of(event: str) -> list[str]:
    """The scopes that an event needs."""
    listed: list[str] | None = FACTS["events"].get(event)
    return UNLISTED[event] if listed is None else listed


def needed() -> set[str]:
    """Every scope that a call or an event may use."""
    by_calls = {scope for method, _ in called() for scope in METHODS[method]["scopes"]}
    return by_calls | {scope for event in subscribed() for scope in scopes_of(event)}


def test_every_call_is_a_method_that_slack_has() -> None:
    assert [one for one in called() if one[0] not in METHODS] == []


def test_every_call_is_granted() -> None:
    granted = scopes_wanted()
    refused = [
        (method, path)
        for method, path in called()
        if (scopes := set(METHODS[method]["scopes"]))
        and not (scopes & granted if METHODS[method]["scopes_any_of"] else scopes <= granted)
    ]

    assert refused == []


def test_every_event_is_granted() -> None:
    granted = scopes_wanted()

    lacking = {event for event in subscribed() if not set(scopes_of(event)) <= granted}

    assert lacking == set()


def test_every_scope_is_needed() -> None:
    assert scopes_wanted() - needed() - set(WITHOUT_A_CALL) == set()


def test_every_reason_to_have_a_scope_is_needed() -> None:
    assert set(WITHOUT_A_CALL) <= scopes_wanted()
    assert set(WITHOUT_A_CALL) & needed() == set()


def test_what_is_heard_is_what_is_handled() -> None:
    listeners = discover(handlers.events, Listener)

    handled = {event for name in listeners for event in SPOKEN_IN.get(name, (name,))}
    assert handled == subscribed()


def test_every_shortcut_is_offered_and_every_offer_handled() -> None:
    offered = {one["callback_id"] for one in manifest()["features"]["shortcuts"]}

    assert offered == set(discover(handlers.interactions, Shortcut))


def test_there_is_one_command_and_what_is_typed_arrives_escaped() -> None:
    (command,) = manifest()["features"]["slash_commands"]

    assert command["command"] == "/data-incident"
    assert command["should_escape"] is True


def test_the_manifest_keeps_slacks_limits() -> None:
    limits = FACTS["manifest_limits"]
    features, settings = manifest()["features"], manifest()["settings"]
    (command,) = features["slash_commands"]
    display = manifest()["display_information"]

    assert len(display["name"]) <= limits["display_information.name"]
    assert len(display["description"]) <= limits["display_information.description"]
    assert len(features["bot_user"]["display_name"]) <= limits["bot_user.display_name"]
    assert len(features["shortcuts"]) <= limits["shortcuts.max_items"]
    for shortcut in features["shortcuts"]:
        assert len(shortcut["name"]) <= limits["shortcut.name"]
        assert len(shortcut["description"]) <= limits["shortcut.description"]
    assert len(command["description"]) <= limits["slash_command.description"]
    assert len(command["usage_hint"]) <= limits["slash_command.usage_hint"]
    assert len(settings["event_subscriptions"]["bot_events"]) <= limits["bot_events.max_items"]


async def test_the_local_workspace_installs_it() -> None:
    sandbox = Sandbox()

    sandbox.install(manifest())

    assert sandbox.world.scopes.granted == scopes_wanted()
