"""Environment → one frozen object, with every default and its meaning.

A wrong value stops the start with one sentence that says which setting and how to mend it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.errors import SettingsError

GROUP = re.compile(r"^-\d{4,16}$")
TRANSLATORS = ("google", "libretranslate", "deepl", "none")


def _address(value: str) -> str:
    """An http(s) address without a slash at its end; empty stays empty."""
    if value and not re.match(r"^https?://[^\s/]+", value):
        raise ValueError("must be an address such as https://example.org")
    return value.rstrip("/")


def _opening_hours(value: str) -> str:
    import opening_hours

    if not opening_hours.validate(value):
        raise ValueError('must be opening hours such as "Mo-Fr 09:00-18:00; PH off" or "24/7"')
    return value


Address = Annotated[str, AfterValidator(_address)]


@dataclass(frozen=True, slots=True)
class DeskGroup:
    """One staff group and the départements whose conversations it takes (none: it takes what no other takes)."""

    chat: str
    departements: tuple[str, ...] = ()


class Settings(BaseSettings):
    """Every setting of Relais; the environment variable is the name in capitals behind ``RELAIS_``."""

    model_config = SettingsConfigDict(env_prefix="RELAIS_", frozen=True, extra="ignore")

    # where things are
    data_dir: Path = Field(Path("var"), description="the only folder that is written to")
    database_url: str = Field("", description="SQLAlchemy address; default: SQLite in the data folder")
    redis_url: str = Field("", description="Redis for doorbell and pace, when several processes run")
    host: str = Field("127.0.0.1", description="the address the web server listens on")
    port: int = Field(8080, ge=0, le=65535, description="its port")
    public_url: Address = Field("", description="how the world reaches this server (https://…)")

    # Telegram
    telegram_token: str = Field("", description="the bot's token, from @BotFather")
    desk_token: str = Field("", description="a second bot for the staff group; default: the same bot")
    desk_groups: Annotated[tuple[DeskGroup, ...], NoDecode] = Field(
        (), description="staff groups: -100123 or -100123=75,92;-100456=33; the first is the default"
    )
    telegram_api: Address = Field("https://api.telegram.org", description="the Bot API server")
    telegram_webhook_secret: str = Field("", description="with the public URL: webhooks instead of polling")
    telegram_rate: float = Field(30.0, ge=0, description="parts a second for one bot; 0: no pacing (test servers)")

    # the association
    staff_language: str = Field("fr", description="the language staff read and write")
    country: str = Field("FR", pattern=r"^[A-Z]{2}$", description="whose emergency numbers and holidays count")
    timezone: str = Field("Europe/Paris", description="the clock of the directory and of duty hours")
    duty_hours: Annotated[str, AfterValidator(_opening_hours)] = Field("24/7", description="when staff read messages")
    answer_within: int = Field(600, ge=10, le=86400, description="seconds before the first reminder to staff")
    bot_after: int = Field(
        7200, ge=0, le=604800, description="seconds of silence after which the bot takes a talk back; 0: never"
    )
    flood: int = Field(20, ge=3, le=1000, description="messages a minute of one person that are read one by one")
    known_days: int = Field(90, ge=1, le=3650, description="how long an answer learnt from staff is given")
    weekly_report: bool = Field(True, description="the figures of last week in the staff group, on Mondays")
    donate_url: Address = Field("", description="the association's page for gifts and volunteering")

    # translation
    translators: Annotated[tuple[str, ...], NoDecode] = Field(("google",), description="which, in order")
    translate_outside: bool = Field(
        True, description="false: no text leaves for a translator outside; only LibreTranslate on your own network"
    )
    google_url: Address = Field("", description="another address for the googletrans endpoint")
    libretranslate_url: Address = Field("", description="a LibreTranslate server")
    libretranslate_key: str = ""
    deepl_url: Address = Field("https://api-free.deepl.com", description="DeepL's API")
    deepl_key: str = ""

    # safety
    secret_key: str = Field("", description="encrypts message bodies at rest (at least 16 characters)")
    retention_days: int = Field(90, ge=2, le=3650, description="after so many days message bodies are deleted")
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    @field_validator("desk_groups", mode="before")
    @classmethod
    def _groups(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        groups = []
        for part in filter(None, (p.strip() for p in value.split(";"))):
            chat, _, departements = part.partition("=")
            if not GROUP.match(chat.strip()):
                raise ValueError(f'"{chat.strip()}" is not the id of a group: it looks like -1001234567890')
            codes = tuple(filter(None, (d.strip() for d in departements.split(","))))
            groups.append(DeskGroup(chat.strip(), codes))
        return tuple(groups)

    @field_validator("translators", mode="before")
    @classmethod
    def _translators(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        names = tuple(filter(None, (n.strip().lower() for n in value.split(","))))
        for name in names:
            if name not in TRANSLATORS:
                raise ValueError(f'"{name}" is not a translator: choose among {", ".join(TRANSLATORS)}')
        return names or ("none",)

    @field_validator("telegram_token", "desk_token")
    @classmethod
    def _token(cls, value: str) -> str:
        if value and not re.match(r"^\d{3,16}:[A-Za-z0-9_-]{10,}$", value):
            raise ValueError("is not a bot token: copy it whole from @BotFather, it looks like 123456:ABC-DEF…")
        return value

    @field_validator("telegram_webhook_secret")
    @classmethod
    def _secret(cls, value: str) -> str:
        if value and not re.match(r"^[A-Za-z0-9_-]{1,256}$", value):
            raise ValueError("may only hold letters, digits, _ and - (at most 256)")
        return value

    @field_validator("secret_key")
    @classmethod
    def _key(cls, value: str) -> str:
        if value and len(value) < 16:
            raise ValueError("is too short: use at least 16 characters, for instance from `openssl rand -hex 32`")
        return value

    @field_validator("timezone")
    @classmethod
    def _zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except Exception as error:
            raise ValueError("is not a time zone: it looks like Europe/Paris") from error
        return value

    @field_validator("country", mode="before")
    @classmethod
    def _country(cls, value: Any) -> Any:
        return value.upper() if isinstance(value, str) else value

    @cached_property
    def database(self) -> str:
        """The database address: the setting, or SQLite in the data folder."""
        return self.database_url or f"sqlite+aiosqlite:///{(self.data_dir / 'relais.sqlite').resolve()}"

    @property
    def webhooks(self) -> bool:
        """Webhooks are used when the world can reach us and a secret is set; otherwise polling."""
        return bool(self.public_url and self.telegram_webhook_secret)

    @cached_property
    def zone(self) -> ZoneInfo:
        """The time zone of the directory and of duty hours."""
        return ZoneInfo(self.timezone)


def load_settings(**overrides: Any) -> Settings:
    """The settings of this process.

    Raises SettingsError with one sentence a wrong setting.
    """
    try:
        settings = Settings(**overrides)
    except ValidationError as error:
        raise SettingsError("\n".join(_sentence(detail) for detail in error.errors())) from None
    if settings.telegram_webhook_secret and not settings.public_url:
        raise SettingsError(
            "RELAIS_TELEGRAM_WEBHOOK_SECRET is set but RELAIS_PUBLIC_URL is not: set both for webhooks, or neither."
        )
    if settings.desk_token and settings.desk_token == settings.telegram_token:
        raise SettingsError("RELAIS_DESK_TOKEN is the same as RELAIS_TELEGRAM_TOKEN: leave it empty for one bot.")
    if "libretranslate" in settings.translators and not settings.libretranslate_url:
        raise SettingsError("RELAIS_TRANSLATORS names libretranslate: set RELAIS_LIBRETRANSLATE_URL to its address.")
    if "deepl" in settings.translators and not settings.deepl_key:
        raise SettingsError("RELAIS_TRANSLATORS names deepl: set RELAIS_DEEPL_KEY to your key.")
    return settings


def _sentence(detail: Any) -> str:
    name = "RELAIS_" + "_".join(str(part) for part in detail["loc"][:1]).upper()
    message = str(detail["msg"]).removeprefix("Value error, ")
    given = detail.get("input")
    shown = f" ({given!r})" if isinstance(given, str) and "TOKEN" not in name and "KEY" not in name else ""
    joiner = " " if message.startswith(("is ", "may ", "must ")) else ": "
    return f"{name}{shown}{joiner}{message}."
