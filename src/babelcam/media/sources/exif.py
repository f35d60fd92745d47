"""What Exif says of how a JPEG is to be shown (Exif 2.3 section 4.6, TIFF 6.0 section 2)."""

from __future__ import annotations

import struct

EXIF = b"Exif\0\0"
UPRIGHT = 1  # section 4.6.4 A: row 0 is the top, column 0 the left
ORIENTATION = 0x0112
MAX_ENTRIES = 64  # of the first directory that are looked at; it holds a dozen
_ORDERS = {b"II": "<", b"MM": ">"}


def orientation(segment: bytes) -> int:
    """The orientation in an APP1 segment's content, 1 to 8; 1 where there is none."""
    order = _ORDERS.get(segment[len(EXIF) : len(EXIF) + 2])
    if not segment.startswith(EXIF) or order is None:
        return UPRIGHT
    tiff = memoryview(segment)[len(EXIF) :]
    try:
        (directory,) = struct.unpack_from(f"{order}I", tiff, 4)
        (entries,) = struct.unpack_from(f"{order}H", tiff, directory)
        for entry in range(min(entries, MAX_ENTRIES)):
            tag, _, _, value = struct.unpack_from(f"{order}HHIH", tiff, directory + 2 + 12 * entry)
            if tag == ORIENTATION:
                return value if 1 <= value <= 8 else UPRIGHT
    except struct.error:  # cut short
        return UPRIGHT
    return UPRIGHT
