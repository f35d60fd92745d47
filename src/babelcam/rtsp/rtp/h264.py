"""H.264 in RTP (RFC 6184), packetization mode 1: single NAL units, STAP-A and FU-A."""

from __future__ import annotations

from collections.abc import Iterator

from babelcam.media.annexb import SEI, nal_type, nal_units

STAP_A, FU_A = 24, 28  # table 1
_F_AND_NRI = 0xE0
_FU_START, _FU_END = 0x80, 0x40
_STAP_HEAD_BYTES = 1
_STAP_SIZE_BYTES = 2
_FU_HEAD_BYTES = 2


def payloads(access_unit: bytes, limit: int) -> list[bytes]:
    """The payloads of one picture, none over `limit` bytes.

    Parameter sets and their kin in front of a picture share one packet; a slice that is too long
    becomes pieces of equal size, the last one shorter, so that the kernel can cut them from one buffer.
    """
    made: list[bytes] = []
    small: list[memoryview] = []
    for unit in nal_units(access_unit):
        if nal_type(unit) >= SEI and _aggregate_size([*small, unit]) <= limit:
            small.append(unit)
            continue
        made += _aggregate(small)
        small = []
        made += [bytes(unit)] if len(unit) <= limit else _fragments(unit, limit)
    return made + _aggregate(small)


def _aggregate_size(units: list[memoryview]) -> int:
    return _STAP_HEAD_BYTES + sum(_STAP_SIZE_BYTES + len(unit) for unit in units)


def _aggregate(units: list[memoryview]) -> list[bytes]:
    """Section 5.7.1; a unit alone goes as it is."""
    if len(units) < 2:
        return [bytes(unit) for unit in units]
    importance = max(unit[0] & _F_AND_NRI for unit in units)
    sized = (part for unit in units for part in (len(unit).to_bytes(_STAP_SIZE_BYTES, "big"), unit))
    return [b"".join((bytes((importance | STAP_A,)), *sized))]


def _fragments(unit: memoryview, limit: int) -> Iterator[bytes]:
    """Section 5.8: the unit's own header goes into the head of each piece."""
    indicator = (unit[0] & _F_AND_NRI) | FU_A
    body = unit[1:]
    room = limit - _FU_HEAD_BYTES
    pieces = -(-len(body) // room)
    size = -(-len(body) // pieces)
    for start in range(0, len(body), size):
        head = nal_type(unit)
        if start == 0:
            head |= _FU_START
        if start + size >= len(body):
            head |= _FU_END
        yield bytes((indicator, head)) + body[start : start + size]
