"""Settings from the environment and from files, checked; nothing else reads the environment."""

from pathlib import Path

from pydantic import SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
)

from bot.domain.errors import BotError


class BadSettings(BotError):
    """The program cannot start with these settings: one line a mistake."""


class Settings(BaseSettings):
    """Everything that differs between machines; every name begins with DATA_INCIDENT_.

    `app_token` chooses Socket Mode; without it Slack's requests are received over HTTP, and the
    signing secret is needed. Secrets for alert sources may be several, separated by commas.
    """

    model_config = SettingsConfigDict(
        env_prefix="DATA_INCIDENT_",
        env_file=".env",
        extra="ignore",
    )

    bot_token: SecretStr = SecretStr("")
    """The bot token of the Slack app (`xoxb-…`)"""
    app_token: SecretStr = SecretStr("")
    """An app-level token (`xapp-…`): Slack is reached over Socket Mode"""
    signing_secret: SecretStr = SecretStr("")
    """The app's signing secret: needed over HTTP, that is without an app token"""
    database_url: str = "sqlite:///var/data-incident.db"
    """Where everything is kept: an SQLite file, or `postgresql://user:password@host/name`"""
    policy_file: str = "policy.yaml"
    """How your team runs incidents ([its table](docs/policy.md))"""
    host: str = "0.0.0.0"  # noqa: S104  # a server: reached from outside its container
    """The address to listen on"""
    port: int = 3000
    """The port to listen on: Slack's requests (over HTTP), health, metrics, alerts"""
    dbt_secret: SecretStr = SecretStr("")
    """Who knows it may post dbt's artifacts; several are separated by commas, none lets nobody in"""
    metrics_token: SecretStr = SecretStr("")
    """Who sends it as a bearer token may read `/metrics`; without one, the own network, asked directly"""
    log_json: bool = False
    """One JSON object a line instead of lines for people"""
    api_url: str = "https://slack.com/api/"
    """The address of Slack's Web API; another one for a proxy or the local workspace"""
    secrets_dir: str = "/run/secrets"
    """A folder with settings as files, each named as its setting; a file wins over the environment"""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003  # pydantic-settings passes it
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """A file that somebody mounted is meant: the environment also holds the image's defaults."""
        return init_settings, file_secret_settings, env_settings, dotenv_settings

    @property
    def alert_secrets(self) -> dict[str, tuple[str, ...]]:
        """Secrets by alert source, from `<source>_secret`; a source without one takes nothing in."""
        found = {}
        for name, value in self:
            source = name.removesuffix("_secret")
            if source not in {name, "signing"}:
                several = value.get_secret_value().split(",")
                found[source] = tuple(one.strip() for one in several if one.strip())
        return found

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


def read_settings() -> Settings:
    """The settings in force; raises BadSettings with one line a mistake."""
    try:
        return Settings(_secrets_dir=_secrets_folder(Settings()))
    except ValidationError as error:
        mistakes = (
            f"DATA_INCIDENT_{str(one['loc'][0]).upper()}: {one['msg']} (found {one['input']!r})."
            for one in error.errors()
        )
        raise BadSettings("\n".join(mistakes)) from None
    except (SettingsError, OSError) as error:
        why = error.__cause__ or error
        raise BadSettings(f"A setting's file cannot be read: {why}.") from None


def _secrets_folder(settings: Settings) -> str | None:
    """The folder of secrets, if there is one; one that was asked for must be there."""
    if Path(settings.secrets_dir).is_dir():
        return settings.secrets_dir
    if "secrets_dir" in settings.model_fields_set:
        raise BadSettings(f"DATA_INCIDENT_SECRETS_DIR: there is no folder {settings.secrets_dir}.")
    return None
