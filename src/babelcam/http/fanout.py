"""A stream's viewers over HTTP: each frame goes straight to the viewer's transport, or is left out."""

from __future__ import annotations

import asyncio

from babelcam.http.message import Shape
from babelcam.media.frame import Codec, Frame
from babelcam.media.reader import Reader, Viewer

STUCK_SECONDS = 60.0  # a viewer that took nothing for so long is gone
MAX_BACKLOG_BYTES = {Codec.JPEG: 0, Codec.H264: 2 * 1024 * 1024}  # beyond what the kernel holds


class HttpReader(Reader):
    """Writes frames to one connection. While it is backed up, frames are left out up to a key frame."""

    def __init__(
        self, viewer: Viewer, transport: asyncio.WriteTransport, shape: Shape, frames: int | None
    ) -> None:
        super().__init__(viewer)
        self.finished = asyncio.Event()
        self._transport = transport
        self._shape = shape
        self._frames = frames
        self._skipping = True  # until the first key frame
        self._taken = viewer.since

    def offer(self, frame: Frame) -> None:
        if self._transport.is_closing():
            self.finished.set()
            return
        if self._transport.get_write_buffer_size() > MAX_BACKLOG_BYTES[frame.codec]:
            self._skipping = True
            self._give_up_if_stuck(frame)
        elif frame.key:
            self._skipping = False
        if self._skipping or self.delivered == self._frames:
            self.dropped += 1
            return
        self._transport.write(self._shape(frame))
        self._taken = frame.time
        self.delivered += 1
        if self.delivered == self._frames:
            self.finished.set()

    def ended(self) -> None:
        self.finished.set()

    def _give_up_if_stuck(self, frame: Frame) -> None:
        if frame.time - self._taken > STUCK_SECONDS:
            self._transport.abort()
            self.finished.set()
