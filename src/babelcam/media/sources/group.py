"""The group of pictures that a stream is in: what somebody who comes now must be given first."""

from __future__ import annotations

from av.packet import Packet
from av.video.stream import VideoStream

from babelcam.media.sources.decoder import MAX_KEPT_BYTES, MAX_KEPT_PACKETS


class Group:
    """The packets since the last key frame, within bounds; empty when they were too many."""

    def __init__(self) -> None:
        self.packets: list[Packet[VideoStream]] = []
        self._bytes = 0
        self._whole = False

    def add(self, packet: Packet[VideoStream]) -> None:
        if packet.is_keyframe:
            self.packets, self._bytes, self._whole = [], 0, True
        if not self._whole:
            return
        self.packets.append(packet)
        self._bytes += packet.size
        if len(self.packets) > MAX_KEPT_PACKETS or self._bytes > MAX_KEPT_BYTES:
            self.packets, self._whole = [], False
