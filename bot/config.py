"""Settings from the environment, read once, and policy.yaml, checked with the line of each mistake."""

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Everything that differs between machines. All names begin with DATA_INCIDENT_."""

    model_config = SettingsConfigDict(env_prefix="DATA_INCIDENT_", env_file=".env", extra="ignore")

    bot_token: SecretStr = SecretStr("")
    signing_secret: SecretStr = SecretStr("")
    app_token: SecretStr = SecretStr("")
    api_url: str = "https://slack.com/api/"
    database_url: str = "sqlite:///var/data-incident.db"
    policy_file: str = "policy.yaml"
    host: str = "127.0.0.1"
    port: int = 3000
