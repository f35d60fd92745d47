"""What comes over HTTP from those who mean harm, or cannot do better: the camera says no and goes on."""

from __future__ import annotations

import base64
import logging
import random
import re
import time
from collections.abc import Iterator

import pytest

from babelcam.access.settings import AccessSettings
from babelcam.testing import TestCamera, camera
from tests.conformance.wire import connect, is_whole_jpeg, request, written

PATIENT = AccessSettings(failures_before_lockout=1000, address_failures_before_lockout=10_000)
STILLS = (
    "/axis-cgi/jpg/image.cgi?resolution=320x240",
    "/image.cgi?resolution=QVGA",
    "/cgi-bin/jpg/image.cgi",
    "/cgi/jpg/image.cgi",
    "/cgi-bin/snapshot.cgi",
)

MAX_BODY = 64 * 1024  # of a form
TOO_LONG = 20_000  # bytes of a line, where servers take 8 KiB
TOO_MANY = 1500  # parameters; the largest real request sets a whole configuration with fewer

PATIENCE = 10.0  # seconds, on a host that has much else to do
SOON = 1.0  # seconds in which the camera has noticed what a client did
APART = 0.1  # seconds; what is sent so far apart is read one by one

each = pytest.mark.parametrize("still", STILLS)


@pytest.fixture(scope="module")
def running_camera() -> Iterator[TestCamera]:
    with camera("world:?size=640x480", access=PATIENT) as running:
        yield running


@pytest.fixture
def cam(running_camera: TestCamera) -> Iterator[TestCamera]:
    """The camera; after each test it still serves, and has said 500 to nobody."""
    running_camera.requests.clear()
    yield running_camera
    assert is_whole_jpeg(running_camera.get("/image.cgi?resolution=QVGA").body)
    assert is_whole_jpeg(running_camera.get("/cgi-bin/jpg/image.cgi").body)
    assert not [seen for seen in running_camera.requests if seen.status >= 500]


def statuses(answer: bytes) -> list[int]:
    """The status codes of all answers in these bytes."""
    return [int(code) for code in re.findall(rb"(?:^|\r\n)HTTP/1\.[01] (\d{3}) ", answer)]


def answer_to(cam: TestCamera, data: bytes, port: int | None = None) -> bytes:
    """Everything the camera says to `data` until it hangs up; it must do so by itself."""
    with connect(cam, port) as wire:
        try:
            wire.send(data)
        except ConnectionError:
            return b""  # it hung up before all was sent
        return wire.rest()


def assert_refused(answer: bytes, *allowed: int) -> None:
    """No picture, no 500, nothing but these statuses; hanging up without a word is an answer too."""
    assert b"\xff\xd8\xff" not in answer
    assert all(status in (allowed or (400, 401, 404, 405, 408, 411, 413, 414, 417, 431, 501, 505))
               for status in statuses(answer))  # fmt: skip


@pytest.mark.parametrize(
    "garbage",
    [
        b"\r\n\r\n",
        b"\x00" * 100 + b"\r\n\r\n",
        b"\xff" * 1000 + b"\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET /\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET / HTTP/1.1.1\r\n\r\n",
        b"GET / HTTP/-1.1\r\n\r\n",
        b"/ GET HTTP/1.1\r\n\r\n",
        b"G\x00T / HTTP/1.1\r\n\r\n",
        b"GET http:// HTTP/1.1\r\n\r\n",
        b"GET http://[::1 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        b"OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        b"CONNECT 127.0.0.1:22 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        b"GET / HTTP/1.1\r\nno colon\r\n\r\n",
        b"GET / HTTP/1.1\r\n: no name\r\n\r\n",
        b"GET / HTTP/1.1\r\nBad Name: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1e9\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzzz\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"
        + b"\x55" * 200
        + b"\r\n\r\n",  # TLS on the plain port
        b"OPTIONS rtsp://127.0.0.1/ RTSP/1.0\r\nCSeq: 1\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"() { :; }; /bin/sh\r\n\r\n",
    ],
    ids=lambda garbage: repr(garbage[:40]),
)
def test_garbage_is_refused(cam: TestCamera, garbage: bytes) -> None:
    with connect(cam) as wire:
        wire.send(garbage)
        wire.finish()
        assert_refused(wire.rest())


def test_random_bytes_are_refused(cam: TestCamera) -> None:
    chance = random.Random(4711)
    for length in (1, 10, 100, 1000, 5000):
        with connect(cam) as wire:
            wire.send(chance.randbytes(length) + b"\r\n\r\n")
            wire.finish()
            assert_refused(wire.rest())


