"""5.2 Image and Video: image size, video status, JPEG and MJPG."""

from __future__ import annotations

import re
import socket
import time

import pytest

from babelcam.media.frame import Size
from babelcam.testing import Answer, TestCamera, camera
from tests.conformance.wire import difference, grey, is_whole_jpeg, jpeg_size, parts, request

# 5.2.4.2; 5.2.1 says in its example that QCIF is 160 x 120, and the other names follow from that.
RESOLUTIONS = {
    "1280x1024": Size(1280, 1024),
    "1024x768":  Size(1024, 768),
    "4CIF":      Size(704, 480),
    "D1":        Size(720, 480),
    "VGA":       Size(640, 480),
    "640x480":   Size(640, 480),
    "QVGA":      Size(320, 240),
    "CIF":       Size(320, 240),
    "320x240":   Size(320, 240),
    "QQVGA":     Size(160, 120),
    "QCIF":      Size(160, 120),
    "160x120":   Size(160, 120),
}  # fmt: skip

BAD_VALUES = (
    "camera=0",
    "camera=5",
    "camera=all",
    "resolution=800x600x2",
    "resolution=HUGE",
    "resolution=1x1",
)

SAME_VIEW = 8.0  # grey levels between two pictures of one camera at most; two cameras differ by far more
QUICK = 5.0  # seconds in which a camera notices that a source is not there


def assert_is_bad_request(answer: Answer) -> None:
    """4.2.1: the request is impossible; the text says why."""
    assert answer.status == 400
    assert answer.content_type == "text/plain"
    assert re.fullmatch(rb"Error: [^\r\n]+\r\n", answer.body)


# 5.2.1


def test_5_2_1_image_size_of_default_settings(cam: TestCamera, configured: Size) -> None:
    answer = cam.get("/imagesize.cgi?camera=1")

    assert answer.status == 200
    assert answer.content_type == "text/plain"
    width, height = configured
    assert answer.body == b"image width = %d\nimage height = %d\n" % (width, height)


def test_5_2_1_example_qcif_is_160_by_120(cam: TestCamera) -> None:
    answer = cam.get("/imagesize.cgi?camera=1&resolution=QCIF&compression=60")

    assert answer.body == b"image width = 160\nimage height = 120\n"


def test_5_2_1_parameters_may_be_posted(cam: TestCamera) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded"}

    answer = cam.ask("POST", "/imagesize.cgi", headers=form, body=b"camera=1&resolution=QCIF&compression=60")

    assert answer.body == b"image width = 160\nimage height = 120\n"


@pytest.mark.parametrize(("name", "size"), RESOLUTIONS.items())
def test_5_2_1_agrees_with_the_picture_served(cam: TestCamera, name: str, size: Size) -> None:
    said = cam.get(f"/imagesize.cgi?camera=2&resolution={name}").body
    served = cam.get(f"/image.cgi?camera=2&resolution={name}")

    assert said == b"image width = %d\nimage height = %d\n" % size
    assert served.content_type == "image/jpeg"
    assert jpeg_size(served.body) == size


def test_5_2_1_camera_may_be_quad(cam: TestCamera) -> None:
    said = cam.get("/imagesize.cgi?camera=quad").body

    assert said == b"image width = %d\nimage height = %d\n" % jpeg_size(cam.get("/jpg/quad/image.jpg").body)


@pytest.mark.parametrize("query", ["", "?", "?resolution=QCIF", "?camera="])
def test_5_2_1_camera_is_required(cam: TestCamera, query: str) -> None:
    assert_is_bad_request(cam.get(f"/imagesize.cgi{query}"))


@pytest.mark.parametrize("value", BAD_VALUES)
def test_5_2_1_an_impossible_value_is_a_bad_request(cam: TestCamera, value: str) -> None:
    camera = "" if value.startswith("camera") else "camera=1&"

    assert_is_bad_request(cam.get(f"/imagesize.cgi?{camera}{value}"))


