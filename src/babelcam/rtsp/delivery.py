"""The reader behind a playing session: takes each frame as RTP and hands it to the network at once."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from collections.abc import Callable
from contextlib import ExitStack

from babelcam.media.channel import Channel
from babelcam.media.encoding import Encoding
from babelcam.media.frame import Frame
from babelcam.media.reader import Reader, Viewer
from babelcam.rtsp.headers.transport import Pair
from babelcam.rtsp.messages import interleaved
from babelcam.rtsp.rtp.stream import Interleaved, Packets, RtpStream
from babelcam.rtsp.udp import Datagrams, Destination

MAX_BACKLOG_BYTES = 256 * 1024  # that a client on TCP may leave unread before frames pass it by


class Delivery(Reader):
    """Starts at a key frame; where it cannot keep up, it goes on at the next one."""

    def __init__(self, viewer: Viewer, stream: RtpStream, announce: Callable[[Packets], None]) -> None:
        """`announce` is called with the first picture before that is sent."""
        super().__init__(viewer)
        self.stream = stream
        self.when_ended: Callable[[], None] | None = None
        self._announce: Callable[[Packets], None] | None = announce
        self._wants_key = True
        self._joining = False
        self._watching = ExitStack()

    def start(self, channel: Channel, encoding: Encoding) -> None:
        """Begin to watch."""
        self._joining = True
        live = self._watching.enter_context(channel.watch(encoding, self))
        self._joining = False
        if self._announce and live.latest and live.latest.key:
            self.offer(live.latest)  # slow streams: not to wait for the next picture

    def stop(self) -> None:
        """Watch no more."""
        self._watching.close()

    def offer(self, frame: Frame) -> None:
        if self._wants_key and not self._begins(frame):
            return
        if self._send(frame):
            self.delivered += 1
        else:
            frame.once(self.stream)  # it takes its numbers all the same: the gap tells of the loss
            self.dropped += 1
            self._wants_key = True

    def ended(self) -> None:
        if self.when_ended:
            asyncio.get_running_loop().call_soon(self.when_ended)  # the channel is still counting its readers

    @abstractmethod
    def report(self, data: bytes) -> None:
        """Send a compound RTCP packet."""

    @abstractmethod
    def _send(self, frame: Frame) -> bool:
        """Send a frame; False when it could not go out whole."""

    def _begins(self, frame: Frame) -> bool:
        """Whether pictures go out from this frame on; the first is announced."""
        packets = frame.once(self.stream)
        if not frame.key or not packets.packets:
            self.dropped += self._announce is None
            return False
        if self._announce:
            self._announce(packets)
            self._announce = None
        self._wants_key = False
        return True


class InterleavedDelivery(Delivery):
    """Over the RTSP connection: one write a frame."""

    def __init__(
        self,
        viewer: Viewer,
        stream: RtpStream,
        announce: Callable[[Packets], None],
        transport: asyncio.WriteTransport,
        channels: Pair,
    ) -> None:
        super().__init__(viewer, stream, announce)
        self._transport = transport
        self._form = stream.form(Interleaved, channels.rtp)
        self._control = channels.rtcp

    def report(self, data: bytes) -> None:
        if not self._transport.is_closing() and not self._falls_behind():
            self._transport.write(interleaved(self._control, data))

    def _send(self, frame: Frame) -> bool:
        transport = self._transport
        if transport.is_closing() or self._falls_behind():
            return False
        transport.write(frame.once(self._form))
        return True

    def _falls_behind(self) -> bool:
        """Unless it is still being given the pictures since the last key frame, which come all at once."""
        return self._transport.get_write_buffer_size() > MAX_BACKLOG_BYTES and not self._joining


class DatagramDelivery(Delivery):
    """Over UDP: one system call a frame, where its packets are of equal size."""

    def __init__(
        self,
        viewer: Viewer,
        stream: RtpStream,
        announce: Callable[[Packets], None],
        destination: Destination,
    ) -> None:
        super().__init__(viewer, stream, announce)
        self._destination = destination
        self._form = stream.form(Datagrams)

    def report(self, data: bytes) -> None:
        self._destination.send_report(data)

    def _send(self, frame: Frame) -> bool:
        return self._destination.send(frame.once(self._form))