def test_damaged_requests_never_break_the_camera(cam: TestCamera) -> None:
    chance = random.Random(815)
    whole = written(cam, STILLS[1], "Connection: close")
    for _ in range(60):
        damaged = bytearray(whole)
        for _ in range(chance.randint(1, 3)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        with connect(cam) as wire:
            wire.send(bytes(damaged))
            wire.finish()
            assert all(status < 500 or status == 505 for status in statuses(wire.rest()))


@each
def test_a_request_line_without_end_is_refused(cam: TestCamera, still: str) -> None:
    line = f"{still}{'&' if '?' in still else '?'}x={'a' * TOO_LONG}"

    assert_refused(answer_to(cam, written(cam, line)), 400, 414, 431)


@pytest.mark.parametrize("filler", ["a", "\xe4", "%41", "/", "&", "?", "a b"], ids=ascii)
def test_a_request_line_full_of_anything_is_refused(cam: TestCamera, filler: str) -> None:
    line = f"/image.cgi?{filler * (TOO_LONG // len(filler))}"

    assert_refused(answer_to(cam, written(cam, line, "Connection: close")), 400, 414, 431)


def test_a_header_line_without_end_is_refused(cam: TestCamera) -> None:
    assert_refused(answer_to(cam, written(cam, STILLS[0], f"X-Note: {'a' * TOO_LONG}")), 400, 431)


def test_headers_without_end_are_refused(cam: TestCamera) -> None:
    lines = [f"X-{number}: {number}" for number in range(2000)]

    assert_refused(answer_to(cam, written(cam, STILLS[0], *lines)), 400, 431)


def test_too_many_parameters_are_refused(cam: TestCamera) -> None:
    many = "&".join(["a"] * TOO_MANY)

    assert_refused(answer_to(cam, written(cam, f"/image.cgi?{many}", "Connection: close")), 400)


@pytest.mark.parametrize("path", ["/imagesize.cgi", "/cgi-bin/jpg/image.cgi", "/cgi/jpg/image.cgi"])
def test_too_many_parameters_in_a_form_are_refused(cam: TestCamera, path: str) -> None:
    answer = cam.ask("POST", path, body=b"&".join([b"a"] * TOO_MANY))

    assert answer.status == 400


@pytest.mark.parametrize("path", ["/imagesize.cgi", "/cgi-bin/jpg/image.cgi", "/cgi/jpg/image.cgi"])
def test_a_body_that_is_too_large_is_refused(cam: TestCamera, path: str) -> None:
    data = written(cam, path, "Connection: close", method="POST", body=b"a" * (4 * MAX_BODY))

    assert_refused(answer_to(cam, data), 413)


def test_a_chunked_body_without_end_is_refused(cam: TestCamera) -> None:
    head = written(cam, "/cgi-bin/jpg/image.cgi", "Transfer-Encoding: chunked", method="POST")
    chunk = b"10000\r\n" + b"a" * 0x10000 + b"\r\n"

    with connect(cam) as wire:
        wire.send(head + 2 * chunk)
        assert wire.head().status == 413


def test_a_body_nobody_asked_for_is_not_the_next_request(cam: TestCamera) -> None:
    hidden = written(cam, "/cgi-bin/jpg/image.cgi", login=False)

    with request(cam, "/image.cgi?resolution=QVGA", "Connection: close", body=hidden) as wire:
        assert statuses(wire.rest()) == [200]


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "BREW"])
@each
def test_other_methods_are_refused(cam: TestCamera, still: str, method: str) -> None:
    assert_refused(answer_to(cam, written(cam, still, "Connection: close", method=method)), 400, 405, 501)


def test_viewers_who_hang_up_at_once_are_forgotten(cam: TestCamera) -> None:
    for _ in range(30):
        with request(cam, "/mjpg/video.cgi?resolution=QVGA") as wire:
            assert wire.head().status == 200

    def viewers() -> int:
        return sum(len(made.readers) for made in cam.device.camera.channels[0].streams)

    deadline = time.monotonic() + PATIENCE
    while cam.call(viewers) and time.monotonic() < deadline:
        cam.get("/image.cgi?resolution=QVGA")
    assert cam.call(viewers) == 0


def test_a_client_that_leaves_in_the_middle_of_a_form_is_no_failure(
    cam: TestCamera, caplog: pytest.LogCaptureFixture
) -> None:
    whole = written(cam, "/cgi-bin/jpg/image.cgi", method="POST", body=b"a" * 1000)
    with connect(cam) as wire:
        wire.send(whole[:-500])
        time.sleep(APART)  # so that the camera waits for the rest already

    deadline = time.monotonic() + SOON
    while not caplog.records and time.monotonic() < deadline:
        cam.get("/image.cgi?resolution=QVGA")
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]


@each
@pytest.mark.parametrize(
    "value",
    [
        "%0d%0aX-Evil:%201",
        "%0D%0A%0D%0A<script>",
        "a%0aSet-Cookie:%20x=1",
        "%u000dX-Evil",
        "\xe5\x98\x8aX-Evil: 1",
    ],
    ids=ascii,
)
def test_no_value_becomes_a_header(cam: TestCamera, still: str, value: str) -> None:
    for name in ("resolution", "camera", "channel", "x", "callback"):
        target = f"{still.partition('?')[0]}?{name}={value}"
        with request(cam, target, "Connection: close") as wire:
            head = wire.head()
        assert head.status in (200, 400)
        assert head.get("X-Evil") is None
        assert head.get("Set-Cookie") is None
        assert head.get("X-Content-Type-Options") == "nosniff"


