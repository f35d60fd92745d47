"""MOBOTIX MOVE: `/cgi-bin/<admin|com|io|jpg>/…`, motion JPEG on a port of its own, RTSP."""

from __future__ import annotations

from babelcam.access.account import Role
from babelcam.dialects.base.dialect import Dialect, Route, Sample, StreamRoute
from babelcam.dialects.mobotix import images, rtsp
from babelcam.dialects.mobotix.errors import MANNERS, refuse

_VIDEO = "5, Video and Audio"

DIALECT = Dialect(
    name="mobotix",
    document="MOBOTIX MOVE HTTP and RTSP interface specification 5.0.1",
    prefixes=("/cgi-bin/admin/", "/cgi-bin/com/", "/cgi-bin/io/", "/cgi-bin/jpg/"),
    refuse=refuse,
    manners=MANNERS,
    routes=(
        Route(
            "/cgi-bin/jpg/image.cgi", images.image, Role.VIEWER, "5, Image", ("image.jpeg",), ("GET", "POST")
        ),
    ),
    own_port=Route("", images.video, Role.VIEWER, _VIDEO, ("mjpeg.http.8008",)),
    streams=(
        StreamRoute("/h264", rtsp.h264, _VIDEO, ("rtsp.h264",)),
        StreamRoute("/h264_{stream}", rtsp.h264, _VIDEO, ("rtsp.h264_2", "rtsp.h264_3", "rtsp.h264_4")),
        StreamRoute("/stream{stream}", rtsp.h264, _VIDEO, tuple(f"rtsp.stream{n}" for n in range(1, 5))),
        StreamRoute("/jpeg", rtsp.jpeg, _VIDEO, ("rtsp.jpeg",)),
    ),
    samples=(
        Sample("RTSP H.264", "/h264", "rtsp"),
        Sample("RTSP JPEG", "/jpeg", "rtsp"),
        Sample("MJPEG", "/", "mjpeg"),
        Sample("snapshot", "/cgi-bin/jpg/image.cgi"),
    ),
)
