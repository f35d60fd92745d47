"""A receiver written from the RFCs: puts payloads together again."""

from __future__ import annotations

import struct
from collections.abc import Iterable

from babelcam.media.huffman import STANDARD


def h264_units(payloads: Iterable[bytes]) -> list[bytes]:
    """The NAL units of packets in order (RFC 6184 sections 5.6 to 5.8)."""
    units: list[bytes] = []
    open_unit: bytes | None = None
    for payload in payloads:
        kind = payload[0] & 0x1F
        if 1 <= kind <= 23:
            assert open_unit is None
            units.append(payload)
        elif kind == 24:
            assert open_unit is None
            position = 1
            while position < len(payload):
                size = int.from_bytes(payload[position : position + 2], "big")
                assert 0 < size <= len(payload) - position - 2
                units.append(payload[position + 2 : position + 2 + size])
                position += 2 + size
        elif kind == 28:
            start, end = payload[1] & 0x80, payload[1] & 0x40
            assert not (start and end)
            assert not payload[1] & 0x20
            if start:
                assert open_unit is None
                open_unit = bytes(((payload[0] & 0xE0) | (payload[1] & 0x1F),))
            assert open_unit is not None
            open_unit += payload[2:]
            if end:
                units.append(open_unit)
                open_unit = None
        else:
            raise AssertionError(f"NAL type {kind} in packetization mode 1")
    assert open_unit is None
    return units


def jpeg_picture(payloads: Iterable[bytes]) -> bytes:
    """A whole JPEG from the packets of one picture (RFC 2435 section 3.1 and appendix B)."""
    scan = b""
    tables = b""
    kind = width = height = interval = 0
    for payload in payloads:
        offset, kind, q, width, height = struct.unpack_from("!IBBBB", payload)
        assert offset >> 24 == 0
        assert offset == len(scan)
        assert q == 255
        position = 8
        if kind >= 64:
            interval, count = struct.unpack_from("!HH", payload, position)
            assert count == 0xFFFF
            position += 4
        if offset == 0:
            zero, precision, length = struct.unpack_from("!BBH", payload, position)
            assert (zero, precision, length) == (0, 0, 128)
            tables = payload[position + 4 : position + 4 + length]
            position += 4 + length
        scan += payload[position:]
    return _headers(kind, width * 8, height * 8, tables, interval) + scan + b"\xff\xd9"


def _headers(kind: int, width: int, height: int, tables: bytes, interval: int) -> bytes:
    sampling = {0: 0x21, 1: 0x22}[kind & 63]
    parts = [b"\xff\xd8"]
    parts += [b"\xff\xdb\x00\x43" + bytes((n,)) + tables[64 * n : 64 * n + 64] for n in (0, 1)]
    if interval:
        parts.append(b"\xff\xdd\x00\x04" + interval.to_bytes(2, "big"))
    components = bytes((1, sampling, 0, 2, 0x11, 1, 3, 0x11, 1))
    parts.append(b"\xff\xc0\x00\x11\x08" + struct.pack("!HHB", height, width, 3) + components)
    for table in STANDARD.values():
        parts.append(b"\xff\xc4" + (len(table) + 2).to_bytes(2, "big") + table)
    parts.append(b"\xff\xda\x00\x0c\x03\x01\x00\x02\x11\x03\x11\x00\x3f\x00")
    return b"".join(parts)
