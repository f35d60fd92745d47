"""H.264 byte streams (ITU-T H.264 annex B): NAL units between start codes."""

from __future__ import annotations

import re
from collections.abc import Iterator

IDR, SEI, SPS, PPS, AUD = 5, 6, 7, 8, 9  # NAL unit types, table 7-1

_START_CODE = re.compile(rb"\x00\x00\x01")


def nal_units(stream: bytes) -> Iterator[memoryview]:
    """The NAL units of a byte stream, without start codes and trailing zero bytes."""
    view = memoryview(stream)
    starts = [match.end() for match in _START_CODE.finditer(stream)]
    ends = [following - 3 for following in starts[1:]] + [len(stream)]
    for start, end in zip(starts, ends, strict=False):
        while end > start and stream[end - 1] == 0:
            end -= 1
        if end > start:
            yield view[start:end]


def nal_type(unit: bytes | memoryview) -> int:
    """The nal_unit_type of a NAL unit (clause 7.3.1)."""
    return unit[0] & 0x1F


def parameter_sets(stream: bytes) -> tuple[bytes, bytes] | None:
    """The first SPS and PPS of an access unit; None when it lacks either."""
    found: dict[int, bytes] = {}
    for unit in nal_units(stream):
        if nal_type(unit) in (SPS, PPS):
            found.setdefault(nal_type(unit), bytes(unit))
            if len(found) == 2:
                return found[SPS], found[PPS]
    return None
