"""Settings from the environment, read once and checked; nothing else reads the environment."""

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.domain.errors import BotError


class BadSettings(BotError):
    """The program cannot start with these settings: one line a mistake."""


class Settings(BaseSettings):
    """Everything that differs between machines; every name begins with DATA_INCIDENT_.

    `app_token` chooses Socket Mode; without it Slack's requests are received over HTTP, and the
    signing secret is needed. Secrets for alert sources may be several, separated by commas.
    """

    model_config = SettingsConfigDict(
        env_prefix="DATA_INCIDENT_", env_file=".env", extra="ignore", secrets_dir=None
    )

    bot_token: SecretStr = SecretStr("")
    signing_secret: SecretStr = SecretStr("")
    app_token: SecretStr = SecretStr("")
    api_url: str = "https://slack.com/api/"
    database_url: str = "sqlite:///var/data-incident.db"
    policy_file: str = "policy.yaml"
    host: str = "0.0.0.0"  # noqa: S104  # a server: reached from outside its container
    port: int = 3000
    dbt_secret: SecretStr = SecretStr("")
    log_json: bool = False

    @property
    def alert_secrets(self) -> dict[str, tuple[str, ...]]:
        """Secrets by alert source; a source without one takes nothing in."""
        found = [one.strip() for one in self.dbt_secret.get_secret_value().split(",")]
        return {"dbt": tuple(one for one in found if one)}

    def must_serve(self) -> None:
        """Raise BadSettings unless there is what serving needs."""
        mistakes = []
        if not self.bot_token.get_secret_value().startswith("xox"):
            mistakes.append(
                "DATA_INCIDENT_BOT_TOKEN is missing: the bot token of the Slack app (xoxb-…)."
            )
        if self.app_token.get_secret_value():
            if not self.app_token.get_secret_value().startswith("xapp"):
                mistakes.append("DATA_INCIDENT_APP_TOKEN must be an app-level token (xapp-…).")
        elif not self.signing_secret.get_secret_value():
            mistakes.append(
                "DATA_INCIDENT_SIGNING_SECRET is missing: the app's signing secret (or set "
                "DATA_INCIDENT_APP_TOKEN for Socket Mode)."
            )
        if mistakes:
            raise BadSettings("\n".join(mistakes))
