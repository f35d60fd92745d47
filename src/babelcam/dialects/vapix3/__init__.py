"""The VAPIX-3 relative: everything hangs off the root (`/image.cgi`, `/mjpg/video.cgi`, `/imagesize.cgi`)."""

from __future__ import annotations

from babelcam.access.account import Role
from babelcam.dialects.base.dialect import Dialect, Route, Sample
from babelcam.dialects.vapix3 import images
from babelcam.dialects.vapix3.errors import refuse
from babelcam.dialects.vapix_family.pictures import aliases

_VIEW = Role.VIEWER

DIALECT = Dialect(
    name="vapix3",
    document="HTTP API of firmware 3.00, a VAPIX-3 relative",
    prefixes=("/com/", "/io/", "/audio/"),
    refuse=refuse,
    routes=(
        *aliases(image_spec="5.2.4.1", image="jpg.image", video_spec="5.2.4.5", video="mjpg.video"),
        Route("/image.cgi", images.image, _VIEW, "5.2.4.2", ("image.cgi",)),
        Route("/jpg/image.cgi", images.image, _VIEW, "5.2.4.2", ("image.cgi",)),
        Route("/mjpg/video.cgi", images.video, _VIEW, "5.2.4.6", ("mjpg.video_cgi",)),
        Route("/imagesize.cgi", images.imagesize, _VIEW, "5.2.1", ("imagesize",), ("GET", "POST")),
        Route("/videostatus.cgi", images.videostatus, _VIEW, "5.2.2", ("videostatus",)),
    ),
    samples=(
        Sample("MJPEG", "/mjpg/video.mjpg"),
        Sample("snapshot", "/image.cgi?camera=1"),
    ),
)
