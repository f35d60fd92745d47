"""Sources' JPEGs in interchange format (ITU-T T.81 annex B): whole, and with all that a decoder needs."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from babelcam.media.frame import MAX_SIDE, MIN_SIDE, Size
from babelcam.media.huffman import STANDARD
from babelcam.media.sources.exif import UPRIGHT, orientation

SOI, EOI, SOS, DQT, DHT, SOF0 = 0xD8, 0xD9, 0xDA, 0xDB, 0xC4, 0xC0  # table B.1
APP0, APP1, APP15, COM = 0xE0, 0xE1, 0xEF, 0xFE
MAX_SEGMENTS = 256  # of one picture; cameras write about ten
COMPONENTS = (1, 3)  # grey, and Y Cb Cr: few viewers show CMYK

_OPENING, _CLOSING = bytes((0xFF, SOI)), bytes((0xFF, EOI))
_MARKER = re.compile(rb"\xff+([\xc0-\xcf\xd9-\xfe])")  # where a segment begins, after fill bytes (B.1.1.2)
_AFTER_SCAN = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")  # neither a stuffed byte, a restart nor fill
_FRAME = struct.Struct("!BHHB")  # B.2.2: precision, height, width, components
_TABLES = b"".join(STANDARD.values())
_STANDARD_DHT = struct.pack("!BBH", 0xFF, DHT, 2 + len(_TABLES)) + _TABLES
_INTERLACED = b"AVI1"  # OpenDML AVI 1.02 appendix A: then the polarity of the field, 0 for a whole picture


@dataclass(frozen=True, slots=True)
class Interchange:
    """A JPEG that every decoder can show by itself."""

    data: bytes
    size: Size


class _Unfit(Exception):
    """Not such a JPEG."""


@dataclass(slots=True)
class _Found:
    """What stood in front of a place in the picture."""

    size: Size | None = None
    components: dict[int, int] = field(default_factory=dict)
    """Quantisation table by component."""
    quantisation: set[int] = field(default_factory=set)
    huffman: set[int] = field(default_factory=set)
    scanned: set[int] = field(default_factory=set)


def interchange(data: bytes) -> Interchange | None:
    """A baseline JPEG as it came but for what follows it, Exif, and standard Huffman tables left out.

    None for all else: what is cut short, progressive, not upright, one field of two, of odd sides, or no
    JPEG. Some viewers look for the next end of image: segments that hold another picture's are left out.
    """
    try:
        return _interchange(data)
    except (_Unfit, struct.error, IndexError):
        return None


def _interchange(data: bytes) -> Interchange:
    found = _Found()
    pieces: list[bytes] = []
    kept = 0  # up to where the data stand in `pieces`
    for marker, start, end in _segments(data):
        content = data[start + 4 : end] if marker != SOS else data[start + 4 : start + 14]
        if APP0 <= marker <= APP15 or marker == COM:
            if _is_dropped(marker, content):
                pieces.append(data[kept:start])
                kept = end
            continue
        if marker == SOS and not found.huffman:
            pieces += data[kept:start], _STANDARD_DHT
            kept = start
            found.huffman |= set(STANDARD)
        _read(marker, content, found)
        if marker == EOI:
            pieces.append(data[kept:end])
    if found.size is None or found.scanned != set(found.components):
        raise _Unfit
    return Interchange(b"".join(pieces), found.size)


def _segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Marker, start and end of each segment, the end of image the last; a scan's reaches to its last byte."""
    if not data.startswith(_OPENING):
        raise _Unfit
    position = len(_OPENING)
    for _ in range(MAX_SEGMENTS):
        match = _MARKER.match(data, position)
        if match is None:
            raise _Unfit
        marker, start = data[match.start(1)], match.start(1) - 1
        if marker == EOI:
            yield marker, start, start + len(_CLOSING)
            return
        position = start + 2 + int.from_bytes(data[start + 2 : start + 4], "big")
        if marker == SOS and (after := _AFTER_SCAN.search(data, position)):
            position = after.start()
        if not start + 4 <= position < len(data):
            raise _Unfit
        yield marker, start, position
    raise _Unfit


def _is_dropped(marker: int, content: bytes) -> bool:
    """Whether a segment that is not needed holds a picture of its own."""
    if marker == APP1 and orientation(content) != UPRIGHT:
        raise _Unfit
    if marker == APP0 and content.startswith(_INTERLACED) and content[len(_INTERLACED)]:
        raise _Unfit
    return marker == APP1 or _OPENING in content or _CLOSING in content


def _read(marker: int, content: bytes, found: _Found) -> None:
    if marker == SOF0:
        _read_frame(content, found)
    elif marker == DQT:
        found.quantisation |= set(_quantisation_tables(content))
    elif marker == DHT:
        found.huffman |= set(_huffman_tables(content))
    elif marker == SOS:
        _read_scan(content, found)
    elif marker <= 0xCF:  # another frame type, or arithmetic coding
        raise _Unfit


def _read_frame(content: bytes, found: _Found) -> None:
    precision, height, width, count = _FRAME.unpack_from(content)
    sides_fit = all(MIN_SIDE <= side <= MAX_SIDE and side % 2 == 0 for side in (width, height))
    if found.size or precision != 8 or count not in COMPONENTS or not sides_fit:
        raise _Unfit
    for start in range(_FRAME.size, _FRAME.size + 3 * count, 3):
        found.components[content[start]] = content[start + 2]
    found.size = Size(width, height)


def _quantisation_tables(content: bytes) -> Iterator[int]:
    """B.2.4.1: the identifiers of 8-bit tables."""
    for start in range(0, len(content), 65):
        if content[start] >> 4 or start + 65 > len(content):
            raise _Unfit
        yield content[start]


def _huffman_tables(content: bytes) -> Iterator[int]:
    """B.2.4.2: the selectors of the tables."""
    start = 0
    while start < len(content):
        yield content[start]
        start += 17 + sum(content[start + 1 : start + 17])
    if start != len(content):
        raise _Unfit


def _read_scan(content: bytes, found: _Found) -> None:
    """B.2.3: see that the tables it names have come."""
    for start in range(1, 1 + 2 * content[0], 2):
        component, tables = content[start], content[start + 1]
        if component not in found.components or found.components[component] not in found.quantisation:
            raise _Unfit
        if not {tables >> 4, 0x10 | tables & 0x0F} <= found.huffman:
            raise _Unfit
        found.scanned.add(component)
