"""3.1: the 28 bytes in front of every payload of a stream. All fields are little-endian."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

from babelcam.http.multipart import BOUNDARY
from babelcam.media.encoding import Encoding, Jpeg
from babelcam.media.frame import Codec, Frame, Size

HEADER = struct.Struct("<7I")  # counter, size, type, second, microsecond, format, status
MAX_P_FRAME = 30
CONTENT_TYPE = f"multipart/mixed;boundary={BOUNDARY}"

JPEG_FRAME = ord("J")
I_FRAME = 0

CODECS = {Codec.JPEG: 0, Codec.H264: 5}
EXTENDED = 15  # the scale is in bits 26-29 then
SCALES = {
    Size(640, 480): (0, 0),
    Size(320, 240): (1, 0),
    Size(160, 120): (2, 0),
    Size(720, 480): (3, 0),
    Size(720, 576): (4, 0),
    Size(1280, 720): (5, 0),
    Size(1280, 1024): (7, 0),
    Size(704, 480): (8, 0),
    Size(352, 240): (9, 0),
    Size(176, 120): (10, 0),
    Size(704, 576): (11, 0),
    Size(352, 288): (12, 0),
    Size(176, 144): (13, 0),
    Size(1280, 960): (EXTENDED, 0),
    Size(1920, 1080): (EXTENDED, 1),
    Size(1600, 1200): (EXTENDED, 2),
    Size(2048, 1536): (EXTENDED, 3),
}
TOP_RATE = TOP_RATIO = 30
TOP_QUALITY = 4


def nearest_scale(size: Size) -> Size:
    """The largest size the format word can name that is not larger than `size`, or else the smallest."""
    fitting = [scale for scale in SCALES if scale.width <= size.width and scale.height <= size.height]
    return max(fitting or [min(SCALES)], key=lambda scale: scale.width * scale.height)


def format_word(encoding: Encoding) -> int:
    """The Format field: codec, scale, frame rate, IP ratio (frames for each I frame), quality level."""
    scale, extended = SCALES[encoding.size]
    rate = min(max(round(encoding.rate), 1), TOP_RATE)
    if isinstance(encoding, Jpeg):
        ratio, quality = 1, quality_level(encoding.quality)
    else:
        ratio, quality = min(encoding.gop, TOP_RATIO), TOP_QUALITY
    return CODECS[encoding.codec] | scale << 4 | rate << 8 | ratio << 14 | quality << 22 | extended << 26


def quality_level(quality: int) -> int:
    """JPEG quality 1-100 as the document's 0 (coarse) to 4 (best)."""
    return (quality - 1) * (TOP_QUALITY + 1) // 100


@dataclass
class Parts:
    """One viewer's parts: its own counter, and how far each picture is from the last I frame."""

    encoding: Encoding
    _counter: int = field(default=0, init=False)
    _since_key: int = field(default=0, init=False)

    def __call__(self, frame: Frame) -> bytes:
        header = HEADER.pack(
            self._counter & 0xFFFFFFFF,
            len(frame.data),
            self._kind(frame),
            int(frame.wall),
            int(frame.wall % 1 * 1e6),
            format_word(self.encoding),
            0,  # no motion windows, inputs or outputs yet
        )
        self._counter += 1
        head = f"--{BOUNDARY}\r\nContent-Length: {HEADER.size + len(frame.data)}\r\n\r\n".encode()
        return b"".join((head, header, frame.data))

    def _kind(self, frame: Frame) -> int:
        if frame.codec is Codec.JPEG:
            return JPEG_FRAME
        self._since_key = 0 if frame.key else min(self._since_key + 1, MAX_P_FRAME)
        return I_FRAME if frame.key else self._since_key
