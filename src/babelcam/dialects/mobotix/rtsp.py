"""Chapter 5, Video and Audio: the RTSP addresses."""

from __future__ import annotations

from babelcam.dialects.base.call import Call
from babelcam.dialects.base.converters import Whole
from babelcam.rtsp.presentation import Presentation

TRACK = "track1"


def h264(call: Call) -> Presentation:
    """`/h264`, `/h264_2` to `/h264_4`, and `/stream1` to `/stream4` of the R series."""
    channel = call.camera.channel(1)
    number = call.part("stream", Whole(1, len(channel.settings.streams))) or 1
    name = "h264" if number == 1 else f"h264_{number}"
    return Presentation(name, channel, channel.video(number - 1), TRACK)


def jpeg(call: Call) -> Presentation:
    """`/jpeg`."""
    channel = call.camera.channel(1)
    return Presentation("jpeg", channel, channel.jpeg(), TRACK)