@each
def test_an_error_shows_a_value_as_text_only(cam: TestCamera, still: str) -> None:
    path = still.partition("?")[0]

    answer = cam.get(f"{path}?resolution=%3Cscript%3Ealert(1)%3C/script%3E&camera=%3Cb%3E&channel=%3Cb%3E")

    assert (answer.content_type or "").split(";")[0] in ("text/plain", "image/jpeg")
    assert answer.header("X-Content-Type-Options") == "nosniff"


@each
@pytest.mark.parametrize(
    "value",
    [
        "9" * 400,
        "-" + "9" * 400,
        "0x10",
        "1e3",
        "٣",
        "1_0",
        " 1",
        "+1",
        "nan",
        "1;ls",
        "$(id)",
        "../../etc/passwd",
    ],
    ids=ascii,
)
def test_strange_numbers_are_refused_or_ignored(cam: TestCamera, still: str, value: str) -> None:
    path = still.partition("?")[0]
    coded = "".join(f"%{octet:02X}" for octet in value.encode())

    for name in ("camera", "channel", "compression", "resolution", "nbrofframes"):
        answer = cam.get(f"{path}?{name}={coded}")
        assert answer.status in (200, 400)
        assert b"root:" not in answer.body


@each
@pytest.mark.parametrize("word", ["a" * 1024, "a" * 5000, ":" * 100, "\x00\x01\x02", "ü" * 500])
def test_a_monstrous_password_is_just_wrong(cam: TestCamera, still: str, word: str) -> None:
    """CVE-2017-13719: a password of 1024 bytes broke the camera."""
    assert cam.get(still, login=("admin", word)).status == 401
    assert cam.get(still, login=("n" * 1024, word)).status in (400, 401, 431)


@pytest.mark.parametrize(
    "authorization",
    [
        "Basic",
        "Basic ",
        "Basic !!!!",
        "Basic " + base64.b64encode(b"no colon").decode(),
        "Basic " + base64.b64encode(b"\xff\xfe:\x00").decode(),
        "Basic " + "A" * 7000,
        "Digest",
        "Digest username",
        'Digest username="admin"',
        'Digest username="admin", realm="babelcam", nonce="", uri="/image.cgi", response=""',
        'Digest username="admin", realm="babelcam", nonce="0", uri="/image.cgi", response="' + "0" * 32 + '"',
        'Digest username="' + "a" * 5000 + '", realm="x", nonce="x", uri="x", response="' + "0" * 32 + '"',
        "Digest " + 'a="b",' * 900,
        "Digest " + "," * 7000,
        'Digest username="' + "\\" * 6000,
        "Bearer abc",
        "Negotiate YII=",
        "\x01\x7f",
        ",,,,",
    ],
    ids=lambda authorization: ascii(authorization[:30]),
)
def test_a_login_that_is_none_is_refused(cam: TestCamera, authorization: str) -> None:
    line = f"Authorization: {authorization}"

    answer = answer_to(cam, written(cam, "/image.cgi", line, "Connection: close", login=False))

    assert_refused(answer, 400, 401)
    assert statuses(answer)


@pytest.mark.parametrize(
    "path",
    [
        "/image.cgi%00",
        "/image.cgi%00.jpg",
        "/%00/image.cgi",
        "/jpg/%01/image.jpg",
        "/jpg/%0d%0a/image.jpg",
        "/jpg/%7f/image.jpg",
        "/jpg/%ff%fe/image.jpg",
        "/jpg/%/image.jpg",
        "/jpg/%2/image.jpg",
        "/jpg/%u0031/image.jpg",
        "/jpg/" + "1" * 5000 + "/image.jpg",
        "/" * 5000 + "nothing",
        "/" + "a/" * 2000,
        "/cgi-bin/..%c0%af../etc/passwd",
        "/cgi-bin/../../../../etc/passwd",
        "/current_config/Sha1Account1",
        "/system.ini?loginuse&loginpas",
        "/jpg/\x01/image.jpg",
        "/jpg/\x00/image.jpg",
        "/jpg/\x0b/image.jpg",
    ],
    ids=lambda path: ascii(path[:30]),
)
def test_control_bytes_and_other_paths_lead_nowhere(cam: TestCamera, path: str) -> None:
    answer = answer_to(cam, written(cam, path, "Connection: close"))

    if "Sha1Account1" in path or "system.ini" in path or path.endswith(("nothing", "a/")):
        assert_refused(answer, 404)
    else:
        # amcrest, which owns the rest of /cgi-bin/, says "misspelt" under status 200
        assert_refused(answer, 200, 400, 404)
    assert b"root:" not in answer


def test_the_mjpeg_port_is_no_weaker(cam: TestCamera) -> None:
    for data in (
        b"\xff" * 1000 + b"\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        written(cam, f"/?{'a' * TOO_LONG}"),
    ):
        assert_refused(answer_to(cam, data, cam.mjpeg_port))
    for target in ("/%00", "/../", "/%2e%2e/"):
        assert_refused(answer_to(cam, written(cam, target, "Connection: close"), cam.mjpeg_port), 400, 404)
    assert_refused(answer_to(cam, written(cam, "/", "Connection: close", login=False), cam.mjpeg_port), 401)
