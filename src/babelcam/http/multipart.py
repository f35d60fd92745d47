"""Multipart bodies that never end: pictures one after another (multipart/x-mixed-replace).

The boundary line that ends a part goes out together with it: a viewer that waits for it shows the
picture at once. So the body begins with `OPENING`, and each part closes with the same line.
"""

from __future__ import annotations

from dataclasses import dataclass
from operator import methodcaller

from babelcam.http.message import Shape
from babelcam.media.frame import Frame

BOUNDARY = "myboundary"
CONTENT_TYPE = f"multipart/x-mixed-replace;boundary={BOUNDARY}"
OPENING = f"--{BOUNDARY}\r\n".encode()


@dataclass(frozen=True, slots=True, eq=False)
class JpegPart:
    """A JPEG as one part of a multipart body; made once for all its viewers."""

    content_length: bool = True

    def __call__(self, frame: Frame) -> bytes:
        return part(frame.data, length=self.content_length)

    def shape(self) -> Shape:
        """For `StreamReply.shape`."""
        return methodcaller("once", self)


JPEG_PART = JpegPart()
JPEG_PART_WITHOUT_LENGTH = JpegPart(content_length=False)


def part(data: bytes, *headers: str, length: bool = True) -> bytes:
    """One JPEG part: Content-Type, Content-Length if `length`, `headers`, the data, the next boundary."""
    lines = ["Content-Type: image/jpeg", *headers]
    if length:
        lines.append(f"Content-Length: {len(data)}")
    head = "\r\n".join(lines).encode("latin-1")
    return b"".join((head, b"\r\n\r\n", data, b"\r\n", OPENING))
