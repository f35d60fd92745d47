"""IP Device SDK: `/cgi/…`, with a binary header in front of every picture of a stream."""

from __future__ import annotations

from babelcam.access.account import Role
from babelcam.dialects.base.dialect import Dialect, Route, Sample, StreamRoute
from babelcam.dialects.ipdevice import images, rtsp
from babelcam.dialects.ipdevice.errors import refuse

_VIEW = Role.VIEWER
_BOTH = ("GET", "POST")

DIALECT = Dialect(
    name="ipdevice",
    document="IP Device SDK, CGI commands 1.0.9",
    prefixes=("/cgi/",),
    refuse=refuse,
    routes=(
        Route("/cgi/jpg/image.cgi", images.image, _VIEW, "6", ("snapshot.image",), _BOTH),
        Route("/cgi/mjpg/mjpeg.cgi", images.mjpeg, _VIEW, "3.1", ("video.mjpeg",), _BOTH),
        Route("/cgi/mpeg/stream1.cgi", images.stream1, _VIEW, "3.2", ("video.stream1",), _BOTH),
    ),
    streams=(
        StreamRoute("/mpeg4", rtsp.video, "10.7"),
        StreamRoute("/mjpeg", rtsp.mjpeg, "10.7"),
    ),
    samples=(
        Sample("MJPEG", "/cgi/mjpg/mjpeg.cgi"),
        Sample("H.264 over HTTP", "/cgi/mpeg/stream1.cgi"),
        Sample("snapshot", "/cgi/jpg/image.cgi"),
    ),
)
