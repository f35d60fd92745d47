"""`python -m benchmarks.servers.counted FILE serve …` is `babelcam serve …` that counts what it encodes.

FILE holds the number of pictures that its JPEG encoders have coded (64 bits, this machine's byte order).
"""

from __future__ import annotations

import mmap
import struct
import sys
import threading
from pathlib import Path

from babelcam import cli
from babelcam.media.encoders.jpeg import JpegEncoder
from babelcam.media.frame import Frame, Picture

COUNT = struct.Struct("=Q")
MODULE = ("-m", "benchmarks.servers.counted")


def count(path: Path) -> int:
    """How many pictures were coded so far."""
    number: int = COUNT.unpack(path.read_bytes())[0]
    return number


def main() -> None:
    """Run the camera."""
    path = Path(sys.argv.pop(1))
    path.write_bytes(bytes(COUNT.size))
    with path.open("r+b") as file:
        _count_into(mmap.mmap(file.fileno(), COUNT.size))
    cli.main()


def _count_into(shared: mmap.mmap) -> None:
    encode, lock = JpegEncoder.encode, threading.Lock()

    def counted(self: JpegEncoder, picture: Picture, number: int, *, key: bool) -> Frame:
        with lock:
            COUNT.pack_into(shared, 0, COUNT.unpack_from(shared)[0] + 1)
        return encode(self, picture, number, key=key)

    JpegEncoder.encode = counted  # type: ignore[method-assign]


if __name__ == "__main__":
    main()
