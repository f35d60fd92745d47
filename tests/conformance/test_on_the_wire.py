"""How requests for pictures may be written, and how answers look on the wire, in all documents."""

from __future__ import annotations

import time

import pytest

from babelcam.testing import TestCamera
from tests.conformance.addresses import DIALECTS, Where
from tests.conformance.wire import Part, Wire, connect, is_whole_jpeg, jpeg_size, parts, request, written

APART = 0.1  # seconds; two writes so far apart are read one by one

each = pytest.mark.parametrize("where", DIALECTS, ids=str)


def still(wire: Wire) -> bytes:
    """The body of a still picture's answer that tells its length."""
    head = wire.head()
    assert head.status == 200
    assert head.get("Transfer-Encoding") is None
    return wire.exactly(int(head.get("Content-Length") or -1))


@each
def test_head_gives_a_stills_headers_and_no_picture(cam: TestCamera, where: Where) -> None:
    with request(cam, where.still, method="HEAD") as wire:
        head = wire.head()
        assert head.status == 200
        assert head.get("Content-Type") == "image/jpeg"
        assert int(head.get("Content-Length") or 0) > 0

        wire.send(written(cam, where.still))  # the very next byte belongs to the next answer
        assert is_whole_jpeg(still(wire))


@each
def test_head_gives_a_streams_headers_and_no_picture(cam: TestCamera, where: Where) -> None:
    with request(cam, where.stream, method="HEAD", port=where.stream_port(cam)) as wire:
        head = wire.head()
        assert head.status == 200
        assert (head.get("Content-Type") or "").startswith("multipart/")
        assert wire.rest() == b""


@each
@pytest.mark.parametrize("headers", [(), ("Connection: keep-alive",), ("Connection: close",)], ids=str)
def test_http_1_0_gets_a_still_it_can_read(cam: TestCamera, where: Where, headers: tuple[str, ...]) -> None:
    with request(cam, where.still, *headers, version="HTTP/1.0") as wire:
        assert is_whole_jpeg(still(wire))


@each
def test_http_1_0_needs_no_host(cam: TestCamera, where: Where) -> None:
    with connect(cam) as wire:
        wire.send(written(cam, where.still, version="HTTP/1.0").replace(b"Host: 127.0.0.1\r\n", b""))
        assert is_whole_jpeg(still(wire))
        assert wire.rest() == b""  # and the connection ends, as always in HTTP/1.0


@each
@pytest.mark.parametrize("version", ["HTTP/1.0", "HTTP/1.1"])
def test_a_stream_is_never_chunked(cam: TestCamera, where: Where, version: str) -> None:
    with request(cam, where.stream, version=version, port=where.stream_port(cam)) as wire:
        head = wire.head()
        assert head.status == 200
        assert head.get("Transfer-Encoding") is None
        assert head.get("Content-Length") is None
        assert wire.line() == b"--myboundary\r\n"


@each
def test_a_connection_is_good_for_several_stills(cam: TestCamera, where: Where) -> None:
    with request(cam, where.still) as wire:
        assert is_whole_jpeg(still(wire))
        wire.send(written(cam, where.still))
        assert is_whole_jpeg(still(wire))


@each
def test_two_requests_in_one_write_get_two_answers(cam: TestCamera, where: Where) -> None:
    with connect(cam) as wire:
        wire.send(written(cam, where.still) * 2)
        assert is_whole_jpeg(still(wire))
        assert is_whole_jpeg(still(wire))


@each
def test_a_request_may_come_in_many_pieces(cam: TestCamera, where: Where) -> None:
    whole = written(cam, f"{where.still}?note=a%20b")
    with connect(cam) as wire:
        for start in range(0, len(whole), 7):
            wire.send(whole[start : start + 7])
        assert is_whole_jpeg(still(wire))


def test_a_request_line_with_a_blank_may_come_in_two_pieces(cam: TestCamera) -> None:
    first, _, second = written(cam, "/image.cgi?note=a b").partition(b"a b")
    with connect(cam) as wire:
        wire.send(first + b"a ")
        time.sleep(APART)
        wire.send(b"b" + second)
        assert is_whole_jpeg(still(wire))


