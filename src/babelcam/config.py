"""The camera file (TOML) as typed configuration. `docs/configuration.md` is made from the types here."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    ValidationError,
    model_validator,
)
from pydantic_core import ErrorDetails

from babelcam.access.settings import AccessSettings
from babelcam.addresses import Address
from babelcam.camera import MAX_CHANNELS
from babelcam.settings.video import ChannelSettings

OFF = "off"


class ConfigError(Exception):
    """The camera file cannot be used; the text says where and why, a line for each mistake."""


def _address(value: object) -> object:
    if value == OFF:
        return None
    return Address.parse(value) if isinstance(value, str) else value


Listen = Annotated[
    Address | None,
    BeforeValidator(_address),
    PlainSerializer(lambda address: str(address) if address else OFF, return_type=str),
]


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ListenSettings(_Section):
    """Where the camera listens: HOST:PORT, or "off"."""

    http: Listen = Field(
        default=Address("127.0.0.1", 8080), description="HTTP: the web page and all five vendors' APIs"
    )
    https: Listen = Field(default=None, description="the same over TLS")
    rtsp: Listen = Field(default=Address("127.0.0.1", 8554), description="RTSP, with RTP over UDP and TCP")
    mjpeg: Listen = Field(
        default=Address("127.0.0.1", 8008), description="motion JPEG on every path, as MOBOTIX cameras do"
    )
    certificate: Path | None = Field(
        default=None, description="TLS certificate chain (PEM); without one the camera makes its own"
    )
    key: Path | None = Field(default=None, description="the certificate's private key (PEM)")

    @model_validator(mode="after")
    def _key_has_a_certificate(self) -> Self:
        if self.key and not self.certificate:
            raise ValueError("a key needs its certificate")
        return self


class Configuration(_Section):
    """One camera."""

    name: str = Field(
        default="babelcam", min_length=1, max_length=64, description="what the camera is called"
    )
    data: Path = Field(
        default=Path("~/.local/share/babelcam"),
        description="folder for what the camera must remember; made if it is not there",
    )
    listen: ListenSettings = ListenSettings()
    access: AccessSettings = AccessSettings()
    channels: tuple[ChannelSettings, ...] = Field(
        default=(ChannelSettings(),) * 4,
        min_length=1,
        max_length=MAX_CHANNELS,
        description="the channels, numbered from 1",
    )


def load(path: Path) -> Configuration:
    """Read a camera file; ConfigError says what is wrong with it, with the setting's full name."""
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: {error}") from None
    try:
        return Configuration.model_validate(values)
    except ValidationError as invalid:
        raise ConfigError("\n".join(f"{path}: {_mistake(each)}" for each in invalid.errors())) from None


def _mistake(error: ErrorDetails) -> str:
    where = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in error["loc"])
    return f"{where.lstrip('.')}: {error['msg'].removeprefix('Value error, ')}"
