"""The pictures of the page: their sizes, their form, and what happens when there are none."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from babelcam.media.frame import Size
from babelcam.testing import TestCamera
from babelcam.web.pictures import within
from tests.web.conftest import HEIGHT, VIEWER, WIDTH, watching


def decoded(data: bytes) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    pixels = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    assert pixels is not None
    return np.asarray(pixels, np.uint8)


def test_the_live_picture_is_as_wide_as_a_browser_shows_well(cam: TestCamera) -> None:
    with watching(cam, "/web/live/1.mjpg", VIEWER) as stream:
        assert stream.headers["Content-Type"] == "multipart/x-mixed-replace;boundary=myboundary"
        lines = [stream.readline() for _ in range(3)]
        length = int(lines[2].removeprefix(b"Content-Length: "))
        blank, picture = stream.readline(), stream.read(length)

    assert lines[:2] == [b"--myboundary\r\n", b"Content-Type: image/jpeg\r\n"]
    assert blank == b"\r\n"
    assert decoded(picture).shape == (720, 1280, 3)


def test_a_thumbnail_is_small_and_shows_the_channel(cam: TestCamera) -> None:
    answer = cam.get("/web/thumbnail/2.jpg?1700000000000", login=VIEWER)

    pixels = decoded(answer.body)
    assert answer.content_type == "image/jpeg"
    assert pixels.shape == (180, 320, 3)
    assert _is_the_flag(pixels)


def test_the_quad_shows_the_channels_two_by_two(cam: TestCamera) -> None:
    pixels = decoded(cam.get("/web/thumbnail/quad.jpg").body)

    assert _is_the_flag(pixels[:90, :160])
    assert _is_the_flag(pixels[:90, 160:])


def test_a_snapshot_has_every_pixel_and_a_name_to_keep_it_under(cam: TestCamera) -> None:
    answer = cam.get("/web/snapshot/1.jpg", login=VIEWER)

    assert decoded(answer.body).shape == (HEIGHT, WIDTH, 3)
    assert answer.header("Content-Disposition") == 'attachment; filename="channel-1_2023-11-14_22-13-20Z.jpg"'
    assert answer.header("Cache-Control") == "no-store"


def test_a_channel_without_pictures_is_answered_in_words(
    cam: TestCamera, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def nothing(*_: object) -> None:
        raise TimeoutError

    monkeypatch.setattr(cam.device.camera.channels[0], "snapshot", nothing)

    answer = cam.get("/web/snapshot/1.jpg")

    assert (answer.status, answer.body) == (503, b'{"error":"Front door gave no picture"}')


@pytest.mark.parametrize(
    ("size", "width", "expected"),
    [
        (Size(1280, 720), 1280, Size(1280, 720)),
        (Size(352, 288), 1280, Size(352, 288)),
        (Size(1920, 1080), 1280, Size(1280, 720)),
        (Size(2592, 1944), 1280, Size(1280, 960)),
        (Size(1080, 1920), 320, Size(320, 568)),
        (Size(8192, 16), 320, Size(320, 16)),
    ],
)
def test_a_size_keeps_its_shape_within_a_width(size: Size, width: int, expected: Size) -> None:
    assert within(size, width) == expected


def _is_the_flag(pixels: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> bool:
    """Red on the left, blue on the right."""
    height, width = pixels.shape[:2]
    left, right = pixels[height // 2, width // 4], pixels[height // 2, width * 3 // 4]
    return bool(left[2] > 180 and left[0] < 60 and right[0] > 180 and right[2] < 60)
