"""What a viewer may ask of a channel: codec, size, rate, strength. Equal askers share one encoder."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from babelcam.media.frame import Codec, Size
from babelcam.media.source import Format

RATE_TOLERANCE = 0.02  # 29.97 is asked for as 30


@dataclass(frozen=True, slots=True)
class Jpeg:
    """JPEG pictures: `rate` at most in frames a second, `quality` 1 (coarse) to 100 as libjpeg counts."""

    size: Size
    rate: float
    quality: int
    codec: ClassVar[Codec] = Codec.JPEG


@dataclass(frozen=True, slots=True)
class H264:
    """H.264 video: `rate` at most in frames a second, `bitrate` in kbit/s, a key frame each `gop` frames."""

    size: Size
    rate: float
    bitrate: int
    gop: int
    codec: ClassVar[Codec] = Codec.H264


Encoding = Jpeg | H264


def passes_through(encoding: Encoding, source: Format | None) -> bool:
    """Whether a source's own coded frames already are what is asked for."""
    return (
        source is not None
        and source.codec is Codec.H264
        and encoding.codec is Codec.H264
        and source.size == encoding.size
        and abs(source.rate - encoding.rate) <= RATE_TOLERANCE * encoding.rate
    )
