"""conversations.*, who is in: invite, kick, join, leave, members, and opening direct messages."""

from typing import Any

from bot.sandbox.args import Args
from bot.sandbox.limits import limit
from bot.sandbox.methods.paging import page
from bot.sandbox.model import Channel
from bot.sandbox.refusal import Refused
from bot.sandbox.showing import channel_json
from bot.sandbox.world import World

Json = dict[str, Any]
_GROUP_DM_SIZE = 8


def invite(world: World, args: Args) -> Json:
    channel = world.of_bot(args.text("channel"))
    _refuse_unfit(channel)
    users = args.ids("users")
    if not users:
        raise Refused("no_user")
    if len(users) > limit("invite.users_per_call.max"):
        raise Refused("too_many_users")
    errors = [
        {"user": user, "ok": False, "error": why}
        for user in users
        if (why := _why_not(world, channel, user))
    ]
    if errors and not (args.flag("force") and len(errors) < len(users)):
        raise Refused(str(errors[0]["error"]), errors=errors)
    refused = {error["user"] for error in errors}
    for user in users:
        if user not in refused:
            joined = world.join(channel, user, inviter=world.workspace.app.user_id)
            world.events.emit(joined, channel)
    more = {"errors": errors} if errors else {}
    return {"channel": channel_json(world.workspace, channel), **more}


def _refuse_unfit(channel: Channel) -> None:
    if channel.is_conversation:
        raise Refused("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise Refused("is_archived")


def _why_not(world: World, channel: Channel, user_id: str) -> str | None:
    user = world.workspace.people.get(user_id)
    if user is None:
        return "user_not_found"
    if user.id == world.workspace.app.user_id:
        return "cant_invite_self"
    if user.deleted or user.is_bot:
        return "cant_invite"
    return "already_in_channel" if user.id in channel.members else None


def kick(world: World, args: Args) -> Json:
    channel = world.of_bot(args.text("channel"))
    _refuse_unfit(channel)
    user = world.workspace.user(args.text("user"))
    if user.id == world.workspace.app.user_id:
        raise Refused("cant_kick_self")
    if channel.is_general:
        raise Refused("cant_kick_from_general")
    if user.id not in channel.members:
        raise Refused("not_in_channel")
    world.events.emit(world.leave(channel, user.id), channel)
    return {}


def join(world: World, args: Args) -> Json:
    channel = world.seen_by_bot(args.text("channel"))
    _refuse_unfit(channel)
    if world.has_bot(channel):
        shown = channel_json(world.workspace, channel)
        return {"channel": shown, "warning": "already_in_channel"}
    joined = world.join(channel, world.workspace.app.user_id)
    world.events.emit(joined, channel)
    return {"channel": channel_json(world.workspace, channel)}


def leave(world: World, args: Args) -> Json:
    channel = world.seen_by_bot(args.text("channel"))
    _refuse_unfit(channel)
    if channel.is_general:
        raise Refused("cant_leave_general")
    if not world.has_bot(channel):
        return {"not_in_channel": True}
    if len(channel.members) == 1:
        raise Refused("last_member")
    world.leave(channel, world.workspace.app.user_id)
    return {}


def members(world: World, args: Args) -> Json:
    channel = world.seen_by_bot(args.text("channel"))
    shown, more = page(list(channel.members), args)
    return {"members": shown, **more}


def open_(world: World, args: Args) -> Json:
    workspace = world.workspace
    if "channel" in args:
        channel = world.seen_by_bot(args.text("channel"))
        if not channel.is_conversation:
            raise Refused("method_not_supported_for_channel_type")
    else:
        users = [workspace.user(user_id) for user_id in args.ids("users")]
        if not users:
            raise Refused("users_list_not_supplied")
        if len(users) > _GROUP_DM_SIZE:
            raise Refused("too_many_users")
        if any(user.deleted for user in users):
            raise Refused("user_disabled")
        if any(user.is_bot for user in users):
            raise Refused("cannot_dm_bot")
        channel = workspace.dm((workspace.app.user_id, *(user.id for user in users)))
    if args.flag("return_im"):
        return {"channel": channel_json(workspace, channel)}
    return {"channel": {"id": channel.id}}


METHODS = {
    "conversations.invite": invite,
    "conversations.kick": kick,
    "conversations.join": join,
    "conversations.leave": leave,
    "conversations.members": members,
    "conversations.open": open_,
}
