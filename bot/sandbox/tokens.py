"""Which token a call carries, and whether it is one this workspace has issued and still honours."""

from bot.sandbox.refusal import Refused


class Tokens:
    def __init__(self, bot: str, app: str) -> None:
        self.bot, self.app = bot, app
        self._dead: dict[str, str] = {}  # token -> the error its calls get, such as token_revoked

    def kind_of(self, token: str | None) -> str:
        if not token:
            raise Refused("not_authed")
        if token in self._dead:
            raise Refused(self._dead[token])
        if token == self.bot:
            return "bot"
        if token == self.app:
            return "app"
        raise Refused("invalid_auth")

    def revoke(self, error: str) -> None:
        self._dead[self.bot] = error

    def issue(self, token: str) -> None:
        """A token for the bot in place of the one it had, which is honoured no longer."""
        if token != self.bot:
            self._dead.setdefault(self.bot, "token_revoked")
        self._dead.pop(token, None)
        self.bot = token