@each
@pytest.mark.parametrize(
    "query",
    [
        "?",
        "?&",
        "?&&x=1&&",
        "?x",
        "?x=",
        "?=x",
        "?=",
        "?x=1&x=2&x",
        "?note=a/b:c,d[0]|e",
        "?note=a\\b",
        "?action=1:/300\\500/300\\",
        "?note=a b",
        "?note=%e4%20%C3%A4%2f%2F%5B0%5d",
        "?note=100%&more=%zz",
        "?note=\xe4",
        "?VideoWidget[0].Text=a b,c|d",
        "?note=a+b&timestamp=1700000000&html=no",
        "?a=b#here",
    ],
)
def test_unknown_parameters_do_no_harm_however_they_are_spelt(
    cam: TestCamera, where: Where, query: str
) -> None:
    with request(cam, where.still + query) as wire:
        assert is_whole_jpeg(still(wire))


@pytest.mark.parametrize(
    "target",
    [
        "/axis-cgi/jpg/image.cgi?reso%6Cuti%6Fn=320%78240",
        "/axis-cgi/jpg/image.cgi?reso%6cuti%6fn=320%78240",
        "/axis-cgi/%6Apg/image.cgi?resolution=320x240",
        "/axis-cgi/%6apg/image.cgi?resolution=320x240",
        "/image.cgi?camera=1&reso%6Cution=%51%56GA",
        "/image.cgi?camera=%31&reso%6cution=%51VGA",
        "/cgi-bin/jpg/image.cgi?reso%6Cuti%6fn=320x240",
        "/cgi-bin/jpg/image.cgi?& resolution=320x240",  # mobotix: blanks before a name are ignored
        "/image.cgi?resolution=QVGA&resolution=QVGA",
        "/axis-cgi/jpg/image.cgi?clock&date=&resolution=320x240&text",
    ],
)
def test_percent_signs_blanks_and_repeats_are_understood(cam: TestCamera, target: str) -> None:
    with request(cam, target) as wire:
        assert jpeg_size(still(wire)) == (320, 240)


@each
def test_every_picture_is_whole_for_clients_that_cut_at_its_end_marker(cam: TestCamera, where: Where) -> None:
    """Home Assistant takes what stands between the first FF D8 and the first FF D9."""
    assert is_whole_jpeg(cam.get(where.still).body)


def test_a_url_with_scheme_and_host_is_understood(cam: TestCamera) -> None:
    with request(cam, cam.http_url("/image.cgi?resolution=QVGA")) as wire:
        assert jpeg_size(still(wire)) == (320, 240)


# /jpg/image.jpg, /mjpg/video.mjpg and their forms with a camera belong to axis and vapix3 alike.


@pytest.mark.parametrize("path", ["/jpg/image.jpg", *(f"/jpg/{number}/image.jpg" for number in (1, 2, 3, 4))])
def test_a_shared_image_tells_its_length(cam: TestCamera, path: str) -> None:
    answer = cam.get(path)

    assert answer.status == 200
    assert answer.content_type == "image/jpeg"
    assert answer.header("Content-Length") == str(len(answer.body))
    assert is_whole_jpeg(answer.body)


@pytest.mark.parametrize(
    "path", ["/mjpg/video.mjpg", *(f"/mjpg/{number}/video.mjpg" for number in (1, 2, 3, 4))]
)
def test_a_shared_stream_tells_each_length_and_has_myboundary(cam: TestCamera, path: str) -> None:
    with request(cam, path) as wire:
        assert wire.head().get("Content-Type") == "multipart/x-mixed-replace;boundary=myboundary"
    first, second = parts(cam, path, 2)

    for part in (first, second):
        assert part == Part(
            (("Content-Type", "image/jpeg"), ("Content-Length", str(len(part.body)))), part.body
        )
        assert is_whole_jpeg(part.body)
