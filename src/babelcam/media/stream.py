"""One encoding's frames on their way to everybody who watches. Lives on the event loop."""

from __future__ import annotations

import logging
from collections.abc import Callable

from babelcam.media.encoding import Encoding
from babelcam.media.frame import Codec, Frame
from babelcam.media.reader import Reader

MAX_GROUP_BYTES = 16 * 1024 * 1024  # of a group of pictures kept for whoever joins in its middle
REPORT_SECONDS = 1.0

log = logging.getLogger(__name__)


class Stream:
    """Fans frames out, and starts each new reader at a picture it can decode."""

    def __init__(self, encoding: Encoding, request_key: Callable[[], bool]) -> None:
        """`request_key` asks for a key frame soon; it answers False where that cannot be had."""
        self.encoding = encoding
        self.latest: Frame | None = None
        self.key: Frame | None = None
        self.published = 0
        self._request_key = request_key
        self._next_report = 0.0
        self._reported = 0
        self._readers: tuple[Reader, ...] = ()
        self._group: list[Frame] = []
        self._group_bytes = 0

    @property
    def readers(self) -> tuple[Reader, ...]:
        return self._readers

    def publish(self, frame: Frame) -> None:
        self.latest = frame
        self.published += 1
        if self.encoding.codec is Codec.H264:
            self._remember(frame)
        for reader in self._readers:
            reader.offer(frame)  # never waits
        if frame.time >= self._next_report:
            self._report_drops(frame.time)

    def join(self, reader: Reader) -> None:
        """Let `reader` have what is published from now on, from a key frame on."""
        self._readers = (*self._readers, reader)
        if self.encoding.codec is Codec.H264 and not self._request_key():
            for frame in self._group:
                reader.offer(frame)

    def leave(self, reader: Reader) -> None:
        self._readers = tuple(other for other in self._readers if other is not reader)

    def end(self) -> None:
        for reader in self._readers:
            reader.ended()

    def _report_drops(self, now: float) -> None:
        """However many frames are left out: one line a second."""
        self._next_report = now + REPORT_SECONDS
        dropped = sum(reader.dropped for reader in self._readers)
        if dropped > self._reported:
            log.info("%s: %d frames left out for slow viewers", self.encoding, dropped - self._reported)
        self._reported = dropped

    def _remember(self, frame: Frame) -> None:
        if frame.key:
            self.key = frame
            self._group, self._group_bytes = [], 0
        elif not self._group:
            return  # this group grew past the bound: who joins now waits for the next
        self._group.append(frame)
        self._group_bytes += len(frame.data)
        if self._group_bytes > MAX_GROUP_BYTES:
            self._group = []
