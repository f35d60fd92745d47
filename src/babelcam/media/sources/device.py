"""Webcams and capture cards through Video4Linux."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from types import MappingProxyType

from babelcam.media.frame import Size
from babelcam.media.source import Source
from babelcam.media.sources.address import Address
from babelcam.media.sources.demux import Opening
from babelcam.media.sources.live import LiveSource

LOWEST_RATE, HIGHEST_RATE = 1.0, 240.0

_INPUTS: Mapping[str, str] = MappingProxyType(
    {  # our words, and FFmpeg's for its option input_format
        "mjpeg": "mjpeg",
        "yuyv": "yuyv422",
        "uyvy": "uyvy422",
        "nv12": "nv12",
        "h264": "h264",
    }
)
_PREFERRED = ("mjpeg", "yuyv")  # USB 2 carries little more than 640x480 uncompressed at 30 a second
_NON_BLOCKING = "+4"  # AVFMT_FLAG_NONBLOCK: a device that stalls would otherwise block for ever


def device_source(address: Address) -> Source:
    """The source for ``device:``. Whether the device is there shows when it is read: it may be plugged in."""
    address.only("size", "rate", "input")
    path = PurePosixPath(address.target)
    if path.parts[:2] != ("/", "dev") or ".." in path.parts or len(path.parts) < 3:
        raise address.error("not a device such as device:/dev/video0")
    rate = address.number("rate", LOWEST_RATE, HIGHEST_RATE)
    options = {"fflags": _NON_BLOCKING}
    if "size" in address.options:
        options["video_size"] = _size(address)
    if rate is not None:
        options["framerate"] = f"{rate:g}"
    wanted = address.word("input", _INPUTS)
    openings = [
        Opening(str(path), address.text, "none", "v4l2", {**options, "input_format": _INPUTS[word]})
        for word in ([wanted] if wanted else _PREFERRED)
    ]
    if not wanted:  # let the driver choose
        openings.append(Opening(str(path), address.text, "none", "v4l2", options))
    return LiveSource(*openings)


def _size(address: Address) -> str:
    try:
        return str(Size.parse(address.options["size"]))
    except ValueError as error:
        raise address.error(str(error)) from None
