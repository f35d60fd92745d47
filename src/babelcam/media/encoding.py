"""What a viewer may ask of a channel: codec, size, rate, strength. Equal askers share one encoder."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from babelcam.media.frame import Codec, Size
from babelcam.media.source import Format

RATE_TOLERANCE = 0.02  # 29.97 is asked for as 30


@dataclass(frozen=True, slots=True)
class Jpeg:
    """JPEG pictures: `rate` at most in frames a second, `quality` 1 (coarse) to 100 as libjpeg counts.

    `as_is`: the source's own pictures will do, whatever their quality.
    """

    size: Size
    rate: float
    quality: int
    as_is: bool = False
    codec: ClassVar[Codec] = Codec.JPEG


@dataclass(frozen=True, slots=True)
class H264:
    """H.264 video: `rate` at most in frames a second, `bitrate` in kbit/s, a key frame each `gop` frames.

    `as_is`: the source's own video will do, whatever its bit rate and key frames.
    """

    size: Size
    rate: float
    bitrate: int
    gop: int
    as_is: bool = True
    codec: ClassVar[Codec] = Codec.H264


Encoding = Jpeg | H264


def passes_through(encoding: Encoding, source: Format | None) -> bool:
    """Whether a source's own coded frames already are what is asked for."""
    if source is None or not encoding.as_is:
        return False
    if (source.codec, source.size) != (encoding.codec, encoding.size):
        return False
    faster = (source.rate - encoding.rate) / encoding.rate
    if isinstance(encoding, Jpeg):  # which a slower source gives in full too
        return faster <= RATE_TOLERANCE
    return abs(faster) <= RATE_TOLERANCE
