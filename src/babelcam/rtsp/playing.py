"""Which sessions are being delivered just now: starts and stops them, and reports in RTCP."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass

from babelcam.media.reader import Reader
from babelcam.rtsp.delivery import DatagramDelivery, Delivery, InterleavedDelivery
from babelcam.rtsp.headers.transport import Lower, Transport
from babelcam.rtsp.rtp import rtcp
from babelcam.rtsp.rtp.rtcp import Goodbye
from babelcam.rtsp.rtp.stream import Packets
from babelcam.rtsp.service import Service
from babelcam.rtsp.session import Session
from babelcam.rtsp.udp import Address, UdpPorts

REPORT_INTERVAL = 5.0  # seconds; RFC 3550 section 6.2

log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Playing:
    deliveries: tuple[Delivery, ...]
    next_report: float = float("inf")  # seconds on the monotonic clock; from the first picture on


class Players:
    """The live side of the sessions of one server."""

    def __init__(self, service: Service, cname: str, when_ended: Callable[[Session], None]) -> None:
        """`cname` names the server in RTCP; `when_ended` hears of sessions whose channel stopped."""
        self._service = service
        self._cname = cname
        self._when_ended = when_ended
        self._playing: dict[Session, _Playing] = {}

    @property
    def readers(self) -> tuple[Reader, ...]:
        """Everybody who is being delivered to."""
        return tuple(delivery for playing in self._playing.values() for delivery in playing.deliveries)

    def start(
        self,
        session: Session,
        connection: asyncio.WriteTransport,
        udp: UdpPorts,
        announce: Callable[[Packets], None],
    ) -> None:
        """Deliver from the next key frame on; `announce` is called just before that is sent."""

        def announced(first: Packets) -> None:
            announce(first)
            asyncio.get_running_loop().call_soon(self._report, session)

        deliveries = tuple(
            self._delivery(session, name, connection, udp, announced) for name in session.tracks
        )
        self._playing[session] = _Playing(deliveries)
        for delivery in deliveries:
            delivery.when_ended = lambda: self._when_ended(session)
            delivery.start(session.presentation.channel, session.presentation.encoding)
        log.info("%s plays %s, account %r", session.peer, session.presentation.name, session.account)

    def _delivery(
        self,
        session: Session,
        track: str,
        connection: asyncio.WriteTransport,
        udp: UdpPorts,
        announce: Callable[[Packets], None],
    ) -> Delivery:
        stream = session.tracks[track].stream
        way: Transport = session.tracks[track].transport
        if way.lower is Lower.TCP and way.interleaved:
            return InterleavedDelivery(session.viewer, stream, announce, connection, way.interleaved)
        if way.client_port is None:
            raise ValueError(f"{track} was set up without ports")
        destination = udp.to(session.peer, way.client_port)
        return DatagramDelivery(session.viewer, stream, announce, destination)

    def stop(self, session: Session) -> None:
        """Deliver nothing more; the session may be played again."""
        playing = self._playing.pop(session, None)
        for delivery in playing.deliveries if playing else ():
            delivery.stop()
            log.debug("%s: %d frames, %d left out", session.peer, delivery.delivered, delivery.dropped)

    def end(self, session: Session) -> None:
        """Say goodbye, and deliver nothing more."""
        clock = self._service.clock
        playing = self._playing.get(session)
        for delivery in playing.deliveries if playing else ():
            report = delivery.stream.report(clock.monotonic(), clock.now())
            delivery.report(rtcp.format_goodbye(report, self._cname))
        self.stop(session)

    def tick(self, now: float) -> None:
        """Send the reports that are due at `now`, on the monotonic clock."""
        for session in [session for session, playing in self._playing.items() if now >= playing.next_report]:
            self._report(session)

    def _report(self, session: Session) -> None:
        playing = self._playing.get(session)
        if playing is None:
            return
        now = self._service.clock.monotonic()
        playing.next_report = now + REPORT_INTERVAL
        for delivery in playing.deliveries:
            report = delivery.stream.report(now, self._service.clock.now())
            delivery.report(rtcp.format(report, self._cname))

    def heard(self, data: bytes, address: Address) -> None:
        """Take a receiver report that came over UDP: it keeps the session alive that it belongs to."""
        session = self._service.sessions.reporter(*address)
        if session is None:
            return
        try:
            reports = rtcp.parse(data)
        except ValueError as error:
            log.debug("RTCP from %s: %s", address, error)
            return
        if not any(isinstance(report, Goodbye) for report in reports):
            session.last_heard = self._service.clock.monotonic()
