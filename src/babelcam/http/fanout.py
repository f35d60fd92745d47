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
        self,
        viewer: Viewer,
        transport: asyncio.WriteTransport,
        shape: Shape,
        codec: Codec,
        frames: int | None = None,
    ) -> None:
        """`shape` makes a frame's bytes; the stream ends after so many `frames`."""
        super().__init__(viewer)
        self.finished = asyncio.Event()
        self._transport = transport
        self._shape = shape
        self._backlog = MAX_BACKLOG_BYTES[codec]
        self._frames = frames
        self._skipping = True  # until the first key frame
        self._stuck_at: float | None = None  # when it will have taken nothing for too long

    def offer(self, frame: Frame) -> None:
        transport = self._transport
        if transport.is_closing() or self.delivered == self._frames:
            self.finished.set()
        elif transport.get_write_buffer_size() > self._backlog:
            self._leave_out(frame)
        elif self._skipping and not frame.key:
            self.dropped += 1
        else:
            transport.write(self._shape(frame))
            self.delivered += 1
            self._skipping = False
            if self.delivered == self._frames:
                self.finished.set()

    def ended(self) -> None:
        self.finished.set()

    def _leave_out(self, frame: Frame) -> None:
        self.dropped += 1
        if not self._skipping or self._stuck_at is None:
            self._skipping = True
            self._stuck_at = frame.time + STUCK_SECONDS
        elif frame.time > self._stuck_at:
            self._transport.abort()
            self.finished.set()
