"""3 and 6: motion JPEG and H.264 with their payload headers, and the snapshot. One channel, the first."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from babelcam.dialects.base import pictures
from babelcam.dialects.base.call import Call
from babelcam.dialects.ipdevice.payload import CONTENT_TYPE, TOP_RATIO, Parts, nearest_scale
from babelcam.http.message import AnyReply, StreamReply
from babelcam.media.channel import Channel
from babelcam.media.encoding import H264, Encoding, Jpeg


async def image(call: Call) -> AnyReply:
    """6: one picture."""
    channel = call.camera.channel(1)
    return await pictures.snapshot(call, channel, jpeg_of(channel))


async def mjpeg(call: Call) -> AnyReply:
    """3.1: motion JPEG."""
    channel = call.camera.channel(1)
    return _stream(channel, jpeg_of(channel))


async def stream1(call: Call) -> AnyReply:
    """3.2: H.264, SPS and PPS in front of every I frame."""
    channel = call.camera.channel(1)
    return _stream(channel, h264_of(channel))


def jpeg_of(channel: Channel) -> Jpeg:
    """JPEG as configured, at a size that the payload header can name."""
    jpeg = channel.jpeg()
    return replace(jpeg, size=nearest_scale(jpeg.size))


def h264_of(channel: Channel) -> H264:
    """The main stream, coded for this dialect: at a size and with a GOP that the payload header can name."""
    main = channel.video(0)
    return replace(main, size=nearest_scale(main.size), gop=min(main.gop, TOP_RATIO), as_is=False)


def _stream(channel: Channel, encoding: Encoding) -> StreamReply:
    return StreamReply(channel, encoding, CONTENT_TYPE, partial(Parts, encoding))
