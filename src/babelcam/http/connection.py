"""One HTTP connection: aiohttp's, with limits, and open to clients that write sloppily."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, cast

from aiohttp import web
from aiohttp.abc import AbstractStreamWriter

from babelcam.http.request_line import is_unfinished, mended
from babelcam.system import descriptors
from babelcam.system.hosts import network
from babelcam.system.sockets import tune

SERVER = "babelcam"
FIRST_REQUEST_SECONDS = 30.0  # for a whole request head to arrive
MAX_HEADER_BYTES = 8 * 1024 - 2  # each line, as most HTTP servers
MAX_HEADERS = 100
KEEP_ALIVE_SECONDS = 75.0
LINGER_SECONDS = 1.0  # for the rest of a body that was refused

log = logging.getLogger(__name__)


@dataclass
class Limits:
    """How many connections are held at once, over all listeners of one camera."""

    connections: int = field(default_factory=lambda: descriptors.share(0.75, 4000))
    per_address: int = field(default_factory=lambda: descriptors.share(0.5, 2000))
    open: Counter[str] = field(default_factory=Counter)

    def enter(self, address: str) -> bool:
        host = network(address)
        if self.open.total() >= self.connections or self.open[host] >= self.per_address:
            return False
        self.open[host] += 1
        return True

    def leave(self, address: str) -> None:
        host = network(address)
        self.open[host] -= 1
        if not self.open[host]:
            del self.open[host]


class Connection(web.RequestHandler):
    """Counts itself in and out, and hangs up on those who never finish a request."""

    __slots__ = ("_address", "_begun", "_deadline", "_limits", "_lost")

    def __init__(self, manager: web.Server, limits: Limits, **options: Any) -> None:
        super().__init__(manager, **options)
        self._limits = limits
        self._address: str | None = None
        self._begun = b""  # of a request line
        self._deadline: asyncio.TimerHandle | None = None
        self._lost: list[Callable[[], None]] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        transport = cast(asyncio.Transport, transport)
        address = (transport.get_extra_info("peername") or ("",))[0]
        if not self._limits.enter(address):
            log.warning("too many connections: hung up on %s", address)
            transport.abort()
            return
        self._address = address
        tune(transport.get_extra_info("socket"))
        self._expect_request()

    def connection_lost(self, exc: BaseException | None) -> None:
        self.got_request()
        if self._address is not None:
            self._limits.leave(self._address)
            self._address = None
        for callback in self._lost:
            callback()
        self._lost.clear()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._request_in_progress:
            super().data_received(data)
            return
        self._begun += data
        if not is_unfinished(self._begun):
            data, self._begun = self._begun, b""
            super().data_received(mended(data))

    @property
    def stream(self) -> asyncio.Transport | None:
        """Where to write; None when the client is gone."""
        return self.transport

    def on_lost(self, callback: Callable[[], None]) -> None:
        """Have `callback` called when the client is gone; at once if it is."""
        if self.transport is None:
            callback()
        else:
            self._lost.append(callback)

    def forget(self, callback: Callable[[], None]) -> None:
        if callback in self._lost:
            self._lost.remove(callback)

    def got_request(self) -> None:
        if self._deadline:
            self._deadline.cancel()
            self._deadline = None

    def _expect_request(self) -> None:
        self._deadline = asyncio.get_running_loop().call_later(FIRST_REQUEST_SECONDS, self._hang_up)

    def _hang_up(self) -> None:
        if self.stream is not None:
            self.stream.abort()

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """Answer what cannot be parsed, in one line of log."""
        if status < 500:
            reason = (message or getattr(exc, "message", "") or str(exc)).strip().splitlines()
            log.info("bad request from %s: %s", self._address, reason[0][:200] if reason else status)
        else:
            log.error("failed to answer %s", self._address, exc_info=exc)
        if request.writer.output_size > 0:
            raise ConnectionError("the answer had begun")
        answer = web.Response(status=status, text="Bad Request\r\n" if status < 500 else "Internal Error\r\n")
        answer.headers["Server"] = SERVER
        answer.force_close()
        return answer


class ConnectionServer(web.Server):
    """aiohttp's low-level server, with our connections."""

    def __init__(self, handler: Any, limits: Limits) -> None:
        super().__init__(
            handler,
            access_log=None,
            keepalive_timeout=KEEP_ALIVE_SECONDS,
            max_line_size=MAX_HEADER_BYTES,
            max_field_size=MAX_HEADER_BYTES,
            max_headers=MAX_HEADERS,
            lingering_time=LINGER_SECONDS,
            auto_decompress=False,  # no document has compressed requests
        )
        self._limits = limits

    def __call__(self) -> Connection:
        return Connection(self, self._limits, loop=self._loop, **self._kwargs)


class Taken(web.StreamResponse):
    """Tells aiohttp that the answer was written to the transport by somebody else."""

    async def prepare(self, request: web.BaseRequest) -> AbstractStreamWriter | None:
        self.force_close()
        return None

    async def write_eof(self, data: bytes = b"") -> None:
        """Nothing is left to write."""
