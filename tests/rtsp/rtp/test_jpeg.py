"""RFC 2435."""

from __future__ import annotations

import numpy as np
import pytest
import simplejpeg

from babelcam.media.frame import Size
from babelcam.rtsp.rtp import jpeg
from babelcam.rtsp.rtp.jpeg import Unsendable

from ..pictures import jpeg as coded
from .receiver import jpeg_picture

LIMIT = 1388
GREY = np.zeros((16, 16, 1), np.uint8)
WITH_RESTARTS = b"\xff\xdd\x00\x04\x00\x05"


@pytest.mark.parametrize("size", [Size(320, 240), Size(16, 16), Size(1920, 1080), Size(2040, 64)])
@pytest.mark.parametrize(("sampling", "kind"), [("422", 0), ("420", 1)])
def test_what_a_receiver_puts_together_is_what_the_encoder_made(size: Size, sampling: str, kind: int) -> None:
    picture = coded(size, sampling=sampling)

    payloads = jpeg.payloads(picture, LIMIT)

    assert {payload[4] for payload in payloads} == {kind}
    received = jpeg_picture(payloads)
    assert np.array_equal(simplejpeg.decode_jpeg(received), simplejpeg.decode_jpeg(picture))


def test_all_packets_are_of_equal_size_but_the_last() -> None:
    payloads = jpeg.payloads(coded(Size(640, 480), quality=95), LIMIT)

    assert len(payloads) > 20
    assert len({len(payload) for payload in payloads[:-1]}) == 1
    assert 8 < len(payloads[-1]) <= len(payloads[0]) <= LIMIT


def test_quantisation_tables_come_in_the_first_packet_only() -> None:
    first, second, *_ = jpeg.payloads(coded(), LIMIT)

    assert first[:12] == bytes((0, 0, 0, 0, 1, 255, 40, 30)) + bytes((0, 0, 0, 128))
    assert int.from_bytes(second[:4], "big") == len(first) - 8 - 4 - 128


def test_restart_markers_are_told() -> None:
    plain = coded()
    start_of_frame = plain.index(b"\xff\xc0")

    first, second, *_ = jpeg.payloads(plain[:start_of_frame] + WITH_RESTARTS + plain[start_of_frame:], LIMIT)

    assert (first[4], second[4]) == (65, 65)
    assert first[8:12] == second[8:12] == b"\x00\x05\xff\xff"


def test_sides_over_2040_pixels_go_as_zero() -> None:
    assert jpeg.payloads(coded(Size(2048, 1088)), LIMIT)[0][6:8] == bytes((0, 136))


def progressive(picture: bytes) -> bytes:
    return picture.replace(b"\xff\xc0", b"\xff\xc2")


def own_huffman(picture: bytes) -> bytes:
    at = picture.index(b"\xff\xc4") + 4
    return picture[: at + 20] + bytes((picture[at + 20] ^ 1,)) + picture[at + 21 :]


BAD = (  # name, bytes, what is wrong
    ("empty", b"", "not a JPEG"),
    ("garbage", b"\xff\xd8garbage", "cut or damaged"),
    ("cut in its headers", coded()[:15], "cut or damaged"),
    ("without an end", coded()[:-2], "without an end"),
    ("progressive", progressive(coded()), "not a baseline"),
    ("Huffman tables of its own", own_huffman(coded()), "Huffman tables"),
    ("4:4:4", coded(sampling="444"), "sampling"),
    ("grey", simplejpeg.encode_jpeg(GREY, 80, "GRAY", "Gray"), "three colour"),
    ("a width that is no multiple of 8", coded(Size(324, 240)), "324x240"),
    ("without tables", coded().replace(b"\xff\xdb", b"\xff\xe5"), "quantisation tables"),
    ("16-bit tables", coded().replace(b"\xff\xdb\x00\x43\x00", b"\xff\xdb\x00\x43\x10"), "8 bits"),
)


@pytest.mark.parametrize(("data", "problem"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
def test_what_rtp_cannot_carry_is_refused(data: bytes, problem: str) -> None:
    with pytest.raises(Unsendable, match=problem):
        jpeg.payloads(data, LIMIT)


def test_no_cut_or_changed_picture_does_worse_than_be_refused() -> None:
    picture = coded(Size(16, 16))
    headers = picture.index(b"\xff\xda") + 14
    damaged = [picture[:end] for end in range(headers)]
    damaged += [picture[:at] + bytes((picture[at] ^ 0xFF,)) + picture[at + 1 :] for at in range(headers)]

    for data in damaged:
        try:
            jpeg.payloads(data, LIMIT)
        except Unsendable as refused:
            assert str(refused)
