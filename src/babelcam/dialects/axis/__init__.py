"""Axis Camera API, HTTP (2002): `/axis-cgi/…`, `/jpg/…`, `/mjpg/…`."""

from __future__ import annotations

from babelcam.access.account import Role
from babelcam.dialects.axis import images
from babelcam.dialects.axis.errors import refuse
from babelcam.dialects.axis.images import OBSOLETE_SIZES, sized_image, sized_video
from babelcam.dialects.axis.rtsp import media_amp
from babelcam.dialects.base.dialect import Dialect, Route, Sample, StreamRoute
from babelcam.dialects.vapix_family.pictures import aliases, with_camera

_VIEW = Role.VIEWER

DIALECT = Dialect(
    name="axis",
    document="Axis Camera API, HTTP interface specification 1.10 (2002)",
    prefixes=("/axis-cgi/", "/jpg/", "/mjpg/"),
    refuse=refuse,
    routes=(
        *aliases(image_spec="5.2.1", image="jpeg.image", video_spec="5.2.5", video="mjpg.video"),
        Route("/jpg/quad.jpg", images.quad_image, _VIEW, "5.2.1", ("jpeg.quad",)),
        Route("/mjpg/quad.mjpg", images.quad_video, _VIEW, "5.2.5", ("mjpg.quad",)),
        *(
            route
            for name, size in OBSOLETE_SIZES.items()
            for route in (
                *with_camera("jpg", f"{name}.jpg", sized_image(size), "5.2.1", f"jpeg.{name}"),
                *with_camera("mjpg", f"{name}.mjpg", sized_video(size), "5.2.5", f"mjpg.{name}"),
            )
        ),
        Route("/axis-cgi/jpg/image.cgi", images.image, _VIEW, "5.2.2", ("jpeg.cgi",)),
        Route("/axis-cgi/mjpg/video.cgi", images.video, _VIEW, "5.2.6", ("mjpg.cgi",)),
    ),
    streams=(
        StreamRoute("/axis-media/media.amp", media_amp, "beyond the document"),
        StreamRoute("/mpeg4/media.amp", media_amp, "beyond the document"),
    ),
    samples=(
        Sample("MJPEG", "/axis-cgi/mjpg/video.cgi?resolution=640x480"),
        Sample("snapshot", "/axis-cgi/jpg/image.cgi"),
        Sample("RTSP", "/axis-media/media.amp", "rtsp"),
    ),
)
