"""Amcrest HTTP API: `/cgi-bin/<name>.cgi`, RTSP `/cam/realmonitor`."""

from __future__ import annotations

from babelcam.access.account import Role
from babelcam.dialects.amcrest import images, rtsp
from babelcam.dialects.amcrest.errors import MANNERS, refuse
from babelcam.dialects.base.dialect import Dialect, Route, Sample, StreamRoute

_VIEW = Role.VIEWER

DIALECT = Dialect(
    name="amcrest",
    document="Amcrest HTTP API specification",
    prefixes=("/cgi-bin/",),
    refuse=refuse,
    manners=MANNERS,
    routes=(
        Route("/cgi-bin/snapshot.cgi", images.snapshot, _VIEW, "4.4.2", ("snapshot.get",)),
        Route("/cgi-bin/mjpg/video.cgi", images.video, _VIEW, "4.2.1", ("stream.mjpg",)),
    ),
    streams=(StreamRoute("/cam/realmonitor", rtsp.realmonitor, "4.1.1", ("rtsp.live",)),),
    samples=(
        Sample("RTSP", "/cam/realmonitor?channel=1&subtype=0", "rtsp"),
        Sample("MJPEG", "/cgi-bin/mjpg/video.cgi?channel=1&subtype=1"),
        Sample("snapshot", "/cgi-bin/snapshot.cgi?channel=1"),
    ),
)
