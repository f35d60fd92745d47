"""JPEG in RTP (RFC 2435): baseline pictures with the standard Huffman tables, quantisation tables in-band."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from babelcam.media.huffman import STANDARD

SOI, EOI, SOS, DQT, DHT, SOF0, DRI = 0xD8, 0xD9, 0xDA, 0xDB, 0xC4, 0xC0, 0xDD  # ITU-T T.81 table B.1
MAX_SIDE = 2040  # pixels; one byte of 8-pixel units. Larger sides go as 0, the SDP tells them
IN_BAND_TABLES = 255  # section 4.2: Q when each picture brings its own tables
RESTARTS = 64  # section 3.1.3: added to the type where there are restart markers
WHOLE_PICTURE = 0xFFFF  # section 3.1.7: F = L = 1, count 0x3FFF: pieces are not cut at restarts
_TYPES = {(2, 1): 0, (2, 2): 1}  # section 4.1: sampling of Y against Cb and Cr; 4:2:2 and 4:2:0
_MAX_OFFSET = 1 << 24  # the fragment offset has 24 bits
_TABLE_BYTES = 64
_MAIN_HEAD_BYTES = 8
_RESTART_HEAD_BYTES = 4
_TABLES_HEAD = struct.Struct("!BBH")  # MBZ, precision, length


class Unsendable(ValueError):
    """A picture that RFC 2435 has no way to carry; the text says why."""


@dataclass(frozen=True, slots=True)
class JpegPicture:
    """What a receiver needs of a picture: `scan` is the entropy-coded data, without markers around it."""

    width: int
    height: int
    type: int
    tables: bytes
    restart_interval: int
    scan: memoryview


@dataclass(slots=True)
class _Segments:
    """What was found on the way to the scan."""

    tables: dict[int, bytes] = field(default_factory=dict)
    restart_interval: int = 0
    frame: memoryview | None = None


def parse(data: bytes) -> JpegPicture:
    """Take a picture apart; raises Unsendable."""
    view = memoryview(data)
    if data[:2] != bytes((0xFF, SOI)):
        raise Unsendable("not a JPEG")
    found = _Segments()
    position = 2
    while True:
        if position + 4 > len(data) or data[position] != 0xFF:
            raise Unsendable("a JPEG that is cut or damaged")
        marker = data[position + 1]
        if marker == 0xFF:  # fill byte
            position += 1
            continue
        end = position + 2 + int.from_bytes(view[position + 2 : position + 4], "big")
        segment = view[position + 4 : end]
        _read_segment(marker, segment, found)
        position = end
        if marker == SOS:
            return _picture(found, view[position : _end_of_scan(data, position)])


def _read_segment(marker: int, segment: memoryview, found: _Segments) -> None:
    if marker == DQT:
        found.tables.update(_quantisation_tables(segment))
    elif marker == DHT:
        _check_huffman_tables(bytes(segment))
    elif marker == DRI:
        found.restart_interval = int.from_bytes(segment[:2], "big")
    elif marker == SOF0:
        found.frame = segment
    elif 0xC1 <= marker <= 0xCF:  # DHT is above; DAC and the other frame types are left
        raise Unsendable("not a baseline JPEG")


def _quantisation_tables(segment: memoryview) -> Iterator[tuple[int, bytes]]:
    for start in range(0, len(segment), 1 + _TABLE_BYTES):
        table = bytes(segment[start + 1 : start + 1 + _TABLE_BYTES])
        if segment[start] >> 4 or len(table) != _TABLE_BYTES:
            raise Unsendable("quantisation tables of other than 8 bits")
        yield segment[start] & 0x0F, table


def _check_huffman_tables(segment: bytes) -> None:
    while segment:
        standard = STANDARD.get(segment[0])
        if standard is None or not segment.startswith(standard):
            raise Unsendable("Huffman tables of its own")
        segment = segment[len(standard) :]


def _end_of_scan(data: bytes, start: int) -> int:
    end = data.rfind(bytes((0xFF, EOI)), start)
    if end < 0:
        raise Unsendable("a JPEG without an end")
    return end


def _picture(found: _Segments, scan: memoryview) -> JpegPicture:
    frame = found.frame
    if frame is None or len(frame) < 15 or frame[5] != 3:
        raise Unsendable("not a JPEG of three colour components")
    height, width = struct.unpack_from("!HH", frame, 1)
    if width % 8 or height % 8:
        raise Unsendable(f"{width}x{height}: sides must be multiples of 8")
    y, cb, cr = (frame[start : start + 3] for start in (6, 9, 12))
    kind = _TYPES.get((y[1] >> 4, y[1] & 0x0F))
    if kind is None or cb[1] != 0x11 or cr[1] != 0x11:  # 1x1
        raise Unsendable("colour sampling other than 4:2:0 and 4:2:2")
    if cb[2] != cr[2] or y[2] not in found.tables or cb[2] not in found.tables:
        raise Unsendable("quantisation tables that RTP cannot name")
    if len(scan) >= _MAX_OFFSET:
        raise Unsendable("a JPEG over 16 MiB")
    tables = found.tables[y[2]] + found.tables[cb[2]]
    return JpegPicture(width, height, kind, tables, found.restart_interval, scan)


def payloads(jpeg: bytes, limit: int) -> list[bytes]:
    """The payloads of one picture, none over `limit` bytes, all equal but the last; raises Unsendable."""
    picture = parse(jpeg)
    kind, restart_head = picture.type, b""
    if picture.restart_interval:
        kind += RESTARTS
        restart_head = struct.pack("!HH", picture.restart_interval, WHOLE_PICTURE)
    tables = _TABLES_HEAD.pack(0, 0, len(picture.tables)) + picture.tables
    room = limit - _MAIN_HEAD_BYTES - len(restart_head)
    total = len(tables) + len(picture.scan)
    size = -(-total // -(-total // room))
    made: list[bytes] = []
    offset = 0
    while offset < len(picture.scan) or not made:
        extra = restart_head if made else restart_head + tables
        piece = picture.scan[offset : offset + size - (0 if made else len(tables))]
        made.append(_main_head(picture, kind, offset) + extra + piece)
        offset += len(piece)
    return made


def _main_head(picture: JpegPicture, kind: int, offset: int) -> bytes:
    """Section 3.1: type-specific and offset, type, Q, width and height in 8-pixel units."""
    width, height = (side // 8 if side <= MAX_SIDE else 0 for side in (picture.width, picture.height))
    return struct.pack("!IBBBB", offset, kind, IN_BAND_TABLES, width, height)
