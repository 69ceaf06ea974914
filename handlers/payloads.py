"""Slack's payloads become our own frozen values here; nothing else knows their shape."""

from collections.abc import Mapping
from typing import Any

from bot.domain.person import Person, UserGroup
from handlers.commands.subcommand import Call
from handlers.events.kinds import Heard
from handlers.interactions.kinds import Press, Submission, Use

Body = Mapping[str, Any]


KINDS = ("command", "press", "view", "shortcut", "event")
"""What the keys of requests begin with."""


def key_of(kind: str, *parts: object) -> str:
    """What is the same whenever the same request comes; empty where it cannot be told apart."""
    return ":".join([kind, *map(str, parts)]) if all(parts) else ""


def call_of_command(body: Body) -> Call:
    """A slash command; its trigger id is its key."""
    return Call(
        verb="",
        text=str(body.get("text") or "").strip(),
        user=str(body["user_id"]),
        channel=str(body["channel_id"]),
        key=key_of("command", body.get("trigger_id")),
        trigger_id=str(body.get("trigger_id") or ""),
        response_url=str(body.get("response_url") or ""),
    )


def call_of_press(press: Press) -> Call:
    """A button that does what typing its value does."""
    return Call(
        verb="",
        text=press.value,
        user=press.user,
        channel=press.channel,
        key=press.key,
        trigger_id=press.trigger_id,
        thread_ts=press.thread_ts,
        message_ts=press.message_ts,
        response_url=press.response_url,
    )


def call_of_mention(heard: Heard, text: str) -> Call:
    """`@bot <verb>`; no form can be opened from it."""
    event = heard.event
    return Call(
        verb="",
        text=text,
        user=str(event["user"]),
        channel=str(event["channel"]),
        key=heard.key,
        said_at=heard.at,
        thread_ts=str(event.get("thread_ts") or ""),
    )


def press_of(body: Body) -> Press:
    """A button or menu; its key is the message or view, the action and its time."""
    done = body["actions"][0]
    container = body.get("container") or {}
    message = body.get("message") or {}
    user = str(body["user"]["id"])
    where = container.get("message_ts") or container.get("view_id") or ""
    return Press(
        user=user,
        action=str(done.get("action_id") or ""),
        value=_value(done),
        key=key_of("press", where, done.get("action_id"), done.get("action_ts"), user),
        channel=str((body.get("channel") or {}).get("id") or container.get("channel_id") or ""),
        message_ts=str(message.get("ts") or container.get("message_ts") or ""),
        thread_ts=str(message.get("thread_ts") or container.get("thread_ts") or ""),
        trigger_id=str(body.get("trigger_id") or ""),
        response_url=str(body.get("response_url") or ""),
        team_domain=_domain(body),
        view=body.get("view"),
    )


def asks_nothing(body: Body) -> bool:
    """A link button leads away by itself, and a menu beside a form's fields is read with the form."""
    done = body["actions"][0]
    if done.get("type") != "button" or done.get("url"):
        return True
    shown = body.get("message") or body.get("view") or {}
    for block in shown.get("blocks") or []:
        for element in [*(block.get("elements") or []), block.get("accessory") or {}]:
            if element.get("action_id") == done.get("action_id") and element.get("url"):
                return True
    return False


def press_of_options(body: Body) -> Press:
    """A menu asking for options; `value` is what was typed."""
    return Press(
        user=str(body["user"]["id"]),
        action=str(body.get("action_id") or ""),
        value=str(body.get("value") or ""),
        key="",
        view=body.get("view"),
    )


def submission_of(body: Body) -> Submission:
    """A form handed in: its key is the root view and the step, whatever was corrected meanwhile."""
    view = body["view"]
    callback = str(view.get("callback_id") or "")
    root = view.get("root_view_id") or view.get("id")
    return Submission(
        user=str(body["user"]["id"]),
        callback=callback,
        view=view,
        key=key_of("view", root, callback),
        trigger_id=str(body.get("trigger_id") or ""),
    )


def use_of(body: Body) -> Use:
    """A shortcut."""
    message = body.get("message") or {}
    return Use(
        user=str(body["user"]["id"]),
        callback=str(body.get("callback_id") or ""),
        trigger_id=str(body.get("trigger_id") or ""),
        key=key_of("shortcut", body.get("trigger_id")),
        channel=str((body.get("channel") or {}).get("id") or ""),
        message=body.get("message"),
        team_domain=_domain(body),
        response_url=str(body.get("response_url") or ""),
        ours=bool(message.get("app_id")) and message["app_id"] == body.get("api_app_id"),
    )


def heard_of(body: Body, *, bot_user: str) -> Heard:
    """An event; its key is Slack's event id, the same in every redelivery."""
    key = key_of("event", body.get("event_id"))
    return Heard(event=body["event"], key=key, bot_user=bot_user)


def person_of(member: Body) -> Person:
    """A profile as Slack shows it."""
    profile = member.get("profile") or {}
    return Person(
        id=str(member["id"]),
        name=str(member.get("name") or ""),
        real_name=str(member.get("real_name") or profile.get("real_name") or ""),
        email=str(profile.get("email") or ""),
        timezone=str(member.get("tz") or "UTC"),
        is_bot=bool(member.get("is_bot")),
        active=not member.get("deleted"),
    )


def user_group_of(listed: Body) -> UserGroup:
    """A user group as Slack lists it with its people."""
    return UserGroup(
        id=str(listed["id"]),
        handle=str(listed.get("handle") or "").lower(),
        people=tuple(str(one) for one in listed.get("users") or ()),
    )


def _domain(body: Body) -> str:
    """What the workspace's addresses begin with; empty where an organization is told instead."""
    return str((body.get("team") or {}).get("domain") or "")


def _value(done: Mapping[str, Any]) -> str:
    """What a button carries, or what was chosen."""
    if "value" in done and done["value"] is not None:
        return str(done["value"])
    option = done.get("selected_option")
    if option:
        return str(option.get("value") or "")
    for name in ("selected_user", "selected_date", "selected_date_time", "selected_channel"):
        if done.get(name):
            return str(done[name])
    chosen = done.get("selected_options") or []
    return ",".join(str(one["value"]) for one in chosen)
