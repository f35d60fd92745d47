"""10.7 names an RTSP port but no address; these follow the names of the HTTP streams."""

from __future__ import annotations

from babelcam.dialects.base.call import Call
from babelcam.dialects.ipdevice.images import h264_of, jpeg_of
from babelcam.rtsp.presentation import Presentation

TRACK = "track1"


def video(call: Call) -> Presentation:
    """`/mpeg4`: what stream1.cgi sends."""
    channel = call.camera.channel(1)
    return Presentation("mpeg4", channel, h264_of(channel), TRACK)


def mjpeg(call: Call) -> Presentation:
    """`/mjpeg`: what mjpeg.cgi sends."""
    channel = call.camera.channel(1)
    return Presentation("mjpeg", channel, jpeg_of(channel), TRACK)
