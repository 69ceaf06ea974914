"""Incident channels that people archive, delete, rename or bring back, or remove the bot from."""

from collections.abc import Awaitable, Callable

from bot.domain.event import Loss
from bot.services import channels
from handlers.deps import Deps
from handlers.events.kinds import Heard, Listener, on_event


def _lost(name: str, why: Loss) -> Listener:
    @on_event(name)
    async def listener(heard: Heard, deps: Deps) -> None:
        async with deps.change() as tx:
            incident = await tx.incidents.find_by_channel(str(heard.event["channel"]))
            if incident is not None:
                await channels.channel_lost(tx, incident.id, why=why, now=deps.now())

    return listener


def _about(name: str, run: Callable[[Heard, Deps], Awaitable[None]]) -> Listener:
    return on_event(name)(run)


async def _renamed(heard: Heard, deps: Deps) -> None:
    channel = heard.event["channel"]
    async with deps.change() as tx:
        await channels.channel_renamed(
            tx, str(channel["id"]), name=str(channel["name"]), now=deps.now()
        )


async def _back(heard: Heard, deps: Deps) -> None:
    async with deps.change() as tx:
        await channels.channel_regained(tx, str(heard.event["channel"]), now=deps.now())


archived = _lost("channel_archive", Loss.ARCHIVED)
archived_private = _lost("group_archive", Loss.ARCHIVED)
deleted = _lost("channel_deleted", Loss.DELETED)
deleted_private = _lost("group_deleted", Loss.DELETED)
removed = _lost("channel_left", Loss.REMOVED)
removed_private = _lost("group_left", Loss.REMOVED)
renamed = _about("channel_rename", _renamed)
renamed_private = _about("group_rename", _renamed)
unarchived = _about("channel_unarchive", _back)
unarchived_private = _about("group_unarchive", _back)
