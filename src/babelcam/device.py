"""A camera on the network: its parts, its accounts, and the servers that speak for it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import AsyncExitStack
from types import TracebackType
from typing import Self

from babelcam.access.accounts import Accounts
from babelcam.access.gate import Gate
from babelcam.access.sessions import Sessions
from babelcam.addresses import Address, Bound, Entry, is_loopback, reachable
from babelcam.camera import Camera
from babelcam.config import ConfigError, Configuration
from babelcam.dialects.all import ALL
from babelcam.dialects.base.router import DialectSite, SinglePageSite
from babelcam.http import tls
from babelcam.http.connection import Limits
from babelcam.http.pipeline import Pipeline
from babelcam.http.server import HttpServer
from babelcam.http.site import Site
from babelcam.media.sources import open_source
from babelcam.rtsp.server import RtspServer
from babelcam.system.clock import Clock
from babelcam.system.requests import Seen
from babelcam.web.site import WebSite

REALM = "babelcam"

log = logging.getLogger(__name__)


class Device:
    """Everything one `babelcam serve` runs. Use it as an async context manager."""

    def __init__(
        self,
        configuration: Configuration,
        accounts: Accounts,
        clock: Clock,
        seen: Callable[[Seen], None] = lambda request: None,
    ) -> None:
        """`seen` is told of each request. Raises SourceError if a source address can never work."""
        self.configuration = configuration
        self.accounts = accounts
        self.bound = Bound()
        sources = [open_source(each.source, number) for number, each in enumerate(configuration.channels, 1)]
        self.camera = Camera(
            configuration.name, list(zip(configuration.channels, sources, strict=True)), clock
        )
        self._gate = Gate(accounts, configuration.access, clock)
        self._sessions = Sessions(accounts, configuration.access, clock)
        self._limits = Limits()
        self._vendors = DialectSite(self.camera, ALL)
        self._clock = clock
        self._seen = seen
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        """Start everything; if an address cannot be had, OSError, and nothing is left running."""
        self._check_exposure()
        async with AsyncExitStack() as stack:
            stack.push_async_callback(self.camera.stop)
            await self.camera.start()
            await self._start_http(stack)
            await self._start_mjpeg(stack)
            await self._start_rtsp(stack)
            self._stack = stack.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    def _check_exposure(self) -> None:
        """Nothing but this host is served while there is nobody who could administer the camera."""
        listen = self.configuration.listen
        for address in (listen.http, listen.https, listen.rtsp, listen.mjpeg):
            if address and not is_loopback(address.host) and not self.accounts.has_administrator:
                raise ConfigError(f"{address}: there is no administrator yet, so only loopback is served")

    def entries(self) -> tuple[Entry, ...]:
        """What there is to watch, in every dialect, with complete URLs."""
        bound = self.bound
        web = ("http", bound.http) if bound.http else ("https", bound.https)
        servers = {"http": web, "rtsp": ("rtsp", bound.rtsp), "mjpeg": ("http", bound.mjpeg)}
        found = ((dialect, sample, *servers[sample.server]) for dialect in ALL for sample in dialect.samples)
        return tuple(
            Entry(dialect.name, sample.what, f"{scheme}://{reachable(address)}{sample.path}")
            for dialect, sample, scheme, address in found
            if address is not None
        )

    def _server(self, stack: AsyncExitStack, *sites: Site) -> HttpServer:
        pipeline = Pipeline(sites, self._gate, self._sessions)
        server = HttpServer(pipeline, self._limits, self._seen)
        stack.push_async_callback(server.close)
        return server

    async def _start_http(self, stack: AsyncExitStack) -> None:
        listen = self.configuration.listen
        web = WebSite(self.camera, self._gate, self._sessions, self.entries)
        server = self._server(stack, self._vendors, web)
        if listen.http:
            self.bound.http = Address(*await server.listen(*listen.http))
        if listen.https:
            folder, name = self.configuration.data.expanduser(), self.configuration.name
            context = tls.context(listen.certificate, listen.key, folder, name, listen.https.host)
            self.bound.https = Address(*await server.listen(*listen.https, context))

    async def _start_mjpeg(self, stack: AsyncExitStack) -> None:
        address = self.configuration.listen.mjpeg
        if address:
            (owner,) = (dialect for dialect in ALL if dialect.own_port)
            server = self._server(stack, SinglePageSite(self.camera, owner))
            self.bound.mjpeg = Address(*await server.listen(*address))

    async def _start_rtsp(self, stack: AsyncExitStack) -> None:
        address = self.configuration.listen.rtsp
        if address:
            server = RtspServer(
                self._vendors.stream, self._gate, self._clock, name=self.configuration.name, seen=self._seen
            )
            stack.push_async_callback(server.close)
            (first, *_) = await server.start(*address)
            self.bound.rtsp = Address(*first)
