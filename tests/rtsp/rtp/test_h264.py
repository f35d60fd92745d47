"""RFC 6184."""

from __future__ import annotations

import pytest

from babelcam.media.annexb import nal_units
from babelcam.media.frame import Size
from babelcam.rtsp.rtp import h264

from ..pictures import h264_frames
from .receiver import h264_units

START = b"\0\0\0\1"
SPS, PPS, SEI, IDR = b"\x67\x42\x00\x1e\xab", b"\x68\xce\x38\x80", b"\x06\x05\x01\x80", b"\x65\x88\x84"


@pytest.mark.parametrize("limit", [100, 1388])
def test_what_a_receiver_puts_together_is_what_the_encoder_made(limit: int) -> None:
    frames = h264_frames(size=Size(640, 480))
    assert max(len(frame.data) for frame in frames) > 1388

    for frame in frames:
        payloads = h264.payloads(frame.data, limit)

        assert h264_units(payloads) == [bytes(unit) for unit in nal_units(frame.data)]
        assert max(map(len, payloads)) <= limit


def test_parameter_sets_share_one_packet() -> None:
    payloads = h264.payloads(START + SPS + START + PPS + START + SEI + START + IDR, 1388)

    assert payloads == [b"\x78\x00\x05" + SPS + b"\x00\x04" + PPS + b"\x00\x04" + SEI, IDR]


def test_parameter_sets_too_long_for_one_packet_go_alone() -> None:
    assert h264.payloads(START + SPS + START + PPS + START + IDR, 8) == [SPS, PPS, IDR]


def test_a_slice_that_fits_goes_as_it_is() -> None:
    unit = b"\x41" + bytes(range(1, 100))

    assert h264.payloads(START + unit, 100) == [unit]


def test_a_slice_that_does_not_fit_becomes_pieces_of_equal_size() -> None:
    unit = b"\x65" + b"\xaa" * 1001

    first, *middle, last = h264.payloads(START + unit, 102)

    assert [first[:2], *(piece[:2] for piece in middle), last[:2]] == [
        b"\x7c\x85",
        *[b"\x7c\x05"] * 9,
        b"\x7c\x45",
    ]
    assert {len(piece) for piece in (first, *middle)} == {93}
    assert 2 < len(last) <= 93
