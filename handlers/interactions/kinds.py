"""What a conversation offers: forms handed in, buttons pressed, menus filled, shortcuts used."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from bot.ui.kit import Option
from bot.ui.text import CONTROL
from handlers.deps import Deps
from handlers.reply import Reply


@dataclass(frozen=True, kw_only=True)
class Submission:
    """A form handed in. `key` is its root view and step: consumed only by a commit."""

    user: str
    callback: str
    view: Mapping[str, Any]
    key: str
    trigger_id: str = ""

    @property
    def metadata(self) -> dict[str, Any]:
        """What the form was opened with."""
        found = json.loads(self.view.get("private_metadata") or "{}")
        return found if isinstance(found, dict) else {}

    @property
    def incident(self) -> int:
        """The incident the form is about, 0 for none."""
        return int(self.metadata.get("incident") or 0)

    def text(self, name: str) -> str:
        """What was typed, without blanks around it and what no database takes; or empty."""
        return CONTROL.sub("", str(self._state(name).get("value") or "")).strip()

    def choice(self, name: str) -> str:
        """The chosen option's value, or empty."""
        return str((self._state(name).get("selected_option") or {}).get("value") or "")

    def choices(self, name: str) -> list[str]:
        """Values of all chosen options or ticked boxes."""
        return [str(one["value"]) for one in self._state(name).get("selected_options") or []]

    def person(self, name: str) -> str:
        """The chosen person's id, or empty."""
        return str(self._state(name).get("selected_user") or "")

    def people(self, name: str) -> list[str]:
        """Ids of all chosen people."""
        return [str(one) for one in self._state(name).get("selected_users") or []]

    def day(self, name: str) -> date | None:
        """The chosen day."""
        found = self._state(name).get("selected_date")
        return date.fromisoformat(found) if found else None

    def time(self, name: str) -> datetime | None:
        """The chosen instant, UTC."""
        found = self._state(name).get("selected_date_time")
        return datetime.fromtimestamp(int(found), UTC) if found else None

    def _state(self, name: str) -> Mapping[str, Any]:
        block: Mapping[str, Any] = (self.view.get("state") or {}).get("values", {}).get(name) or {}
        return next(iter(block.values()), {})


@dataclass(frozen=True, kw_only=True)
class Press:
    """A button pressed or a menu chosen outside a form's fields, or a field that dispatches."""

    user: str
    action: str
    value: str
    key: str
    channel: str = ""
    message_ts: str = ""
    thread_ts: str = ""
    trigger_id: str = ""
    response_url: str = ""
    team_domain: str = ""
    view: Mapping[str, Any] | None = None

    @property
    def sent(self) -> Submission:
        """The fields of the form the button is in, as far as filled in."""
        return Submission(user=self.user, callback="", view=self.view or {}, key=self.key)


@dataclass(frozen=True, kw_only=True)
class Use:
    """A shortcut used; `message` is the message it was used on, if any; `ours` when we wrote it."""

    user: str
    callback: str
    trigger_id: str
    key: str
    channel: str = ""
    message: Mapping[str, Any] | None = None
    team_domain: str = ""
    response_url: str = ""
    ours: bool = False


@dataclass(frozen=True)
class Form:
    name: str
    run: Callable[[Submission, Deps], Awaitable[Reply | None]]


@dataclass(frozen=True)
class Action:
    """`name` is the action id, or its part before the first colon."""

    name: str
    run: Callable[[Press, Deps], Awaitable[Reply | None]]


@dataclass(frozen=True)
class Options:
    name: str
    run: Callable[[str, Press, Deps], Awaitable[list[Option]]]


@dataclass(frozen=True)
class Shortcut:
    name: str
    run: Callable[[Use, Deps], Awaitable[Reply | None]]


def form(callback: str) -> Callable[[Callable[[Submission, Deps], Awaitable[Reply | None]]], Form]:
    """Called with what was handed in; returns the next form, words, or None. InvalidInput marks a field."""
    return lambda run: Form(callback, run)


def action(name: str) -> Callable[[Callable[[Press, Deps], Awaitable[Reply | None]]], Action]:
    """Called when a button or menu with this action id is used."""
    return lambda run: Action(name, run)


def options(
    name: str,
) -> Callable[[Callable[[str, Press, Deps], Awaitable[list[Option]]]], Options]:
    """Called with what was typed into an external select with this action id."""
    return lambda run: Options(name, run)


def shortcut(name: str) -> Callable[[Callable[[Use, Deps], Awaitable[Reply | None]]], Shortcut]:
    """Called when the shortcut with this callback id is used."""
    return lambda run: Shortcut(name, run)
