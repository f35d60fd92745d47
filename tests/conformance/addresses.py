"""Where each document has its still picture and its motion JPEG."""

from __future__ import annotations

from dataclasses import dataclass

from babelcam.testing import TestCamera


@dataclass(frozen=True)
class Where:
    """A document's live pictures; `on_mjpeg_port` says that the stream is on the port of its own."""

    dialect: str
    still: str
    stream: str
    on_mjpeg_port: bool = False

    def stream_port(self, cam: TestCamera) -> int:
        return cam.mjpeg_port if self.on_mjpeg_port else cam.http_port

    def __str__(self) -> str:
        return self.dialect


DIALECTS = (
    Where("axis", "/axis-cgi/jpg/image.cgi", "/axis-cgi/mjpg/video.cgi"),
    Where("vapix3", "/image.cgi", "/mjpg/video.cgi"),
    Where("mobotix", "/cgi-bin/jpg/image.cgi", "/", on_mjpeg_port=True),
    Where("ipdevice", "/cgi/jpg/image.cgi", "/cgi/mjpg/mjpeg.cgi"),
    Where("amcrest", "/cgi-bin/snapshot.cgi", "/cgi-bin/mjpg/video.cgi"),
)
