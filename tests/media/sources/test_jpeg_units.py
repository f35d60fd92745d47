"""Which sources' JPEGs are sent on: the first packets tell, and a broken one is only left out."""

from __future__ import annotations

import logging
from typing import Any

import av
import pytest

from babelcam.media.sources.jpeg_units import MAX_UNFIT, JpegUnits
from tests.media.sources.jpegs import with_thumbnail
from tests.media.sources.making import SMALL, jpeg

GOOD = jpeg()
BROKEN = GOOD[:-2]


def given(units: JpegUnits, *packets: bytes) -> list[bytes | None]:
    """What comes of these packets."""
    made: list[bytes | None] = []
    for data in packets:
        packet: Any = av.Packet(data)
        picture = units.convert(packet)
        made.append(picture.data if picture else None)
    return made


def test_nothing_is_known_before_the_first_packet() -> None:
    units = JpegUnits("test")
    assert (units.fits, units.settled) == (False, False)


def test_one_good_picture_tells() -> None:
    units = JpegUnits("test")
    assert given(units, with_thumbnail(GOOD)) == [GOOD]
    assert (units.fits, units.settled) == (True, True)


def test_a_broken_picture_at_the_start_decides_nothing() -> None:
    units = JpegUnits("test")
    assert given(units, BROKEN) == [None]
    assert (units.fits, units.settled) == (False, False)
    assert given(units, GOOD) == [GOOD]
    assert (units.fits, units.settled) == (True, True)


def test_a_broken_picture_in_between_is_left_out_and_told_in_one_line(
    caplog: pytest.LogCaptureFixture,
) -> None:
    units = JpegUnits("the webcam")
    with caplog.at_level(logging.INFO):
        assert given(units, GOOD, BROKEN, BROKEN, GOOD) == [GOOD, None, None, GOOD]

    assert units.fits
    assert caplog.messages == ["the webcam: a JPEG that cannot be sent on as it is"]


@pytest.mark.parametrize("before", [[], [GOOD]])
def test_a_source_of_unfit_pictures_is_given_up_for_good(before: list[bytes]) -> None:
    units = JpegUnits("test")
    given(units, *before, *[BROKEN] * MAX_UNFIT, GOOD)
    assert (units.fits, units.settled) == (False, True)


def test_the_size_goes_with_the_picture() -> None:
    packet: Any = av.Packet(GOOD)
    picture = JpegUnits("test").convert(packet)
    assert picture is not None
    assert picture.size == SMALL
