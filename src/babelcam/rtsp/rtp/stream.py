"""One encoding as RTP: its numbers belong to the stream, so each picture is laid out once for all readers."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import TypeVar, cast
from weakref import WeakValueDictionary

from babelcam.media.channel import Channel
from babelcam.media.encoding import Encoding
from babelcam.media.frame import Codec, Frame
from babelcam.rtsp.messages import interleaved
from babelcam.rtsp.rtp import h264, jpeg
from babelcam.rtsp.rtp.packet import CLOCK_RATE, HEADER_BYTES, MAX_PACKET_BYTES, Packet
from babelcam.rtsp.rtp.packet import format as format_packet
from babelcam.rtsp.rtp.rtcp import SenderReport

F = TypeVar("F")

log = logging.getLogger(__name__)

_SEQUENCES = 1 << 16
_TIMESTAMPS = 1 << 32


@dataclass(frozen=True, slots=True)
class PayloadFormat:
    """How a codec travels: its number (RFC 3551 section 6), its name in the SDP, and what cuts a picture."""

    type: int
    name: str
    payloads: Callable[[bytes, int], list[bytes]]


PAYLOAD_FORMATS = {
    Codec.H264: PayloadFormat(96, "H264", h264.payloads),
    Codec.JPEG: PayloadFormat(26, "JPEG", jpeg.payloads),
}


@dataclass(frozen=True, slots=True)
class Packets:
    """One picture as RTP packets; none where its codec has no way to carry it."""

    sequence: int
    timestamp: int
    packets: tuple[bytes, ...]


class RtpStream:
    """Calling it with a frame gives its `Packets`; `frame.once(stream)` sees that this happens once."""

    def __init__(self, codec: Codec) -> None:
        self.format = PAYLOAD_FORMATS[codec]
        self.ssrc = secrets.randbelow(1 << 32)
        self.packets = 0
        self.octets = 0
        self._sequence = secrets.randbelow(_SEQUENCES)
        self._time_base = secrets.randbelow(_TIMESTAMPS)
        self._complained = False
        self._forms: dict[Hashable, object] = {}

    def __call__(self, frame: Frame) -> Packets:
        """Lay a frame out; frames take consecutive numbers in the order in which they come here."""
        payloads = self._payloads(frame)
        first, timestamp = self._sequence, self.timestamp(frame.time)
        last = len(payloads) - 1

        def packet(index: int, payload: bytes) -> bytes:
            sequence = (first + index) % _SEQUENCES
            return format_packet(
                Packet(self.format.type, index == last, sequence, timestamp, self.ssrc, payload)
            )

        made = tuple(packet(index, payload) for index, payload in enumerate(payloads))
        self._sequence = (first + len(made)) % _SEQUENCES
        self.packets += len(made)
        self.octets += sum(map(len, payloads))
        return Packets(first, timestamp, made)

    def form(self, kind: Callable[..., F], *arguments: Hashable) -> F:
        """`kind(self, *arguments)`, the same object for all readers, so that frames are laid out once."""
        key = (kind, *arguments)
        if key not in self._forms:
            self._forms[key] = kind(self, *arguments)
        return cast(F, self._forms[key])

    def check(self, frame: Frame) -> None:
        """Raise ValueError, which says why, for a frame that RTP cannot carry."""
        self.format.payloads(frame.data, MAX_PACKET_BYTES - HEADER_BYTES)

    def timestamp(self, time: float) -> int:
        """The RTP time of `time`, in seconds on the monotonic clock."""
        return (self._time_base + round(time * CLOCK_RATE)) % _TIMESTAMPS

    def report(self, monotonic: float, now: float) -> SenderReport:
        """What was sent so far, and the two clocks side by side: monotonic and Unix seconds."""
        return SenderReport(self.ssrc, now, self.timestamp(monotonic), self.packets, self.octets)

    def _payloads(self, frame: Frame) -> list[bytes]:
        try:
            return self.format.payloads(frame.data, MAX_PACKET_BYTES - HEADER_BYTES)
        except ValueError as error:
            if not self._complained:
                log.warning("RTP cannot carry this %s: %s", self.format.name, error)
            self._complained = True
            return []


@dataclass(frozen=True, slots=True, eq=False)
class Interleaved:
    """A picture's packets as they go between RTSP messages on one channel: one piece of bytes."""

    stream: RtpStream
    channel: int

    def __call__(self, frame: Frame) -> bytes:
        return b"".join(interleaved(self.channel, packet) for packet in frame.once(self.stream).packets)


class RtpStreams:
    """Finds the `RtpStream` of an encoding. It lives as long as any session has set it up."""

    def __init__(self) -> None:
        self._streams: WeakValueDictionary[tuple[Channel, Encoding], RtpStream] = WeakValueDictionary()

    def of(self, channel: Channel, encoding: Encoding) -> RtpStream:
        stream = self._streams.get((channel, encoding))
        if stream is None:
            stream = self._streams[channel, encoding] = RtpStream(encoding.codec)
        return stream
