"""FFmpeg, through PyAV, OpenCV and ffprobe, opens the motion JPEG of every document over HTTP."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import av
import cv2
import pytest

from babelcam.testing import TestCamera, camera

FRAMES = 5
SECONDS = 20.0  # bound for a client to open a stream

FFPROBE = shutil.which("ffprobe")


@dataclass(frozen=True)
class Watched:
    """A stream's address, and the size that its pictures must have."""

    dialect: str
    target: str
    size: tuple[int, int]
    on_mjpeg_port: bool = False

    def url(self, cam: TestCamera) -> str:
        """With name and password in it, as people type it."""
        port = cam.mjpeg_port if self.on_mjpeg_port else cam.http_port
        return f"http://{cam.name}:{cam.password}@{cam.host}:{port}{self.target}"


STREAMS = (
    Watched("axis", "/axis-cgi/mjpg/video.cgi?resolution=320x240&req_fps=10", (320, 240)),
    Watched("axis without lengths", "/axis-cgi/mjpg/video.cgi?resolution=320x240&showlength=0", (320, 240)),
    Watched("axis with deltatime", "/axis-cgi/mjpg/video.cgi?resolution=320x240&deltatime=1", (320, 240)),
    Watched("vapix3", "/mjpg/video.cgi?camera=2&resolution=VGA", (640, 480)),
    Watched("axis and vapix3", "/mjpg/2/video.mjpg", (1280, 720)),
    Watched("mobotix", "/", (1280, 720), on_mjpeg_port=True),
    Watched("amcrest", "/cgi-bin/mjpg/video.cgi?channel=1&subtype=1", (704, 480)),
)
IPDEVICE = Watched("ipdevice", "/cgi/mjpg/mjpeg.cgi", (1280, 720))

each = pytest.mark.parametrize("watched", STREAMS, ids=lambda watched: watched.dialect)


@pytest.fixture(scope="module")
def cam() -> Iterator[TestCamera]:
    with camera(channels=2) as running:
        yield running


def sizes(url: str, form: str | None, options: dict[str, str]) -> list[tuple[int, int]]:
    """The sizes of the first frames that PyAV decodes."""
    with av.open(url, format=form, options=options, timeout=SECONDS) as container:
        return [(frame.width, frame.height) for frame in islice(container.decode(video=0), FRAMES)]


@each
def test_pyav_finds_out_by_itself_what_it_is(cam: TestCamera, watched: Watched) -> None:
    assert sizes(watched.url(cam), None, {}) == [watched.size] * FRAMES


@each
def test_pyav_takes_the_boundary_at_its_word(cam: TestCamera, watched: Watched) -> None:
    strict = {"strict_mime_boundary": "1"}

    assert sizes(watched.url(cam), "mpjpeg", strict) == [watched.size] * FRAMES


def test_pyav_finds_the_pictures_behind_ipdevice_headers(cam: TestCamera) -> None:
    """Its parts have no type, and 28 bytes in front of each picture: nothing but a JPEG parser will do."""
    assert sizes(IPDEVICE.url(cam), "mjpeg", {}) == [IPDEVICE.size] * FRAMES


@pytest.mark.parametrize("watched", [*STREAMS, IPDEVICE], ids=lambda watched: watched.dialect)
def test_opencv_reads_pictures(cam: TestCamera, watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    if watched is IPDEVICE:
        monkeypatch.setitem(os.environ, "OPENCV_FFMPEG_CAPTURE_OPTIONS", "f;mjpeg")
    capture = cv2.VideoCapture(watched.url(cam), cv2.CAP_FFMPEG)
    try:
        for _ in range(FRAMES):
            read, picture = capture.read()
            assert read
            assert (picture.shape[1], picture.shape[0]) == watched.size
    finally:
        capture.release()


@pytest.mark.skipif(FFPROBE is None, reason="ffprobe is not installed")
@each
def test_ffprobe_names_codec_and_size(cam: TestCamera, watched: Watched) -> None:
    assert FFPROBE
    done = subprocess.run(
        [FFPROBE, "-v", "error", "-of", "json", "-show_streams", watched.url(cam)],
        capture_output=True,
        timeout=SECONDS,
        check=True,
    )

    (stream,) = json.loads(done.stdout)["streams"]
    assert (stream["codec_name"], stream["width"], stream["height"]) == ("mjpeg", *watched.size)


@pytest.mark.parametrize("watched", STREAMS[:1])
def test_pyav_is_refused_with_a_wrong_password(cam: TestCamera, watched: Watched) -> None:
    with pytest.raises(av.error.HTTPUnauthorizedError):
        sizes(watched.url(cam).replace(cam.password, "wrong"), None, {})
