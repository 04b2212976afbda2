"""Settings, read once from the environment or a .env file. Problems are reported all at once, secrets never shown."""

from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

LOOPBACK = {"localhost", "127.0.0.1", "::1"}


def _level(value: str) -> str:
    if value.upper() not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
        raise ValueError("write DEBUG, INFO, WARNING or ERROR")
    return value.upper()


def _token(prefix: str) -> AfterValidator:
    def check(value: SecretStr) -> SecretStr:
        if value.get_secret_value() and not value.get_secret_value().startswith(prefix):
            raise ValueError(f"this token has to begin with {prefix}")
        return value

    return AfterValidator(check)


class Settings(BaseSettings):
    """Everything that can be set (PRODUCT.md, Interfaces). Names in the environment are the fields in upper case."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", frozen=True)

    slack_bot_token: Annotated[SecretStr, _token("xoxb-")] = SecretStr("")
    slack_app_token: Annotated[SecretStr, _token("xapp-")] = SecretStr("")
    slack_api_url: str = "https://slack.com/api/"
    carelog_home: Path = Field(default_factory=lambda: Path.home() / ".carelog")
    database_url: str = ""
    carelog_migrate_url: str = ""
    carelog_key_file: Path | None = None
    carelog_log_level: Annotated[str, AfterValidator(_level)] = "INFO"
    carelog_clock_url: str = ""

    @model_validator(mode="after")
    def _clock_only_on_loopback(self) -> "Settings":
        if self.carelog_clock_url:
            for url in (self.slack_api_url, self.carelog_clock_url):
                if urlsplit(url).hostname not in LOOPBACK:
                    raise ValueError("CARELOG_CLOCK_URL is for the local workspace only: unset it.")
        return self

    @property
    def database(self) -> str:
        """The database's address; by default a file under CARELOG_HOME."""
        return self.database_url or f"sqlite:///{self.carelog_home.expanduser() / 'carelog.db'}"

    @property
    def key_file(self) -> Path:
        """Where the signature keys are; by default under CARELOG_HOME."""
        return (self.carelog_key_file or self.carelog_home / "keys.json").expanduser()

    @property
    def api_url(self) -> str:
        """Slack's Web API, with the slash at the end that slack_sdk needs."""
        return self.slack_api_url if self.slack_api_url.endswith("/") else f"{self.slack_api_url}/"


class SettingsProblem(Exception):
    """The settings cannot be used; the text names each one and says why, without its value."""


def load_settings() -> Settings:
    """Reads the settings. Raises SettingsProblem."""
    try:
        return Settings()
    except ValidationError as error:
        problems = [
            f"{'.'.join(map(str, one['loc'])).upper() or 'Settings'}: {one['msg'].removeprefix('Value error, ')}"
            for one in error.errors(include_input=False, include_context=False, include_url=False)
        ]
        raise SettingsProblem("\n".join(problems)) from None
