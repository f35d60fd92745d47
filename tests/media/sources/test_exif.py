"""Which way up a JPEG is."""

from __future__ import annotations

import pytest

from babelcam.media.sources.exif import orientation
from tests.media.sources.jpegs import exif


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("value", range(1, 9))
def test_the_orientation_is_read_in_both_byte_orders(order: str, value: int) -> None:
    assert orientation(exif(value, order=order)) == value


@pytest.mark.parametrize(
    "segment",
    [
        b"",
        b"Exif\0\0",
        b"http://ns.adobe.com/xap/1.0/\0",
        b"Exif\0\0XX" + exif(6)[8:],
        exif(6)[:20],
        exif(6)[:12] + b"\xff\xff\xff\xff" + exif(6)[16:],
        exif(0),
        exif(9),
    ],
)
def test_what_tells_none_is_upright(segment: bytes) -> None:
    assert orientation(segment) == 1
