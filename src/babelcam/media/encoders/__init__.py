"""Encoders: one for each codec a viewer may ask for."""

from __future__ import annotations

from babelcam.media.encoders.base import Encoder
from babelcam.media.encoders.h264 import H264Encoder
from babelcam.media.encoders.jpeg import JpegEncoder
from babelcam.media.encoding import Encoding, Jpeg

__all__ = ["Encoder", "open_encoder"]


def open_encoder(encoding: Encoding) -> Encoder:
    """An encoder that makes `encoding` of pictures of its size."""
    return JpegEncoder(encoding) if isinstance(encoding, Jpeg) else H264Encoder(encoding)
