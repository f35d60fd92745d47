"""The RTSP server: its listeners, and the clock that ends what nobody needs."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import logging
import secrets
import socket
from collections.abc import Callable
from dataclasses import dataclass

from babelcam.access.gate import Gate
from babelcam.media.reader import Reader
from babelcam.rtsp.connection import Connection
from babelcam.rtsp.connections import Connections
from babelcam.rtsp.limits import Limits
from babelcam.rtsp.playing import Players
from babelcam.rtsp.service import Find, Service
from babelcam.rtsp.session import Session
from babelcam.rtsp.udp import Address, UdpPorts
from babelcam.system.clock import Clock
from babelcam.system.requests import Seen

TICK = 1.0  # seconds; how late time-outs and reports may be
CLOSE_SECONDS = 2.0  # for what is still on its way to clients
BACKLOG = 512  # connections that wait to be accepted
_NO_SUCH_FAMILY = frozenset({errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL})  # IPv6 may be off

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Listener:
    """One address that is listened on, with the UDP ports that go with it."""

    server: asyncio.Server
    udp: UdpPorts
    address: Address

    async def close(self) -> None:
        self.server.close()
        await self.server.wait_closed()
        self.udp.close()


class RtspServer:
    """Serves what `find` names, to whom `gate` lets in. May be closed and started again."""

    def __init__(
        self,
        find: Find,
        gate: Gate,
        clock: Clock,
        *,
        name: str,
        limits: Limits | None = None,
        allows: Callable[[str], bool] = lambda address: True,
        seen: Callable[[Seen], None] = lambda request: None,
    ) -> None:
        """`find` gets a path with query and gives what it names, or None; `name` names the camera in RTCP.

        `allows` is the address filter: whom it refuses is not even listened to. `seen` is told
        of each request and its answer.
        """
        limits = limits or Limits()
        self._service = Service(find, gate, clock, secrets.randbelow(1 << 32), seen, limits)
        self._players = Players(self._service, name, self._channel_stopped)
        self._connections = Connections(limits, allows)
        self._listeners: list[_Listener] = []
        self._ticking: asyncio.Task[None] | None = None

    @property
    def readers(self) -> tuple[Reader, ...]:
        """Everybody who is being delivered to, as the web page shows them."""
        return self._players.readers

    @property
    def connections(self) -> int:
        """How many TCP connections are open."""
        return len(self._connections)

    @property
    def sessions(self) -> int:
        """How many sessions are set up, playing or not."""
        return len(self._service.sessions)

    async def start(self, host: str, port: int) -> tuple[Address, ...]:
        """Listen on every address of `host`; gives them with their ports. Raises OSError.

        Port 0 takes a free one.
        """
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        places = dict.fromkeys((family, str(address[0])) for family, *_, address in found)
        made: list[_Listener] = []
        try:
            for family, address in places:
                listener = await self._listen(family, address, made[0].address[1] if made else port)
                if listener:
                    made.append(listener)
            if not made:
                raise OSError(errno.EADDRNOTAVAIL, f"{host} has no address here")
        except OSError:
            for listener in made:
                await listener.close()
            raise
        self._listeners += made
        if self._ticking is None:
            self._ticking = loop.create_task(self._tick_for_ever())
        bound = tuple(listener.address for listener in made)
        log.info("RTSP on %s", ", ".join(f"{address} port {number}" for address, number in bound))
        return bound

    async def close(self) -> None:
        """Say goodbye to everybody, and let everything go."""
        if self._ticking:
            self._ticking.cancel()
            await asyncio.gather(self._ticking, return_exceptions=True)
            self._ticking = None
        for listener in self._listeners:
            listener.server.close()
        for session in self._service.sessions:
            self._end(session)
        for connection in self._connections:
            connection.close()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._connections.closed(), CLOSE_SECONDS)
        for connection in self._connections:
            connection.abort()
        await self._connections.closed()
        for listener in self._listeners:
            await listener.close()
        self._listeners = []

    async def _listen(self, family: socket.AddressFamily, host: str, port: int) -> _Listener | None:
        """Listen on one address; None where this host lacks its family."""
        try:
            udp = UdpPorts(host, family, self._players.heard)
        except OSError as error:
            if error.errno in _NO_SUCH_FAMILY:
                return None
            raise
        try:
            listening = _bound(family, host, port)
        except OSError:
            udp.close()
            raise
        server = await asyncio.get_running_loop().create_server(
            lambda: Connection(self._service, self._players, udp, self._connections),
            sock=listening,
            backlog=BACKLOG,
        )
        return _Listener(server, udp, listening.getsockname()[:2])

    async def _tick_for_ever(self) -> None:
        while True:
            await asyncio.sleep(TICK)
            self._tick(self._service.clock.monotonic())

    def _tick(self, now: float) -> None:
        """Send what reports are due, end silent sessions, close idle connections."""
        self._players.tick(now)
        for session in self._service.sessions:
            if session.expired(now, self._service.limits.session):
                log.info("%s: session ended, nothing heard any more", session.peer)
                self._end(session)
        for connection in self._connections:
            connection.close_if_idle(now)

    def _end(self, session: Session) -> None:
        self._service.sessions.remove(session)
        self._players.end(session)

    def _channel_stopped(self, session: Session) -> None:
        """Clients come again when their connection ends; a goodbye alone many do not notice."""
        self._end(session)
        for connection in self._connections:
            if connection.owns(session.owner):
                connection.close()


def _bound(family: socket.AddressFamily, host: str, port: int) -> socket.socket:
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        sock.bind((host, port))
    except OSError:
        sock.close()
        raise
    return sock
