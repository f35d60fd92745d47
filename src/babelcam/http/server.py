"""The HTTP server: reads requests, asks the gate, has pages answer, writes answers and streams."""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import Sequence
from dataclasses import replace
from http import HTTPStatus
from typing import Any, cast

from aiohttp import web

from babelcam.access.accounts import Account, Role
from babelcam.access.gate import Admitted, Attempt, Gate, Refused
from babelcam.access.sessions import Sessions
from babelcam.http.connection import Connection, ConnectionServer, Limits, Taken
from babelcam.http.fanout import HttpReader
from babelcam.http.message import AnyReply, Exchange, Reply, StreamReply
from babelcam.http.origin import is_foreign
from babelcam.http.site import Manners, Page, Site, plain
from babelcam.http.target import BadTarget, Query, Target
from babelcam.media.reader import Viewer

BODY_SECONDS = 30.0  # for a form to arrive
CLOSE_SECONDS = 10.0  # for a viewer to take what was written before its stream ended
SESSION_COOKIE = "babelcam_session"
FORM_TYPES = ("application/x-www-form-urlencoded", "text/plain", "")

log = logging.getLogger(__name__)


class HttpServer:
    """Serves `sites`, the first that knows an address answers; on any number of listeners."""

    def __init__(self, sites: Sequence[Site], gate: Gate, sessions: Sessions, limits: Limits) -> None:
        self._sites = sites
        self._gate = gate
        self._sessions = sessions
        self._runner = web.ServerRunner(ConnectionServer(self._serve, limits))

    async def listen(self, host: str, port: int, tls: ssl.SSLContext | None = None) -> tuple[str, int]:
        """Listen on one more address; returns the address bound. OSError if that cannot be."""
        if self._runner.server is None:
            await self._runner.setup()
        site = web.TCPSite(self._runner, host, port, ssl_context=tls, shutdown_timeout=1.0, backlog=1024)
        await site.start()
        server = cast(asyncio.Server, site._server)
        bound = server.sockets[0].getsockname()
        return bound[0], bound[1]

    async def close(self) -> None:
        await self._runner.cleanup()

    async def _serve(self, request: web.BaseRequest) -> web.StreamResponse:
        connection = cast(Connection, request.protocol)
        connection.got_request()
        try:
            target = Target.parse(request.raw_path)
        except BadTarget as error:
            log.info("bad request from %s: %s", request.remote, error)
            return _response(plain(400, "Bad Request"), request)
        page = self._find(target)
        exchange = Exchange(
            "GET" if request.method == "HEAD" else request.method,
            target,
            target.query,
            request.headers,
            request.remote or "",
            secure=request.secure,
        )
        answer = await self._answer(exchange, page, request)
        log.debug("%s %s %s: %s", exchange.address, request.method, target.path, answer)
        if isinstance(answer, Reply):
            return _response(answer, request)
        return await self._stream(answer, exchange, request)

    def _find(self, target: Target) -> Page | Manners:
        for site in self._sites:
            found = site.find(target)
            if found is not None:
                return found
        return Manners()

    async def _answer(self, exchange: Exchange, page: Page | Manners, request: web.BaseRequest) -> AnyReply:
        if isinstance(page, Manners):
            return page.not_found()
        if exchange.method not in page.methods:
            allow = ", ".join((*page.methods, "HEAD") if "GET" in page.methods else page.methods)
            return replace(plain(405, "Method Not Allowed"), headers=(("Allow", allow),))
        admitted = self._admit(exchange, request)
        if isinstance(admitted, Refused) and page.role > Role.NOBODY:
            return self._unauthorized(page.manners, admitted)
        if isinstance(admitted, Admitted):
            if admitted.role < page.role:
                log.info(
                    "%s: %s may not ask %s", exchange.address, _name(admitted.account), exchange.target.path
                )
                return self._unauthorized(page.manners, None)
            exchange = replace(exchange, account=admitted.account, role=admitted.role)
        if (page.changes or exchange.method != "GET") and is_foreign(request.headers):
            log.warning("%s: refused %s, sent by another site", exchange.address, exchange.target.path)
            return plain(403, "Refused: this request was sent by another site")
        if exchange.method != "GET":
            try:
                body = await _body(request, page.max_body)
            except TimeoutError:
                return plain(408, "Request Timeout")
            if body is None:
                return plain(413, "Request Entity Too Large")
            try:
                form = Query.parse_form(body) if request.content_type in FORM_TYPES else Query()
            except BadTarget as error:
                return plain(400, f"Bad Request: {error}")
            exchange = replace(exchange, body=body, query=exchange.query + form)
        return await page.answer(exchange)

    def _admit(self, exchange: Exchange, request: web.BaseRequest) -> Admitted | Refused:
        authorization = request.headers.get("Authorization")
        if authorization is None:
            account = self._sessions.find(request.cookies.get(SESSION_COOKIE, ""))
            if account:
                return Admitted(account, account.role)
        attempt = Attempt(authorization, request.method, exchange.target.text, exchange.address)
        return self._gate.check(attempt)

    def _unauthorized(self, manners: Manners, refused: Refused | None) -> Reply:
        """401 with the challenges; the answer for a missing, a wrong and an insufficient login alike."""
        stale = refused is not None and refused.stale
        challenges = self._gate.challenges(single=manners.single_challenge, stale=stale)
        headers = tuple(("WWW-Authenticate", challenge) for challenge in challenges)
        if refused and refused.retry_after is not None:
            headers = (*headers, ("Retry-After", str(max(1, round(refused.retry_after)))))
        return replace(manners.unauthorized(), headers=headers)

    async def _stream(
        self, reply: StreamReply, exchange: Exchange, request: web.BaseRequest
    ) -> web.StreamResponse:
        connection = cast(Connection, request.protocol)
        transport = connection.transport
        if not isinstance(transport, asyncio.Transport):
            return Taken()
        transport.write(_stream_head(reply, request))
        if request.method == "HEAD":
            return Taken()
        transport.write(reply.opening)
        viewer = Viewer(_name(exchange.account), exchange.address, "HTTPS" if request.secure else "HTTP")
        reader = HttpReader(viewer, transport, reply.shape(), reply.frames)
        connection.on_lost(reader.finished.set)
        try:
            with reply.channel.watch(reply.encoding, reader):
                async with asyncio.timeout(reply.seconds):
                    await reader.finished.wait()
        except TimeoutError:
            log.debug("%s: stream over after %s s", exchange.address, reply.seconds)
        finally:
            connection.forget(reader.finished.set)
        asyncio.get_running_loop().call_later(CLOSE_SECONDS, _abort, transport)
        return Taken()


