"""Snapshots and motion JPEG in the form that most documents share."""

from __future__ import annotations

from babelcam.dialects.base.call import Call
from babelcam.errors import NoPicture
from babelcam.http.message import Reply, StreamReply
from babelcam.http.multipart import CONTENT_TYPE, JPEG_PART, OPENING
from babelcam.media.channel import Channel
from babelcam.media.encoding import Jpeg


async def snapshot(call: Call, channel: Channel, jpeg: Jpeg, *, length: bool = True) -> Reply:
    """One picture of this moment; NoPicture if none comes in time."""
    try:
        frame = await channel.snapshot(jpeg, call.viewer)
    except TimeoutError:
        raise NoPicture(f"{channel.name} gave no picture") from None
    return Reply(200, frame.data, "image/jpeg", length=length)


def stream(channel: Channel, jpeg: Jpeg) -> StreamReply:
    """Pictures until the client goes."""
    return StreamReply(channel, jpeg, CONTENT_TYPE, JPEG_PART.shape, OPENING)
