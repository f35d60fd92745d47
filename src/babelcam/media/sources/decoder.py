"""Decoding on demand: nothing while nobody looks, and a picture at once when somebody does."""

from __future__ import annotations

import logging
import os

import av.error
from av.codec.context import ThreadType
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from babelcam.media.source import SourceError
from babelcam.media.sources.demux import Video, reason

MAX_KEPT_PACKETS = 300  # since the last key frame: 12 s at 25 a second
MAX_KEPT_BYTES = 16 * 1024 * 1024
MAX_BROKEN = 250  # packets in a row that cannot be decoded, and the source is given up
MAX_THREADS = 4

log = logging.getLogger(__name__)


class Decoder:
    """Decodes one stream's packets, some of which were only kept while nobody looked.

    What is kept reaches back to the last key frame. Where that is too far, decoding waits for the next.
    """

    def __init__(self, video: Video) -> None:
        self._name = video.name
        self._context = video.stream.codec_context
        # Threads within one picture: threads over several pictures each hold one back.
        self._context.thread_type = ThreadType.SLICE
        self._context.thread_count = min(MAX_THREADS, os.cpu_count() or 1)
        self._kept: list[Packet[VideoStream]] = []
        self._kept_bytes = 0
        self._waits_for_key = True
        self._skipped = False
        self._without_key = 0
        self._broken = 0

    def keep(self, packet: Packet[VideoStream]) -> None:
        """Remember a packet that nobody needs decoded now."""
        self._skipped = True
        if packet.is_keyframe:
            self._forget()
            self._waits_for_key = False
        if self._waits_for_key:
            return
        self._kept.append(packet)
        self._kept_bytes += packet.size
        if len(self._kept) > MAX_KEPT_PACKETS or self._kept_bytes > MAX_KEPT_BYTES:
            self._forget()
            self._waits_for_key = True

    def decode(self, packet: Packet[VideoStream]) -> list[VideoFrame]:
        """The pictures that this packet completes; SourceError when nothing can be decoded any more."""
        if packet.is_keyframe:
            self._forget()
            self._start_anew()
            self._waits_for_key = False
        elif self._kept:
            self._catch_up()
        elif self._waits_for_key:
            self._without_key += 1  # some encoders refresh the picture in strips, and send no key frame
            self._waits_for_key = self._without_key <= MAX_KEPT_PACKETS
        return [] if self._waits_for_key else self._decode(packet)

    def finish(self) -> list[VideoFrame]:
        """The pictures still held back for their order, at the end of the stream."""
        if self._kept or self._waits_for_key:
            return []
        return self._decode(None)

    def _catch_up(self) -> None:
        """Decode what was kept, and show none of it: it is over."""
        if self._kept[0].is_keyframe:
            self._start_anew()
        for packet in self._kept:
            self._decode(packet)
        self._forget()
        self._skipped = False

    def _start_anew(self) -> None:
        """Drop what the decoder still holds back, if packets are missing since."""
        if self._skipped and self._context.is_open:
            self._context.flush_buffers()
        self._skipped = False

    def _forget(self) -> None:
        self._kept.clear()
        self._kept_bytes = 0

    def _decode(self, packet: Packet[VideoStream] | None) -> list[VideoFrame]:
        try:
            pictures = self._context.decode(packet)
        except (av.error.FFmpegError, OSError, ValueError) as error:
            self._failed(error)
            return []
        self._broken = 0
        return pictures

    def _failed(self, error: Exception) -> None:
        self._broken += 1
        if self._broken == 1:
            log.warning("%s: a picture could not be decoded: %s", self._name, reason(error))
        if self._broken >= MAX_BROKEN:
            raise SourceError(f"{self._name}: cannot be decoded: {reason(error)}") from None
