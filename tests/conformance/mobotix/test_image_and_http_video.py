"""Chapter 5, "Image" and "Connect video stream by http": the snapshot, and motion JPEG on port 8008."""

from __future__ import annotations

import re

import pytest

from babelcam.media.frame import Size
from babelcam.testing import TestCamera
from tests.conformance.wire import connect, digest, is_whole_jpeg, jpeg_size, parts, request, written

IMAGE = "/cgi-bin/jpg/image.cgi"


@pytest.mark.parametrize("query", ["", "?", "?id=17", "?rand=0.4711&dummy=1700000000", "?&&x=1"])
def test_image_returns_the_jpeg_with_its_length(cam: TestCamera, configured: Size, query: str) -> None:
    answer = cam.get(IMAGE + query)

    assert answer.status == 200
    assert answer.content_type == "image/jpeg"
    assert answer.header("Content-Length") == str(len(answer.body))
    assert is_whole_jpeg(answer.body)
    assert jpeg_size(answer.body) == configured


def test_image_is_a_baseline_jpeg(cam: TestCamera) -> None:
    picture = cam.get(IMAGE).body

    assert b"\xff\xc0" in picture  # SOF0, ITU-T T.81 table B.1
    assert b"\xff\xc2" not in picture[: picture.index(b"\xff\xda")]


@pytest.mark.parametrize("size", [Size(320, 240), Size(640, 480), Size(1280, 720)], ids=str)
def test_image_honours_a_resolution_that_clients_send(cam: TestCamera, size: Size) -> None:
    assert jpeg_size(cam.get(f"{IMAGE}?resolution={size}&rand=1").body) == size


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "text/plain"])
def test_3_with_post_the_parameters_travel_in_the_body(cam: TestCamera, kind: str) -> None:
    answer = cam.ask("POST", IMAGE, headers={"Content-Type": kind}, body=b"resolution=320x240&dummy=1")

    assert answer.status == 200
    assert answer.content_type == "image/jpeg"
    assert jpeg_size(answer.body) == (320, 240)


def test_3_post_takes_query_and_body_together(cam: TestCamera) -> None:
    answer = cam.ask("POST", f"{IMAGE}?resolution=320x240", body=b"id=3")

    assert jpeg_size(answer.body) == (320, 240)


@pytest.mark.parametrize("value", ["banana", "0x0", "99999x99999", "320"])
def test_3_an_unusable_value_is_a_failed_request(cam: TestCamera, value: str) -> None:
    answer = cam.get(f"{IMAGE}?resolution={value}")

    assert answer.status == 200
    assert answer.content_type == "text/plain"
    assert re.fullmatch(rb"Request failed: [^\r\n]+\r\n", answer.body)


@pytest.mark.parametrize(
    "path", ["/cgi-bin/jpg/image", "/cgi-bin/jpg/picture.cgi", "/cgi-bin/admin/none.cgi"]
)
def test_3_a_name_that_matches_nothing_is_404(cam: TestCamera, path: str) -> None:
    assert cam.get(path).status == 404


@pytest.mark.parametrize("path", [IMAGE, "/cgi-bin/admin/../jpg/image.cgi", "/cgi-bin/jpg/none.cgi"])
def test_3_nothing_is_shown_without_a_login(cam: TestCamera, path: str) -> None:
    assert cam.get(path, login=None).status in (400, 401, 404)


def test_3_refused_authorization_says_permission_denied(cam: TestCamera) -> None:
    for login in (None, ("admin", "1234"), ("Admin", "1234")):
        answer = cam.get(IMAGE, login=login)

        assert answer.status == 401
        assert b"Permission denied" in answer.body
        assert answer.header("WWW-Authenticate")


# Connect video stream by http: http://<servername>:8008


@pytest.mark.parametrize(
    "target", ["/", "/?", "/video.mjpg", "/cgi-bin/jpg/image.cgi?x=1", "/any/path/at/all"]
)
def test_http_video_streams_whatever_the_path(cam: TestCamera, configured: Size, target: str) -> None:
    (part,) = parts(cam, target, 1, port=cam.mjpeg_port)

    assert jpeg_size(part.body) == configured


def test_http_video_is_a_multipart_of_new_pictures(cam: TestCamera) -> None:
    with request(cam, "/", port=cam.mjpeg_port) as wire:
        head = wire.head()
        assert head.status_line == b"HTTP/1.1 200 OK"
        assert head.get("Content-Type") == "multipart/x-mixed-replace;boundary=myboundary"
        assert wire.line() == b"--myboundary\r\n"
        for _ in range(3):
            assert wire.line() == b"Content-Type: image/jpeg\r\n"
            length = re.fullmatch(rb"Content-Length: (\d+)\r\n", wire.line())
            assert length
            assert wire.line() == b"\r\n"
            assert is_whole_jpeg(wire.exactly(int(length[1])))
            assert wire.line() == b"\r\n"
            assert wire.line() == b"--myboundary\r\n"


def test_http_video_needs_a_login_too(cam: TestCamera) -> None:
    answer = cam.get("/", login=None, port=cam.mjpeg_port)

    assert answer.status == 401
    assert b"Permission denied" in answer.body
    assert answer.header("WWW-Authenticate")


def test_http_video_may_be_seen_by_a_viewer(cam: TestCamera, viewer: tuple[str, str]) -> None:
    challenge = cam.get("/", login=None, port=cam.mjpeg_port).header("WWW-Authenticate")
    assert challenge

    authorization = f"Authorization: {digest(challenge, *viewer, 'GET', '/')}"
    with connect(cam, cam.mjpeg_port) as wire:
        wire.send(written(cam, "/", authorization, login=False))
        assert wire.head().status == 200
