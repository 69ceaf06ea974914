"""What Slack makes of what people type: mentions, channels and links in angle brackets."""

import re

from bot.sandbox.workspace import Workspace

# What is already a mention of somebody known stays one; then links, then @names and #names.
_TOKEN = re.compile(
    r"<(?P<ready>[@#][A-Z0-9]+)(?:\|[^<>]*)?>"
    r"|(?P<url>https?://[^\s<>|]+)"
    r"|(?P<mail>[\w.+-]+@[\w-]+\.[\w.-]*\w)"
    r"|(?<![\w@])@(?P<user>[\w][\w.-]*)"
    r"|(?<![\w#])#(?P<channel>[\w-]+)"
)
_GROUPS = frozenset({"here", "channel", "everyone"})
_CLOSING = ".,;:!?)'\""


def escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


class Typed:
    """Turns typed text into what the bot receives; commands name whom they mean, messages don't."""

    def __init__(self, workspace: Workspace, *, command: bool) -> None:
        self._workspace = workspace
        self._command = command

    def sent(self, typed: str) -> str:
        parts: list[str] = []
        end = 0
        for match in _TOKEN.finditer(typed):
            parts.append(escape(typed[end : match.start()]))
            parts.append(self._token(match))
            end = match.end()
        parts.append(escape(typed[end:]))
        return "".join(parts)

    def _token(self, match: re.Match[str]) -> str:
        whole = match.group()
        if match["ready"]:
            return self._ready(match["ready"]) or escape(whole)
        if match["url"]:
            return self._link(match["url"])
        if match["mail"]:
            return f"<mailto:{whole}|{whole}>"
        if match["user"]:
            return self._mention(match["user"]) or escape(whole)
        return self._channel(match["channel"]) or escape(whole)

    def _ready(self, target: str) -> str | None:
        sign, wanted = target[0], target[1:]
        if sign == "@" and wanted in self._workspace.people:
            return self._person(wanted)
        if sign == "#" and wanted in self._workspace.channels:
            return self._place(wanted)
        return None

    def _link(self, url: str) -> str:
        """Punctuation after an address belongs to the sentence."""
        bare = url.rstrip(_CLOSING)
        return f"<{escape(bare)}>{escape(url[len(bare) :])}"

    def _mention(self, name: str) -> str | None:
        bare = name.rstrip(".-")
        rest = name[len(bare) :]
        if bare in _GROUPS:
            return f"<!{bare}>{rest}"
        user = self._workspace.by_name(bare)
        return self._person(user.id) + rest if user else None

    def _person(self, user_id: str) -> str:
        name = f"|{self._workspace.people[user_id].name}" if self._command else ""
        return f"<@{user_id}{name}>"

    def _channel(self, name: str) -> str | None:
        channel = self._workspace.named(name)
        return self._place(channel.id) if channel else None

    def _place(self, channel_id: str) -> str:
        """A private channel's name is not told."""
        channel = self._workspace.channels[channel_id]
        return f"<#{channel_id}|{'' if channel.is_private else channel.name}>"
