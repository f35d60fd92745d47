"""4.2.1 Get mjpg stream."""

from __future__ import annotations

import re

import pytest

from babelcam.media.frame import Size
from babelcam.testing import TestCamera
from tests.conformance.wire import difference, grey, is_whole_jpeg, jpeg_size, parts, request

VIDEO = "/cgi-bin/mjpg/video.cgi"

SAME_VIEW = 8.0  # grey levels between two pictures of one camera at most; two cameras differ by far more


def test_4_2_1_the_stream_is_a_multipart_of_jpegs_with_their_lengths(cam: TestCamera) -> None:
    with request(cam, f"{VIDEO}?channel=1&subtype=1") as wire:
        head = wire.head()
        assert head.status_line == b"HTTP/1.1 200 OK"
        assert re.fullmatch("multipart/x-mixed-replace; ?boundary=myboundary", head.get("Content-Type") or "")
        assert wire.line() == b"--myboundary\r\n"
        for _ in range(3):
            assert wire.line() == b"Content-Type: image/jpeg\r\n"
            length = re.fullmatch(rb"Content-Length: (\d+)\r\n", wire.line())
            assert length
            assert wire.line() == b"\r\n"
            assert is_whole_jpeg(wire.exactly(int(length[1])))
            assert wire.line() == b"\r\n"
            assert wire.line() == b"--myboundary\r\n"


@pytest.mark.parametrize(
    ("subtype", "size"),
    [
        ("",           None),  # the main stream by default
        ("&subtype=0", None),
        ("&subtype=1", Size(704, 480)),
        ("&subtype=2", Size(352, 240)),
    ],
)  # fmt: skip
def test_4_2_1_subtype_is_the_main_or_an_extra_stream(
    cam: TestCamera, configured: Size, subtype: str, size: Size | None
) -> None:
    found = parts(cam, f"{VIDEO}?channel=1{subtype}", 2)

    assert [jpeg_size(part.body) for part in found] == [size or configured] * 2


@pytest.mark.parametrize("query", ["", "?channel=0&subtype=1", "?channel=1&subtype=1", "?subtype=1"])
def test_4_2_1_channel_0_or_none_is_the_first_as_every_url_list_has_it(cam: TestCamera, query: str) -> None:
    first = grey(cam.get("/cgi-bin/snapshot.cgi?channel=1").body, Size(320, 240))

    (part,) = parts(cam, VIDEO + query, 1)

    # extra streams have other proportions: their sides are cut
    assert difference(grey(part.body, Size(320, 240)), first) < other_view(cam)


def other_view(cam: TestCamera) -> float:
    """How much the second channel's picture differs from the first."""
    first, second = (
        grey(cam.get(f"/cgi-bin/snapshot.cgi?channel={number}").body, Size(320, 240)) for number in (1, 2)
    )
    return difference(first, second)


def test_4_2_1_channel_2_is_the_second(cam: TestCamera, configured: Size) -> None:
    (part,) = parts(cam, f"{VIDEO}?channel=2&subtype=0", 1)

    still = grey(cam.get("/cgi-bin/snapshot.cgi?channel=2").body, configured)
    assert difference(grey(part.body), still) < SAME_VIEW


@pytest.mark.parametrize(
    "query", ["channel=5", "channel=-1", "channel=one", "subtype=3", "subtype=-1", "subtype=main"]
)
def test_3_4_invalid_parameters_are_error_4(cam: TestCamera, query: str) -> None:
    answer = cam.get(f"{VIDEO}?{query}")

    assert answer.status == 400
    assert answer.body == b"Error\r\nErrorID=4, Detail=Request invalid param!\r\n"
