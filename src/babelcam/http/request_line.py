"""Request lines as some clients write them, mended before the parser sees them."""

from __future__ import annotations

import re

MAX_LINE_BYTES = 8 * 1024  # as most HTTP servers

_LINE = re.compile(rb"([A-Z]{3,8}) ([^\r\n]{1,%d}?) (HTTP/1\.[01])(?=\r?\n)" % MAX_LINE_BYTES)
_START = re.compile(rb"[A-Z]{3,8}( |$)")
_RAW = re.compile(rb"[ \t\x80-\xff]")


def is_unfinished(data: bytes) -> bool:
    """Whether `data` is a request line of which some is still to come."""
    return len(data) <= MAX_LINE_BYTES and b"\n" not in data and _START.match(data) is not None


def mended(data: bytes) -> bytes:
    """`data`, the start of a request, with blanks and non-ASCII bytes in its target percent-encoded."""
    line = _LINE.match(data)
    if not line or not _RAW.search(line[2]):
        return data
    target = _RAW.sub(lambda found: b"%%%02X" % found[0][0], line[2])
    return b"%s %s %s" % (line[1], target, line[3]) + data[line.end() :]
