"""Video settings: what each channel's streams are like unless a viewer asks for something else."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer

from babelcam.media.frame import Size


def _size(value: object) -> object:
    return Size.parse(value) if isinstance(value, str) and value != "source" else value


SizeSetting = Annotated[
    Size | Literal["source"],
    BeforeValidator(_size),
    PlainSerializer(str, return_type=str),
    Field(description='width x height in pixels, such as "1280x720"; "source" takes what the source has'),
]
RateSetting = Annotated[
    float | Literal["source"],
    Field(description='frames a second, 0.1 to 60; "source" takes what the source has'),
]


class _Settings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


def _rate_in_range(value: object) -> object:
    if isinstance(value, int | float) and not 0.1 <= value <= 60:
        raise ValueError("a rate is 0.1 to 60 frames a second")
    return value


Rate = Annotated[RateSetting, BeforeValidator(_rate_in_range)]

OWN_QUALITY = 80  # of the JPEGs made where the source's own are meant, and do not fit


def _quality_in_range(value: object) -> object:
    if isinstance(value, int) and not 1 <= value <= 100:
        raise ValueError("a JPEG quality is 1 to 100")
    return value


Quality = Annotated[
    int | Literal["source"],
    BeforeValidator(_quality_in_range),
    Field(
        description='JPEG quality, 1 (coarse) to 100 (fine); "source" takes the source\'s own JPEGs where it '
        f"has them in the size and rate asked for, and {OWN_QUALITY} where not"
    ),
]


class JpegSettings(_Settings):
    """Snapshots and motion JPEG."""

    size: SizeSetting = "source"
    rate: Rate = "source"
    quality: Quality = "source"


class StreamSettings(_Settings):
    """One H.264 stream."""

    size: SizeSetting = "source"
    rate: Rate = "source"
    bitrate: Annotated[int, Field(ge=32, le=100_000, description="bit rate in kbit/s")] = 2500
    gop: Annotated[int, Field(ge=1, le=300, description="frames from one key frame to the next")] = 50


MAX_STREAMS = 4

STREAMS = (
    StreamSettings(),
    StreamSettings(size=Size(704, 480), bitrate=800),
    StreamSettings(size=Size(352, 240), rate=10, bitrate=256),
    StreamSettings(size=Size(640, 480), rate=5, bitrate=256),
)


class ChannelSettings(_Settings):
    """One channel: where its pictures come from, and how they are sent."""

    source: Annotated[str, Field(description="where the pictures come from: an address as in `--source`")] = (
        "world:"
    )
    name: Annotated[str, Field(max_length=64, description="what the channel is called")] = ""
    jpeg: JpegSettings = JpegSettings()
    streams: Annotated[
        tuple[StreamSettings, ...],
        Field(min_length=1, max_length=MAX_STREAMS, description="the H.264 streams, the main one first"),
    ] = STREAMS
