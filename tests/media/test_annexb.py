"""H.264 byte streams."""

from __future__ import annotations

import pytest

from babelcam.media.annexb import nal_type, nal_units, parameter_sets

STREAMS = [
    (b"", []),
    (b"\x00\x00\x01\x67\x01", [b"\x67\x01"]),
    (b"\x00\x00\x00\x01\x67\x01\x00\x00\x00\x01\x68\x02", [b"\x67\x01", b"\x68\x02"]),
    (b"\x00\x00\x01\x65\x00\x00\x03\x01\x00\x00", [b"\x65\x00\x00\x03\x01"]),
    (b"\x00\x00\x01\x00\x00\x01\x68", [b"\x68"]),
    (b"no start code", []),
]


@pytest.mark.parametrize(("stream", "units"), STREAMS)
def test_units_stand_between_start_codes(stream: bytes, units: list[bytes]) -> None:
    assert [bytes(unit) for unit in nal_units(stream)] == units


def test_parameter_sets_are_found_or_not() -> None:
    assert parameter_sets(b"\x00\x00\x01\x67A\x00\x00\x01\x68B\x00\x00\x01\x65C") == (b"\x67A", b"\x68B")
    assert parameter_sets(b"\x00\x00\x01\x67A\x00\x00\x01\x65C") is None


def test_the_type_is_in_the_low_bits() -> None:
    assert nal_type(b"\x67") == 7
