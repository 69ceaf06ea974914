"""The app's standing in the workspace: its tokens revoked and issued again, its scopes changed."""

from typing import Literal

from bot.sandbox.world import World

Dead = Literal["token_revoked", "account_inactive", "invalid_auth", "token_expired"]


class Installation:
    def __init__(self, world: World) -> None:
        self._world = world

    def revoke(self, error: Dead) -> None:
        """From now on every call is refused so; an uninstalled app is `account_inactive`."""
        self._world.tokens.revoke(error)
        if error == "account_inactive":
            self._tell("app_uninstalled")
        if error in ("account_inactive", "token_revoked"):
            app = self._world.workspace.app
            self._tell("tokens_revoked", tokens={"oauth": [], "bot": [app.user_id]})

    def _tell(self, kind: str, **facts: object) -> None:
        event = {"type": kind, **facts, "event_ts": self._world.workspace.next_ts()}
        self._world.events.emit(event, None)

    def reissue(self, token: str) -> None:
        self._world.tokens.issue(token)

    def take(self, *scopes: str) -> None:
        self._world.scopes.granted -= set(scopes)

    def give(self, *scopes: str) -> None:
        self._world.scopes.granted |= set(scopes)
