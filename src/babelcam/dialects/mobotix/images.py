"""Chapter 5, Image, and Video and Audio: the snapshot, and motion JPEG on port 8008."""

from __future__ import annotations

from babelcam.dialects.base import pictures
from babelcam.dialects.base.call import Call
from babelcam.dialects.base.converters import SizeText
from babelcam.http.message import AnyReply


async def image(call: Call) -> AnyReply:
    """One picture. `resolution` is not in the document, but clients of this family send it."""
    channel = call.camera.channel(1)
    return await pictures.snapshot(call, channel, channel.jpeg(size=call.read("resolution", SizeText())))


async def video(call: Call) -> AnyReply:
    """Connect video stream by HTTP: whatever the path on that port, pictures as configured."""
    channel = call.camera.channel(1)
    return pictures.stream(channel, channel.jpeg())
