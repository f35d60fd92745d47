"""4.2.1 and 4.4.2: motion JPEG and the snapshot."""

from __future__ import annotations

from babelcam.dialects.amcrest.channels import channel_from_zero_or_one, subtype
from babelcam.dialects.base import pictures
from babelcam.dialects.base.call import Call
from babelcam.dialects.base.converters import Whole
from babelcam.http.message import AnyReply


async def snapshot(call: Call) -> AnyReply:
    """4.4.2: one picture. Channel 0 is refused: a client that is given one numbers all channels from 0."""
    channel = call.camera.channel(call.read("channel", Whole(1)) or 1)
    return await pictures.snapshot(call, channel, channel.jpeg())


async def video(call: Call) -> AnyReply:
    """4.2.1: motion JPEG at the size and rate of the main or an extra stream."""
    channel = channel_from_zero_or_one(call)
    like = channel.video(subtype(call, channel))
    return pictures.stream(channel, channel.jpeg(size=like.size, rate=like.rate))
