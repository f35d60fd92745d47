"""A folder of still pictures, or one still picture, shown one after the other."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import av.error
from av.codec import Codec
from av.packet import Packet

from babelcam.media.frame import Frame, Picture, Pixels
from babelcam.media.source import Demand, Format, Source, SourceError
from babelcam.media.sources.convert import Converter
from babelcam.media.sources.demux import DECODER_LIMITS, reason
from babelcam.media.sources.timeline import MAX_LATE
from babelcam.system.clock import Clock

MAX_PICTURE_BYTES = 64 * 1024 * 1024
SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".bmp", ".webp"})

_DECODERS: Mapping[bytes, str] = MappingProxyType(
    {b"\xff\xd8\xff": "mjpeg", b"\x89PNG\r\n\x1a\n": "png", b"BM": "bmp", b"RIFF": "webp"}
)

log = logging.getLogger(__name__)


def is_picture(path: Path) -> bool:
    """Whether a file's name is a still picture's."""
    return path.suffix.lower() in SUFFIXES and path.is_file()


def pictures_in(path: Path) -> list[Path]:
    """The pictures of a folder in natural order, 2.jpg before 10.jpg; or the one picture at `path`."""
    if not path.is_dir():
        return [path]
    return sorted(filter(is_picture, path.iterdir()), key=_natural)


def _natural(path: Path) -> list[tuple[int, str]]:
    parts = re.split(r"(\d+)", path.name.casefold(), flags=re.ASCII)
    return [(int(part[:18]), "") if part.isdecimal() and part.isascii() else (-1, part) for part in parts]


@dataclass(frozen=True, slots=True)
class _Loaded:
    """A decoded picture, and the state of the file it came from."""

    path: Path
    state: tuple[int, int]
    planes: Pixels


class FolderSource(Source):
    """Shows `rate` pictures a second, and looks into the folder again when it comes round."""

    def __init__(self, path: Path, rate: float, name: str) -> None:
        self._path = path
        self._rate = rate
        self._name = name
        self._converter = Converter(name)
        self._complained: set[Path] = set()
        self._last: _Loaded | None = None

    def read(self, demand: Demand, clock: Clock) -> Iterator[Picture | Frame]:
        due = clock.monotonic()
        while not demand.closed:
            shown = 0
            for path in self._list():
                planes = self._load(path)
                if planes is None:
                    continue
                shown += 1
                self.format = Format(Picture(planes, due, 0.0).size, self._rate)
                if not demand.wait_for_viewers() or not demand.sleep(due - clock.monotonic()):
                    return
                if clock.monotonic() - due > MAX_LATE:
                    due = clock.monotonic()
                if demand.pixels:
                    yield Picture(planes, due, clock.now())
                due += 1 / self._rate
            if not shown:
                raise SourceError(f"{self._name}: no readable picture in it")

    def _list(self) -> list[Path]:
        try:
            return pictures_in(self._path)
        except OSError as error:
            raise SourceError(f"{self._name}: {error.strerror}") from None

    def _load(self, path: Path) -> Pixels | None:
        """A picture's planes; None, with one warning for each file, when it cannot be read."""
        try:
            status = path.stat()
            state = (status.st_mtime_ns, status.st_size)
            if self._last is None or (self._last.path, self._last.state) != (path, state):
                self._last = _Loaded(path, state, self._decode(path, status.st_size))
        except (av.error.FFmpegError, OSError, ValueError, SourceError) as error:
            if path not in self._complained:
                self._complained.add(path)
                why = str(error) if isinstance(error, SourceError) else reason(error)
                log.warning("%s: %s skipped: %s", self._name, path.name, why)
            return None
        self._complained.discard(path)
        return self._last.planes

    def _decode(self, path: Path, size: int) -> Pixels:
        if size > MAX_PICTURE_BYTES:
            raise SourceError(f"larger than {MAX_PICTURE_BYTES} bytes")
        data = path.read_bytes()
        codec = next((codec for magic, codec in _DECODERS.items() if data.startswith(magic)), None)
        if codec is None:
            raise SourceError("neither JPEG, PNG, BMP nor WebP")
        context = Codec(codec, "r").create("video")
        context.options = dict(DECODER_LIMITS)
        frames = context.decode(Packet(data)) or context.decode(None)
        if not frames:
            raise SourceError("there is no picture in it")
        return self._converter.planes(frames[0])
