"""People, channels, messages and files as the Web API and the events show them."""

from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from bot.sandbox.model import Bookmark, Channel, File, Message, User
from bot.sandbox.workspace import Workspace

Json = dict[str, Any]


def user_json(workspace: Workspace, user: User, *, with_email: bool) -> Json:
    offset = workspace.clock.now().astimezone(ZoneInfo(user.tz)).utcoffset()
    profile: Json = {
        "real_name": user.real_name,
        "real_name_normalized": user.real_name,
        "display_name": user.name,
        "display_name_normalized": user.name,
        "team": workspace.app.team_id,
    }
    if with_email and user.email:
        profile["email"] = user.email
    return {
        "id": user.id,
        "team_id": workspace.app.team_id,
        "name": user.name,
        "real_name": user.real_name,
        "deleted": user.deleted,
        "tz": user.tz,
        "tz_label": user.tz,
        "tz_offset": int(offset.total_seconds()) if offset else 0,
        "is_bot": user.is_bot,
        "is_app_user": False,
        "is_admin": False,
        "is_owner": False,
        "is_restricted": False,
        "is_ultra_restricted": False,
        "profile": profile,
    }


def channel_json(workspace: Workspace, channel: Channel) -> Json:
    created = int(channel.created.timestamp())
    common: Json = {
        "id": channel.id,
        "created": created,
        "updated": created * 1000,
        "creator": channel.creator,
        "is_archived": channel.is_archived,
        "is_channel": not channel.is_private,
        "is_group": channel.is_private and not channel.is_conversation,
        "is_im": channel.is_im,
        "is_mpim": channel.is_mpim,
        "is_private": channel.is_private,
        "is_shared": False,
        "is_ext_shared": False,
        "is_org_shared": False,
        "context_team_id": workspace.app.team_id,
    }
    if channel.is_im:
        partner = workspace.people[workspace.partner(channel)]
        return common | {
            "user": partner.id,
            "is_user_deleted": partner.deleted,
            "is_open": True,
        }
    return common | {
        "name": channel.name,
        "name_normalized": channel.name,
        "is_general": channel.is_general,
        "is_member": workspace.app.user_id in channel.members,
        "previous_names": list(channel.previous_names),
        "topic": _topic(channel),
        "purpose": {"value": channel.purpose, "creator": channel.purpose_by, "last_set": 0},
        **_properties(channel),
    }


def _properties(channel: Channel) -> Json:
    properties: Json = {}
    if channel.canvas:
        empty = not channel.canvas.sections
        properties["canvas"] = {"file_id": channel.canvas.id, "is_empty": empty}
    if channel.canvas_tabs:
        properties["tabs"] = [
            {"type": "canvas", "data": {"file_id": one}} for one in channel.canvas_tabs
        ]
    return {"properties": properties} if properties else {}


def _topic(channel: Channel) -> Json:
    last_set = int(channel.topic_at.timestamp()) if channel.topic_at else 0
    return {"value": channel.topic, "creator": channel.topic_by, "last_set": last_set}


def message_json(workspace: Workspace, message: Message, *, metadata: bool = True) -> Json:
    """A message as history shows it; without `metadata` only its event type is told."""
    body: Json = {"type": "message", "user": message.user, "text": message.text, "ts": message.ts}
    if message.bot_id:
        app = workspace.app
        body |= {"bot_id": message.bot_id, "app_id": app.app_id, "team": app.team_id}
        body["bot_profile"] = {"id": app.bot_id, "app_id": app.app_id, "name": workspace.bot.name}
    if message.blocks:
        body["blocks"] = message.blocks
    if message.attachments:
        body["attachments"] = message.attachments
    if message.subtype:
        body["subtype"] = message.subtype
    if message.edited:
        body["edited"] = {"user": message.edited_by, "ts": message.edited}
    if message.metadata:
        kept = message.metadata if metadata else {"event_type": message.metadata["event_type"]}
        body["metadata"] = kept
    return body | message.facts | _thread_of(workspace, message) | _extras_of(workspace, message)


def _thread_of(workspace: Workspace, message: Message) -> Json:
    channel = workspace.channels[message.channel]
    replies = channel.threads.get(message.ts)
    if replies:
        who = list(dict.fromkeys(reply.user for reply in replies))
        return {
            "thread_ts": message.ts,
            "reply_count": len(replies),
            "reply_users_count": len(who),
            "reply_users": who[:5],
            "latest_reply": replies[-1].ts,
        }
    if message.is_reply and message.thread_ts:
        parent = channel.messages.get(message.thread_ts)
        more: Json = {"thread_ts": message.thread_ts}
        if message.broadcast:
            more["subtype"] = "thread_broadcast"
        return more | ({"parent_user_id": parent.user} if parent else {})
    return {}


def _extras_of(workspace: Workspace, message: Message) -> Json:
    extras: Json = {}
    if message.reactions:
        extras["reactions"] = [
            {"name": name, "users": list(users), "count": len(users)}
            for name, users in message.reactions.items()
        ]
    if message.files:
        extras["files"] = [file_json(workspace, file) for file in message.files]
        extras["upload"] = False
    if message.ts in workspace.channels[message.channel].pins:
        extras["pinned_to"] = [message.channel]
    return extras


def pin_json(workspace: Workspace, channel: Channel, ts: str) -> Json:
    by, at = channel.pins[ts]
    return {
        "type": "message",
        "channel": channel.id,
        "created": int(at.timestamp()),
        "created_by": by,
        "message": message_json(workspace, channel.messages[ts], metadata=False),
    }


def bookmark_json(bookmark: Bookmark) -> Json:
    return {
        "id": bookmark.id,
        "channel_id": bookmark.channel_id,
        "title": bookmark.title,
        "link": bookmark.link,
        "emoji": bookmark.emoji,
        "icon_url": "",
        "type": "link",
        "entity_id": None,
        "date_created": int(bookmark.created.timestamp()),
        "date_updated": int(bookmark.updated.timestamp()),
        "rank": "U",
        "last_updated_by_user_id": bookmark.updated_by,
        "app_id": None,
    }


def file_json(workspace: Workspace, file: File) -> Json:
    shares: dict[str, dict[str, list[Json]]] = {}
    shared = [share for share in file.shares if share[0] in workspace.channels]
    for channel_id, ts in shared:
        side = "private" if workspace.channels[channel_id].is_private else "public"
        shares.setdefault(side, {}).setdefault(channel_id, []).append({"ts": ts})
    where = [channel_id for channel_id, _ in shared]
    url = f"{workspace.url}/files/{file.id}/{quote(file.name)}"
    return {
        "id": file.id,
        "name": file.name,
        "title": file.title,
        "created": int(file.created.timestamp()),
        "user": file.user,
        "size": file.length,
        "filetype": file.name.rpartition(".")[2],
        "shares": shares,
        "channels": [place for place in where if not workspace.channels[place].is_private],
        "groups": [place for place in where if workspace.channels[place].is_private],
        "is_public": any(not workspace.channels[place].is_private for place in where),
        "url_private": url,
        "permalink": url,
    }
