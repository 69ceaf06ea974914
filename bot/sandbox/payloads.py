"""The payloads people's acts become: commands, block actions, shortcuts, views and suggestions."""

from typing import Any

from bot.sandbox import forms
from bot.sandbox.forms import Place
from bot.sandbox.modals import View
from bot.sandbox.model import Channel, Message
from bot.sandbox.showing import message_json
from bot.sandbox.world import World

Json = dict[str, Any]


def command(
    world: World, user: str, channel: Channel, *, word: str, text: str, response_url: str
) -> dict[str, str]:
    app = world.workspace.app
    return {
        "token": "deprecated",
        "team_id": app.team_id,
        "team_domain": "sandbox",
        "channel_id": channel.id,
        "channel_name": _spoken_name(channel),
        "user_id": user,
        "user_name": world.workspace.people[user].name,
        "command": word,
        "text": text,
        "api_app_id": app.app_id,
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": world.triggers.issue(user, channel.id),
    }


def _spoken_name(channel: Channel) -> str:
    """Payloads do not tell the name of a private conversation."""
    if channel.is_im:
        return "directmessage"
    return "privategroup" if channel.is_private else channel.name


def _base(world: World, kind: str, user: str) -> Json:
    app = world.workspace.app
    name = world.workspace.people[user].name
    return {
        "type": kind,
        "team": {"id": app.team_id, "domain": "sandbox"},
        "user": {"id": user, "username": name, "name": name, "team_id": app.team_id},
        "api_app_id": app.app_id,
        "token": "deprecated",
        "enterprise": None,
        "is_enterprise_install": False,
    }


def _place(channel: Channel) -> Json:
    return {"id": channel.id, "name": _spoken_name(channel)}


def _triggered(world: World, kind: str, user: str, channel: str | None) -> Json:
    return _base(world, kind, user) | {"trigger_id": world.triggers.issue(user, channel)}


def action(world: World, place: Place, value: Any, *, known: dict[str, Json]) -> Json:
    """The entry of `actions` for one element, with what the person chose in it."""
    element = place.element
    body: Json = {"type": place.kind, "action_id": place.action_id, "block_id": place.block_id}
    body["action_ts"] = world.workspace.next_ts()
    for name in ("text", "value", "style", "placeholder", "confirm"):
        if name in element:
            body[name] = element[name]
    if place.kind == "overflow":
        body["selected_option"] = forms.option_of(place, value, known)
    elif place.has_state:
        body |= forms.chosen(place, value, known)
    return body


def pressed_in_message(
    world: World, user: str, message: Message, *, done: Json, values: Json
) -> Json:
    channel = world.workspace.channels[message.channel]
    ephemeral = message.ephemeral_to is not None
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": ephemeral,
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    payload = _triggered(world, "block_actions", user, channel.id) | {
        "container": container,
        "channel": _place(channel),
        "state": {"values": values},
        "actions": [done],
    }
    if not ephemeral:  # Slack does not send along what it does not keep
        payload["message"] = message_json(world.workspace, message)
    return payload


def pressed_in_view(world: World, user: str, view: View, *, done: Json) -> Json:
    return _triggered(world, "block_actions", user, view.channel) | {
        "container": {"type": "view", "view_id": view.id},
        "view": world.views.as_json(view),
        "actions": [done],
    }


def suggestion(world: World, user: str, shown: Message | View, *, place: Place, query: str) -> Json:
    payload = _base(world, "block_suggestion", user)
    payload |= {"action_id": place.action_id, "block_id": place.block_id, "value": query}
    if isinstance(shown, View):
        payload["container"] = {"type": "view", "view_id": shown.id}
        payload["view"] = world.views.as_json(shown)
        return payload
    channel = world.workspace.channels[shown.channel]
    payload["container"] = {
        "type": "message",
        "message_ts": shown.ts,
        "channel_id": channel.id,
        "is_ephemeral": shown.ephemeral_to is not None,
    }
    payload["channel"] = _place(channel)
    if shown.ephemeral_to is None:
        payload["message"] = message_json(world.workspace, shown)
    return payload


def submission(world: World, view: View, response_urls: list[Json]) -> Json:
    return _triggered(world, "view_submission", view.user, view.channel) | {
        "view": world.views.as_json(view),
        "response_urls": response_urls,
    }


def closing(world: World, view: View, *, cleared: bool) -> Json:
    payload = _base(world, "view_closed", view.user)
    return payload | {"view": world.views.as_json(view), "is_cleared": cleared}


def global_shortcut(world: World, user: str, callback_id: str) -> Json:
    return _triggered(world, "shortcut", user, None) | {
        "callback_id": callback_id,
        "action_ts": world.workspace.next_ts(),
    }


def message_shortcut(
    world: World, user: str, message: Message, *, callback_id: str, response_url: str
) -> Json:
    channel = world.workspace.channels[message.channel]
    return _triggered(world, "message_action", user, channel.id) | {
        "callback_id": callback_id,
        "action_ts": world.workspace.next_ts(),
        "message_ts": message.ts,
        "channel": _place(channel),
        "message": message_json(world.workspace, message),
        "response_url": response_url,
    }