# 5.2.2


@pytest.mark.parametrize(
    ("asked", "body"),
    [
        ("1,2,3,4", b"Video 1 = video\r\nVideo 2 = video\r\nVideo 3 = video\r\nVideo 4 = video\r\n"),
        ("1%2C2", b"Video 1 = video\r\nVideo 2 = video\r\n"),
        ("3,1", b"Video 3 = video\r\nVideo 1 = video\r\n"),
        ("2", b"Video 2 = video\r\n"),
    ],
)
def test_5_2_2_a_line_for_each_input_in_the_order_asked(cam: TestCamera, asked: str, body: bytes) -> None:
    answer = cam.get(f"/videostatus.cgi?status={asked}")

    assert answer.status == 200
    assert answer.content_type == "text/plain"
    assert answer.body == body


def test_5_2_2_an_input_without_a_signal_has_no_video() -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    nobody = f"http://127.0.0.1:{port}/video.mjpg"  # a port that refuses connections

    with camera(source=["world:", nobody], channels=2) as cam:
        deadline = time.monotonic() + QUICK
        while b"no video" not in cam.get("/videostatus.cgi?status=2").body and time.monotonic() < deadline:
            pass  # each asking is a request of its own

        assert cam.get("/videostatus.cgi?status=2,1").body == b"Video 2 = no video\r\nVideo 1 = video\r\n"
        assert is_whole_jpeg(cam.get("/jpg/2/image.jpg").body)


@pytest.mark.parametrize("query", ["", "?status=", "?status=0", "?status=5", "?status=1,5", "?status=one"])
def test_5_2_2_an_impossible_input_is_a_bad_request(cam: TestCamera, query: str) -> None:
    assert_is_bad_request(cam.get(f"/videostatus.cgi{query}"))


# 5.2.4.1


@pytest.mark.parametrize(
    "path",
    ["/jpg/image.jpg", "/jpg/1/image.jpg", "/jpg/2/image.jpg", "/jpg/4/image.jpg", "/jpg/quad/image.jpg"],
)
def test_5_2_4_1_an_image_has_the_configured_resolution(cam: TestCamera, configured: Size, path: str) -> None:
    answer = cam.get(path)

    assert answer.status == 200
    assert answer.content_type == "image/jpeg"
    assert answer.header("Content-Length") == str(len(answer.body))
    assert is_whole_jpeg(answer.body)
    assert jpeg_size(answer.body) == configured


def test_5_2_4_1_quad_contains_four_video_sources(cam: TestCamera) -> None:
    quad = grey(cam.get("/jpg/quad/image.jpg").body, Size(640, 480))

    second = grey(cam.get("/jpg/2/image.jpg").body, Size(320, 240))
    third = grey(cam.get("/jpg/3/image.jpg").body, Size(320, 240))
    assert difference(quad[:240, 320:], second) < difference(quad[:240, 320:], third)
    assert difference(quad[240:, :320], third) < difference(quad[240:, :320], second)


@pytest.mark.parametrize(
    "path",
    [
        "/jpg/0/image.jpg",
        "/jpg/5/image.jpg",
        "/jpg/all/image.jpg",
        "/mjpg/5/video.mjpg",
        "/mjpg/video.mjpeg",
        "/image",
        "/imagesize",
        "/videostatus",
    ],
)
def test_4_2_1_an_invalid_file_name_is_404(cam: TestCamera, path: str) -> None:
    assert cam.get(path).status == 404


# 5.2.4.2


def test_5_2_4_2_example_a_picture_from_camera_1(cam: TestCamera, configured: Size) -> None:
    answer = cam.get("/image.cgi?camera=1")

    assert answer.status == 200
    assert answer.content_type == "image/jpeg"
    assert answer.header("Content-Length") == str(len(answer.body))
    assert jpeg_size(answer.body) == configured


def test_5_2_4_2_parameters_are_optional(cam: TestCamera, configured: Size) -> None:
    assert jpeg_size(cam.get("/image.cgi").body) == configured


