"""The Web API's methods, found by name; each is a small function of the world and its arguments."""

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from typing import Any

from bot.sandbox.args import Args
from bot.sandbox.methods import (
    apps,
    auth,
    bookmarks,
    canvases,
    channels,
    chat,
    conversations,
    files,
    membership,
    pins,
    reactions,
    usergroups,
    users,
    views,
)
from bot.sandbox.world import World

Json = dict[str, Any]
Method = Callable[[World, Args], Json | Awaitable[Json]]

_FAMILIES = (
    apps,
    auth,
    bookmarks,
    canvases,
    channels,
    chat,
    conversations,
    files,
    membership,
    pins,
    reactions,
    usergroups,
    users,
    views,
)

METHODS: Mapping[str, Method] = MappingProxyType(
    {name: method for family in _FAMILIES for name, method in family.METHODS.items()}
)
