"""Modals and home tabs: a stack of at most three per person, each with a hash and its state."""

import secrets
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox import forms
from bot.sandbox.limits import limit
from bot.sandbox.model import texts_in
from bot.sandbox.refusal import Refused
from bot.sandbox.workspace import Workspace

Json = dict[str, Any]
_DEFAULTS: Json = {
    "private_metadata": "",
    "callback_id": "",
    "clear_on_close": False,
    "notify_on_close": False,
    "close": None,
    "submit": None,
    "external_id": "",
}


@dataclass(slots=True, eq=False)
class View:
    id: str
    user: str
    channel: str | None  # where the person was when it opened
    payload: Json
    hash: str
    root_id: str
    previous_id: str | None = None
    values: Json = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def blocks(self) -> list[Json]:
        return list(self.payload["blocks"])

    @property
    def callback_id(self) -> str:
        return str(self.payload["callback_id"])

    @property
    def private_metadata(self) -> str:
        return str(self.payload["private_metadata"])

    @property
    def state(self) -> Json:
        return {"values": self.values}

    @property
    def title(self) -> str:
        title = self.payload.get("title") or {}
        return str(title.get("text", ""))

    @property
    def words(self) -> str:
        return "\n".join(texts_in(self.payload["blocks"]))

    @property
    def buttons(self) -> list[str]:
        return [place.label for place in forms.places(self.blocks) if place.kind == "button"]


class Modals:
    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._stacks: dict[str, list[View]] = {}
        self._homes: dict[str, View] = {}
        self._open: dict[str, View] = {}

    def stack(self, user: str) -> list[View]:
        return self._stacks.get(user, [])

    def top(self, user: str) -> View | None:
        stack = self.stack(user)
        return stack[-1] if stack else None

    def home(self, user: str) -> View | None:
        return self._homes.get(user)

    def get(self, view_id: str) -> View:
        try:
            return self._open[view_id]
        except KeyError:
            raise Refused("not_found") from None

    def by_external_id(self, external_id: str) -> View:
        for view in self._open.values():
            if external_id and view.payload["external_id"] == external_id:
                return view
        raise Refused("not_found")

    def open(self, user: str, payload: Json, *, channel: str | None) -> View:
        """A new modal, in place of whatever the person had open."""
        self._check_external_id(payload, but=None)
        self.clear(user)
        return self._put_on_top(user, payload, channel)

    def push(self, user: str, payload: Json, *, channel: str | None) -> View:
        stack = self.stack(user)
        if not stack:
            raise Refused("not_found")
        if len(stack) >= limit("view.stack_max"):
            raise Refused("push_limit_reached")
        return self._put_on_top(user, payload, channel)

    def update(self, view: View, payload: Json, *, hash_given: str = "") -> View:
        """Input stays where block and action keep their ids; everything else is as new."""
        if hash_given and hash_given != view.hash:
            raise Refused("hash_conflict")
        self._check_external_id(payload, but=view)
        view.payload = self._filled(payload)
        view.hash = self._new_hash()
        view.values = forms.values_of(view.blocks, view.values)
        view.errors = {}
        self._tell()
        return view

    def publish(self, user: str, payload: Json, *, hash_given: str = "") -> View:
        home = self._homes.get(user)
        if home is not None:
            return self.update(home, payload, hash_given=hash_given)
        view = self._homes[user] = self._made(user, payload, None)
        self._tell()
        return view

    def close(self, user: str) -> View | None:
        """Takes the top view away, so that the one below shows again."""
        stack = self.stack(user)
        if not stack:
            return None
        view = stack.pop()
        self._open.pop(view.id, None)
        self._tell()
        return view

    def clear(self, user: str) -> None:
        while self.close(user) is not None:
            pass

    def as_json(self, view: View) -> Json:
        app = self._workspace.app
        return view.payload | {
            "id": view.id,
            "team_id": app.team_id,
            "app_id": app.app_id,
            "bot_id": app.bot_id,
            "app_installed_team_id": app.team_id,
            "hash": view.hash,
            "state": {"values": view.values},
            "root_view_id": view.root_id,
            "previous_view_id": view.previous_id,
        }

    def _put_on_top(self, user: str, payload: Json, channel: str | None) -> View:
        view = self._made(user, payload, channel)
        stack = self._stacks.setdefault(user, [])
        if stack:
            view.root_id, view.previous_id = stack[0].id, stack[-1].id
        stack.append(view)
        self._tell()
        return view

    def _made(self, user: str, payload: Json, channel: str | None) -> View:
        self._check_external_id(payload, but=None)
        view_id = self._workspace.new_id("V")
        view = View(view_id, user, channel, self._filled(payload), self._new_hash(), view_id)
        view.values = forms.values_of(view.blocks)
        self._open[view_id] = view
        return view

    def _check_external_id(self, payload: Json, *, but: View | None) -> None:
        wanted = payload.get("external_id")
        for view in self._open.values():
            if wanted and view is not but and view.payload["external_id"] == wanted:
                raise Refused("duplicate_external_id")

    def _filled(self, payload: Json) -> Json:
        forms.with_ids(payload["blocks"], lambda: secrets.token_urlsafe(4))
        return _DEFAULTS | payload

    def _new_hash(self) -> str:
        return f"{int(self._workspace.clock.now().timestamp())}.{secrets.token_hex(4)}"

    def _tell(self) -> None:
        self._workspace.changes.tell("view")
