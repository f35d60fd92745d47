"""Where a channel's pictures come from: a simulated world, files, folders, devices, other cameras."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from babelcam.media.source import Source
from babelcam.media.sources.address import URL_SCHEMES, Address, parse
from babelcam.media.sources.device import device_source
from babelcam.media.sources.file import file_source
from babelcam.media.sources.network import network_source
from babelcam.media.sources.world.source import world_source

__all__ = ["open_source"]


def _world(address: Address, channel: int) -> Source:
    if address.target:
        raise address.error("a world takes nothing but options, as in world:?rate=25")
    return world_source(address.options, channel)


_SOURCES: Mapping[str, Callable[[Address, int], Source]] = MappingProxyType(
    {
        "world": _world,
        "file": lambda address, _: file_source(address),
        "device": lambda address, _: device_source(address),
        **dict.fromkeys(URL_SCHEMES, lambda address, _: network_source(address)),
    }
)


def open_source(address: str, channel: int) -> Source:
    """The source at `address`, for the camera's channel of that number (from 1); reading opens it.

    ``world:?rate=25``        a simulated world, seen from a place that depends on the channel
    ``file:PATH``, ``PATH``   a video, played over and over; a picture; a folder of pictures (``?rate=2``)
    ``device:/dev/video0``    a webcam (``?size=1280x720&rate=30&input=mjpeg``)
    ``rtsp://…``, ``rtsps://…``, ``http://…``, ``https://…``   another camera's stream

    Raises BadAddress for what can never work.
    """
    parsed = parse(address)
    return _SOURCES[parsed.scheme](parsed, channel)
