"""Which JPEGs are sent on, and what is done to them first."""

from __future__ import annotations

import random

import numpy as np
import pytest
import simplejpeg

from babelcam.media.frame import Size
from babelcam.media.sources.interchange import MAX_SEGMENTS, interchange
from tests.media.sources.jpegs import (
    APP0,
    APP1,
    APP2,
    COM,
    DHT,
    DQT,
    EOI,
    SOF0,
    SOI,
    SOS,
    as_a_webcam,
    changed,
    exif,
    joined,
    parts,
    segment,
    with_thumbnail,
    without,
)
from tests.media.sources.making import SMALL, jpeg, pattern

PLAIN = jpeg()
GREY = simplejpeg.encode_jpeg(
    np.ascontiguousarray(pattern(SMALL, 1)[..., :1]), colorspace="GRAY", colorsubsampling="Gray"
)
FILLED = SOI + b"\xff\xff\xff" + PLAIN[2:-2] + b"\xff\xff" + EOI
RESTARTS = changed(PLAIN, SOS, lambda scan: scan[:40] + b"\xff\xd0" + scan[40:])
NOTED = SOI + segment(COM, b"made by nobody") + segment(APP2, b"ICC_PROFILE\0") + PLAIN[2:]


FIT = {
    "plain": (PLAIN, PLAIN),
    "grey": (GREY, GREY),
    "fill bytes": (FILLED, FILLED),
    "restarts": (RESTARTS, RESTARTS),
    "notes": (NOTED, NOTED),
    "padded": (PLAIN + bytes(700), PLAIN),
    "two": (PLAIN + PLAIN, PLAIN),
    "thumbnail": (with_thumbnail(PLAIN), PLAIN),
    "exif": (SOI + segment(APP1, exif(1, order=">")) + PLAIN[2:], PLAIN),
    "xmp": (SOI + segment(APP1, b"http://ns.adobe.com/") + PLAIN[2:], PLAIN),
    "second picture": (SOI + segment(APP2, b"MPF\0" + PLAIN) + PLAIN[2:], PLAIN),
    "pictures in a note": (SOI + segment(COM, SOI + EOI) + PLAIN[2:], PLAIN),
    "note at the end": (PLAIN[:-2] + segment(COM, EOI) + EOI, PLAIN),
}


@pytest.mark.parametrize(("data", "sent"), FIT.values(), ids=FIT)
def test_what_is_fit_is_sent_as_it_came_but_for_other_pictures_in_it(data: bytes, sent: bytes) -> None:
    found = interchange(data)

    assert found is not None
    assert (found.data, found.size) == (sent, SMALL)


def test_the_huffman_tables_that_webcams_leave_out_are_put_in() -> None:
    found = interchange(as_a_webcam(PLAIN))

    assert found is not None
    assert [marker for marker, _ in parts(found.data)].count(DHT) == 1
    assert np.array_equal(simplejpeg.decode_jpeg(found.data), simplejpeg.decode_jpeg(PLAIN))


def test_the_size_is_the_pictures() -> None:
    found = interchange(jpeg(Size(176, 144)))

    assert found is not None
    assert found.size == Size(176, 144)


def frame_with(place: int, value: int) -> bytes:
    return changed(PLAIN, SOF0, lambda content: content[:place] + bytes((value,)) + content[place + 1 :])


def scan_with(place: int, value: int) -> bytes:
    return changed(PLAIN, SOS, lambda content: content[:place] + bytes((value,)) + content[place + 1 :])


def of_frame_type(marker: int) -> bytes:
    return joined([(marker if kind == SOF0 else kind, content) for kind, content in parts(PLAIN)])


def one_table_short() -> bytes:
    """Only the first of its Huffman tables."""
    content = next(content for marker, content in parts(PLAIN) if marker == DHT)
    first = content[: 17 + sum(content[1:17])]
    rest = [part for part in parts(PLAIN) if part[0] != DHT]
    return joined([(DHT, first), *rest])


UNFIT = {
    "nothing": b"",
    "a start": SOI,
    "no picture": SOI + EOI,
    "begins late": b"\x00" + PLAIN,
    "no end": PLAIN[:-2],
    "half": PLAIN[: len(PLAIN) // 2],
    "a head": PLAIN[:300],
    "two in one": PLAIN[:-2] + PLAIN,
    "two starts": SOI + PLAIN,
    "too many segments": SOI + segment(COM, b"x") * MAX_SEGMENTS + PLAIN[2:],
    "length of one": SOI + b"\xff\xe0\x00\x01" + PLAIN[2:],
    "length too long": SOI + b"\xff\xe0\xff\xff" + PLAIN[2:],
    "a field": SOI + segment(APP0, b"AVI1\x01" + bytes(9)) + PLAIN[2:],
    "short AVI1": SOI + segment(APP0, b"AVI1") + PLAIN[2:],
    "turned": SOI + segment(APP1, exif(6)) + PLAIN[2:],
    "upside down": SOI + segment(APP1, exif(3, order=">")) + PLAIN[2:],
    "extended": of_frame_type(0xC1),
    "progressive": of_frame_type(0xC2),
    "lossless": of_frame_type(0xC3),
    "arithmetic": of_frame_type(0xC9),
    "no frame": without(PLAIN, SOF0),
    "no quantisation": without(PLAIN, DQT),
    "no scan": without(PLAIN, SOS),
    "no table for AC": one_table_short(),
    "two frames": joined(parts(PLAIN)[:-1] * 2 + parts(PLAIN)[-1:]),
    "12 bits": frame_with(0, 12),
    "odd height": frame_with(2, 239),
    "odd width": frame_with(4, 65),
    "CMYK": frame_with(5, 4),
    "quantisation not there": frame_with(8, 7),
    "unknown component": scan_with(1, 9),
    "Huffman not there": scan_with(2, 0x22),
    "short quantisation": changed(PLAIN, DQT, lambda content: content[:-1]),
    "16-bit quantisation": changed(PLAIN, DQT, lambda content: bytes((0x10,)) + content[1:]),
    "short Huffman": changed(PLAIN, DHT, lambda content: content[:-1]),
    "short frame": changed(PLAIN, SOF0, lambda content: content[:8]),
    "odd sides": jpeg(Size(161, 120)),
    "too small": jpeg(Size(8, 8)),
}


@pytest.mark.parametrize("data", UNFIT.values(), ids=UNFIT)
def test_what_is_not_fit_is_left_out(data: bytes) -> None:
    assert interchange(data) is None


def test_damage_of_any_sort_raises_nothing() -> None:
    dice = random.Random(1)  # the same damage every time
    heads = [with_thumbnail(PLAIN), as_a_webcam(PLAIN), PLAIN]
    for _ in range(1500):
        data = bytearray(dice.choice(heads))
        for _ in range(dice.randint(1, 6)):
            data[dice.randrange(700)] = dice.choice((0, 1, 0xFF, 0xD8, 0xD9, 0xDA, 0xC4, dice.randrange(256)))
        found = interchange(bytes(data[: dice.choice((len(data), dice.randrange(len(data))))]))
        assert found is None or (found.data.startswith(SOI) and found.data.endswith(EOI))
