"""How much one channel makes at once for those who ask for something of their own."""

from __future__ import annotations

from babelcam.errors import BadValue
from babelcam.media.encoding import Encoding
from babelcam.media.frame import Size

MAX_ENCODINGS = 16  # beyond the configured ones; each takes a thread and a part of a core
MAX_PER_ACCOUNT = 8  # of them, or one account could keep all others out
MAX_PIXELS = 4096 * 2304  # of a picture larger than the source's own


def check_size(encoding: Encoding, source: Size) -> None:
    """BadValue for a picture too large to be made for whoever asks; the source's own size always may be."""
    width, height = encoding.size
    if width * height > max(MAX_PIXELS, source.width * source.height):
        raise BadValue(f"size: {encoding.size} is too large, {MAX_PIXELS} pixels are the most")