def _abort(transport: asyncio.Transport) -> None:
    if transport.get_write_buffer_size():
        transport.abort()


def _name(account: Account | None) -> str:
    return account.name if account else "anonymous"


async def _body(request: web.BaseRequest, limit: int) -> bytes | None:
    """The request's body; None when it is larger than `limit`."""
    if (request.content_length or 0) > limit:
        return None
    body = bytearray()
    async with asyncio.timeout(BODY_SECONDS):
        async for chunk in request.content.iter_any():
            body += chunk
            if len(body) > limit:
                return None
    return bytes(body)


def _response(reply: Reply, request: web.BaseRequest) -> web.StreamResponse:
    if not reply.length:
        return _unmeasured(reply, request)
    response = web.Response(status=reply.status, body=reply.body)
    if reply.body or reply.status not in (204, 304):
        response.headers["Content-Type"] = reply.content_type
    for name, value in (*reply.headers, *_COMMON):
        response.headers.add(name, value)
    return response


def _unmeasured(reply: Reply, request: web.BaseRequest) -> web.StreamResponse:
    """An answer without Content-Length, ended by closing the connection."""
    transport = request.transport
    if transport is not None:
        transport.write(_head(reply.status, request, (("Content-Type", reply.content_type), *reply.headers)))
        if request.method != "HEAD":
            transport.write(reply.body)
    return Taken()


def _stream_head(reply: StreamReply, request: web.BaseRequest) -> bytes:
    return _head(200, request, (("Content-Type", reply.content_type), *reply.headers))


def _head(status: int, request: web.BaseRequest, headers: Sequence[tuple[str, str]]) -> bytes:
    """A response head for what is not chunked: old clients cannot read that."""
    version = f"{request.version.major}.{request.version.minor}"
    lines = [f"HTTP/{version} {status} {HTTPStatus(status).phrase}"]
    lines += [f"{name}: {value}" for name, value in (*headers, *_COMMON, ("Connection", "close"))]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


_COMMON: tuple[tuple[str, Any], ...] = (
    ("Server", "babelcam"),
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
)
