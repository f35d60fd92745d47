"""The HTTP server: listens, has requests answered, and writes answers and streams."""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import cast

from aiohttp import web

from babelcam.errors import CameraError
from babelcam.http.connection import SERVER, Connection, ConnectionServer, Limits, Taken
from babelcam.http.fanout import HttpReader
from babelcam.http.message import AnyReply, Exchange, Headers, Reply, StreamReply
from babelcam.http.pipeline import Pipeline
from babelcam.http.site import plain
from babelcam.http.target import BadTarget
from babelcam.system.requests import Seen

UNREAD = (408, 413)  # of these requests some is still to come that nobody will read
CLOSE_SECONDS = 10.0  # for a viewer to take what was written before its stream ended
COMMON_HEADERS: Headers = (
    ("Server", SERVER),
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
)

log = logging.getLogger(__name__)


class HttpServer:
    """Serves what `pipeline` answers, on any number of listeners."""

    def __init__(self, pipeline: Pipeline, limits: Limits, seen: Callable[[Seen], None]) -> None:
        """`seen` is told of every request when its answer begins."""
        self._pipeline = pipeline
        self._seen = seen
        self._runner = web.ServerRunner(ConnectionServer(self._serve, limits), shutdown_timeout=1.0)

    async def listen(self, host: str, port: int, tls: ssl.SSLContext | None = None) -> tuple[str, int]:
        """Listen on one more address; returns the address bound. OSError if that cannot be."""
        if self._runner.server is None:
            await self._runner.setup()
        site = web.TCPSite(self._runner, host, port, ssl_context=tls, backlog=1024)
        await site.start()
        bound = self._runner.addresses[-1]
        return bound[0], bound[1]

    async def close(self) -> None:
        await self._runner.cleanup()

    async def _serve(self, request: web.BaseRequest) -> web.StreamResponse:
        connection = cast(Connection, request.protocol)
        connection.got_request()
        try:
            exchange, answer = await self._pipeline.answer(request)
        except BadTarget as error:
            log.info("bad request from %s: %s", request.remote, error)
            return _response(plain(400, "Bad Request"), request)
        return await self._write(answer, exchange, request)

    async def _write(
        self, answer: AnyReply, exchange: Exchange, request: web.BaseRequest
    ) -> web.StreamResponse:
        if isinstance(answer, StreamReply):
            try:
                return await self._stream(answer, exchange, request)
            except CameraError as error:
                log.info("%s: %s: %s", exchange.address, exchange.target.path, error)
                answer = answer.refuse(error)
        self._tell(exchange, request, answer.status)
        return _response(answer, request)

    def _tell(self, exchange: Exchange, request: web.BaseRequest, status: int) -> None:
        account = exchange.account.name if exchange.account else None
        seen = Seen(
            exchange.protocol, request.method, exchange.target.text, exchange.address, account, status
        )
        log.debug("%s %s %s %s: %s", seen.address, seen.account, seen.method, exchange.target.path, status)
        self._seen(seen)

    async def _stream(
        self, reply: StreamReply, exchange: Exchange, request: web.BaseRequest
    ) -> web.StreamResponse:
        connection = cast(Connection, request.protocol)
        transport = connection.stream
        if transport is None:
            return Taken()  # the client is gone already
        reader = HttpReader(exchange.viewer, transport, reply.shape(), reply.encoding.codec, reply.frames)
        watching = reply.channel.watch(reply.encoding, reader)
        self._tell(exchange, request, 200)
        transport.write(_head(200, request, (("Content-Type", reply.content_type), *reply.headers)))
        if request.method == "HEAD":
            return Taken()
        transport.write(reply.opening)
        connection.on_lost(reader.finished.set)
        try:
            with watching:
                async with asyncio.timeout(reply.seconds):
                    await reader.finished.wait()
        except TimeoutError:
            log.debug("%s: stream over after %s s", exchange.address, reply.seconds)
        finally:
            connection.forget(reader.finished.set)
        asyncio.get_running_loop().call_later(CLOSE_SECONDS, _hang_up, transport)
        return Taken()


def _hang_up(transport: asyncio.Transport) -> None:
    """End a connection whose client does not take the rest."""
    if transport.get_write_buffer_size():
        transport.abort()


def _response(reply: Reply, request: web.BaseRequest) -> web.StreamResponse:
    if not reply.length:
        return _unmeasured(reply, request)
    response = web.Response(status=reply.status, body=reply.body)
    if reply.status in UNREAD:
        response.force_close()
    if reply.body:
        response.headers["Content-Type"] = reply.content_type
    for name, value in _with_common(reply.headers):
        response.headers.add(name, value)
    return response


def _with_common(headers: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The page's own headers, and the common ones that it says nothing of."""
    said = {name for name, _ in headers}
    return [*headers, *(common for common in COMMON_HEADERS if common[0] not in said)]


def _unmeasured(reply: Reply, request: web.BaseRequest) -> web.StreamResponse:
    """An answer without Content-Length, ended by closing the connection."""
    transport = cast(Connection, request.protocol).stream
    if transport is not None:
        transport.write(_head(reply.status, request, (("Content-Type", reply.content_type), *reply.headers)))
        if request.method != "HEAD":
            transport.write(reply.body)
    return Taken()


def _head(status: int, request: web.BaseRequest, headers: Sequence[tuple[str, str]]) -> bytes:
    """The head of an answer that is not chunked: old clients cannot read that."""
    version = f"{request.version.major}.{request.version.minor}"
    lines = [f"HTTP/{version} {status} {HTTPStatus(status).phrase}"]
    lines += [f"{name}: {value}" for name, value in (*_with_common(headers), ("Connection", "close"))]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")
