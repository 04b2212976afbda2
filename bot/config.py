"""Settings, read once from the environment or a .env file. Problems are reported all at once, secrets never shown."""

from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError, ValidationInfo
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

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


def _database(value: str) -> str:
    try:
        kind = make_url(value).get_backend_name() if value else "sqlite"
    except (ArgumentError, ValueError):
        kind = ""
    if kind not in {"sqlite", "postgresql"}:
        # The address may hold a password, so it is not repeated.
        raise ValueError("write an address that begins with sqlite:/// or postgresql+psycopg://")
    return value


def _local_workspace_only(value: str, others: ValidationInfo) -> str:
    urls = (value, others.data.get("slack_api_url", ""))
    if value and not all(urlsplit(url).hostname in LOOPBACK for url in urls):
        raise ValueError("this is for the local workspace only: unset it")
    return value


def _nothing_is_none(value: object) -> object:
    return None if value == "" else value


class Settings(BaseSettings):
    """Everything that can be set (PRODUCT.md, Interfaces). Names in the environment are the fields in upper case."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", frozen=True)

    slack_bot_token: Annotated[SecretStr, _token("xoxb-")] = SecretStr("")
    slack_app_token: Annotated[SecretStr, _token("xapp-")] = SecretStr("")
    slack_signing_secret: SecretStr = SecretStr("")
    slack_api_url: str = "https://slack.com/api/"
    carelog_home: Path = Field(default_factory=lambda: Path.home() / ".carelog")
    database_url: Annotated[str, AfterValidator(_database)] = Field(default="", repr=False)
    carelog_migrate_url: Annotated[str, AfterValidator(_database)] = Field(default="", repr=False)
    carelog_key_file: Path | None = None
    carelog_log_level: Annotated[str, AfterValidator(_level)] = "INFO"
    port: Annotated[int | None, Field(ge=0, le=65535), BeforeValidator(_nothing_is_none)] = None
    carelog_host: str = "127.0.0.1"
    carelog_threads: Annotated[int, Field(ge=1, le=100)] = 10
    carelog_clock_url: Annotated[str, AfterValidator(_local_workspace_only)] = ""

    @property
    def database(self) -> str:
        """The database's address; by default a file under CARELOG_HOME."""
        return self.database_url or f"sqlite:///{self.carelog_home.expanduser() / 'carelog.db'}"

    @property
    def key_file(self) -> Path:
        """Where the signature keys are; by default under CARELOG_HOME."""
        return (self.carelog_key_file or self.carelog_home / "keys.json").expanduser()

    @property
    def over_http(self) -> bool:
        """Whether Slack reaches the app by signed HTTP requests: without an app-level token there is no Socket Mode."""
        return not self.slack_app_token.get_secret_value()

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


def what_is_missing(settings: Settings) -> str:
    """What `carelog serve` cannot do without, as a sentence; empty when it is all there."""
    if not settings.slack_bot_token.get_secret_value():
        return "Set SLACK_BOT_TOKEN (xoxb-…). docs/installation.md says where to find it."
    if settings.over_http and not settings.slack_signing_secret.get_secret_value():
        return (
            "Set SLACK_APP_TOKEN (xapp-…) for Socket Mode, or SLACK_SIGNING_SECRET for HTTP. "
            "docs/installation.md says where to find them."
        )
    return ""