@pytest.mark.parametrize(("name", "size"), RESOLUTIONS.items())
def test_5_2_4_2_each_resolution_has_exactly_its_pixels(cam: TestCamera, name: str, size: Size) -> None:
    assert jpeg_size(cam.get(f"/image.cgi?resolution={name}").body) == size


def test_5_2_4_2_camera_may_be_quad(cam: TestCamera) -> None:
    asked = cam.get("/image.cgi?camera=quad&resolution=VGA").body

    assert jpeg_size(asked) == (640, 480)
    assert difference(grey(asked), grey(cam.get("/image.cgi?camera=1&resolution=VGA").body)) > SAME_VIEW


def test_5_2_4_2_the_default_is_not_changed_by_a_request(cam: TestCamera, configured: Size) -> None:
    cam.get("/image.cgi?camera=1&resolution=QCIF")

    assert jpeg_size(cam.get("/image.cgi?camera=1").body) == configured


def test_5_2_4_2_jpg_image_cgi_is_the_same(cam: TestCamera) -> None:
    assert jpeg_size(cam.get("/jpg/image.cgi?camera=1&resolution=QVGA").body) == (320, 240)


@pytest.mark.parametrize("value", BAD_VALUES)
def test_5_2_4_3_the_picture_or_an_error(cam: TestCamera, value: str) -> None:
    assert_is_bad_request(cam.get(f"/image.cgi?{value}"))


# 5.2.4.5


def test_5_2_4_5_a_stream_has_the_configured_resolution(cam: TestCamera, configured: Size) -> None:
    for path in ("/mjpg/video.mjpg", "/mjpg/2/video.mjpg", "/mjpg/quad/video.mjpg"):
        (part,) = parts(cam, path, 1)
        assert jpeg_size(part.body) == configured


# 5.2.4.6


@pytest.mark.parametrize(("name", "size"), RESOLUTIONS.items())
def test_5_2_4_6_every_part_has_the_size_asked_for(cam: TestCamera, name: str, size: Size) -> None:
    found = parts(cam, f"/mjpg/video.cgi?camera=1&resolution={name}", 2)

    assert [jpeg_size(part.body) for part in found] == [size, size]


def test_5_2_4_6_camera_selects_the_source(cam: TestCamera) -> None:
    for choice in ("2", "quad"):
        (part,) = parts(cam, f"/mjpg/video.cgi?camera={choice}&resolution=QVGA", 1)
        still = grey(cam.get(f"/image.cgi?camera={choice}&resolution=QVGA").body)
        assert difference(grey(part.body), still) < SAME_VIEW


@pytest.mark.parametrize("value", BAD_VALUES)
def test_5_2_4_6_an_impossible_value_is_a_bad_request(cam: TestCamera, value: str) -> None:
    assert_is_bad_request(cam.get(f"/mjpg/video.cgi?{value}"))


# 5.2.4.7


@pytest.mark.parametrize("target", ["/mjpg/video.mjpg", "/mjpg/video.cgi?camera=1&resolution=CIF"])
def test_5_2_4_7_each_image_ends_with_the_boundary(cam: TestCamera, target: str) -> None:
    with request(cam, target) as wire:
        head = wire.head()
        assert head.status_line == b"HTTP/1.1 200 OK"
        assert head.get("Content-Type") == "multipart/x-mixed-replace;boundary=myboundary"
        assert head.get("Content-Length") is None
        assert wire.line() == b"--myboundary\r\n"
        for _ in range(3):
            assert wire.line() == b"Content-Type: image/jpeg\r\n"
            length = re.fullmatch(rb"Content-Length: (\d+)\r\n", wire.line())
            assert length
            assert wire.line() == b"\r\n"
            assert is_whole_jpeg(wire.exactly(int(length[1])))
            assert wire.line() == b"\r\n"
            assert wire.line() == b"--myboundary\r\n"
