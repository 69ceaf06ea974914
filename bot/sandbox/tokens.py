"""Which token a call carries, and whether it is one this workspace has issued."""

from dataclasses import dataclass

from bot.sandbox.refusal import Refused


@dataclass(slots=True)
class Tokens:
    bot: str
    app: str
    revoked: str | None = None  # the error every call gets from now on, such as token_revoked

    def kind_of(self, token: str | None) -> str:
        if not token:
            raise Refused("not_authed")
        if token == self.bot:
            if self.revoked is not None:
                raise Refused(self.revoked)
            return "bot"
        if token == self.app:
            return "app"
        raise Refused("invalid_auth")
