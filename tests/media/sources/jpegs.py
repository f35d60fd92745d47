"""Takes JPEGs apart and puts them together, for layouts that no encoder at hand writes."""

from __future__ import annotations

import struct
from collections.abc import Callable

from tests.media.sources.making import jpeg

SOI, EOI = b"\xff\xd8", b"\xff\xd9"
DHT, DQT, SOF0, SOS, APP0, APP1, APP2, COM = 0xC4, 0xDB, 0xC0, 0xDA, 0xE0, 0xE1, 0xE2, 0xFE

Segments = list[tuple[int, bytes]]


def parts(data: bytes) -> Segments:
    """Marker and content of each segment of a plain JPEG; the scan's holds its coded data too."""
    found: Segments = []
    position = 2
    while True:
        marker, end = data[position + 1], position + 2 + int.from_bytes(data[position + 2 : position + 4])
        if marker == SOS:
            return [*found, (marker, data[position + 4 : -2])]
        found.append((marker, data[position + 4 : end]))
        position = end


def joined(segments: Segments) -> bytes:
    """A JPEG of such segments. A scan's length counts its head only: 3 components."""
    made = [SOI]
    for marker, content in segments:
        length = 2 + (10 if marker == SOS else len(content))
        made.append(struct.pack("!BBH", 0xFF, marker, length) + content)
    return b"".join((*made, EOI))


def segment(marker: int, content: bytes) -> bytes:
    """One segment as it stands in a JPEG."""
    return struct.pack("!BBH", 0xFF, marker, 2 + len(content)) + content


def without(data: bytes, marker: int) -> bytes:
    """The JPEG without its segments of that sort."""
    return joined([part for part in parts(data) if part[0] != marker])


def changed(data: bytes, marker: int, change: Callable[[bytes], bytes]) -> bytes:
    """The JPEG with the content of its segments of that sort changed."""
    return joined([(kind, change(content) if kind == marker else content) for kind, content in parts(data)])


def exif(orientation: int = 1, thumbnail: bytes = b"", order: str = "<") -> bytes:
    """The content of an APP1 segment with that orientation."""
    mark = b"II*\0" if order == "<" else b"MM\0*"
    entry = struct.pack(f"{order}HHIHH", 0x0112, 3, 1, orientation, 0)
    return b"Exif\0\0" + mark + struct.pack(f"{order}IH", 8, 1) + entry + bytes(4) + thumbnail


def as_a_webcam(data: bytes) -> bytes:
    """As UVC webcams send them: no Huffman tables, an AVI1 segment, zeros up to the buffer's end."""
    return SOI + segment(APP0, b"AVI1" + bytes(10)) + without(data, DHT)[2:] + bytes(100)


def with_thumbnail(data: bytes) -> bytes:
    """With Exif in front that holds a small picture of its own."""
    return SOI + segment(APP1, exif(thumbnail=jpeg())) + data[2:]
