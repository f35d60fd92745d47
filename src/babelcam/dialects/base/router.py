"""All dialects on one port: finds whose route an address is, and has it answered in that dialect's manner."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from babelcam.camera import Camera
from babelcam.dialects.base.call import Call
from babelcam.dialects.base.dialect import Dialect, Route, StreamRoute
from babelcam.errors import CameraError
from babelcam.http.message import AnyReply, Exchange, StreamReply
from babelcam.http.site import Manners, Page
from babelcam.http.target import BadTarget, Query, Target
from babelcam.media.reader import Viewer
from babelcam.rtsp.presentation import Presentation

T = TypeVar("T")
_SEGMENT = re.compile(r"\{(\w+)\}")

log = logging.getLogger(__name__)


class RouteConflict(ValueError):
    """Two dialects answer the same request with different handlers."""


@dataclass(frozen=True)
class _Owned:
    dialect: Dialect
    route: Route


class DialectSite:
    """The vendors' part of a camera's address tree."""

    def __init__(self, camera: Camera, dialects: Sequence[Dialect]) -> None:
        """RouteConflict if two dialects claim one request with different handlers."""
        self._camera = camera
        self._routes = _Paths[_Owned]()
        self._streams = _Paths[StreamRoute]()
        self._prefixes = sorted(
            ((prefix, dialect) for dialect in dialects for prefix in dialect.prefixes),
            key=lambda owned: -len(owned[0]),
        )
        for dialect in dialects:
            for route in dialect.routes:
                self._claim(_Owned(dialect, route))
            for stream in dialect.streams:
                if self._streams.at(stream.path):
                    raise RouteConflict(f"rtsp: {stream.path} is claimed twice")
                self._streams.add(stream.path, stream)

    def find(self, target: Target) -> Page | Manners | None:
        """The page of an HTTP target (see `babelcam.http.site.Site`)."""
        found, path = self._routes.find(target.path)
        owned = next((each for each in found if _applies(each.route, target.query)), None)
        if owned is None:
            owner = self._owner(target.path)
            return owner.manners if owner else None
        return _page(self._camera, owned.dialect, owned.route, path)

    def stream(self, url: str) -> Presentation | None:
        """What the path and query of an RTSP address name; None if nothing."""
        try:
            target = Target.parse(url)
        except BadTarget:
            return None
        viewer = Viewer("", "", "RTSP")
        found, path = self._streams.find(target.path.rstrip("/"))
        for route in found:
            try:
                watched = route.find(Call(self._camera, target.query, path, viewer)).carried()
                watched.channel.check(watched.encoding)
            except CameraError as error:
                log.info("RTSP: %s: %s", target.path, error)
            else:
                return watched
        return None

    def _claim(self, owned: _Owned) -> None:
        route = owned.route
        for other in self._routes.at(route.path):
            same_request = dict(other.route.when) == dict(route.when)
            if same_request and other.route.handler is not route.handler:
                raise RouteConflict(f"{route.path}: {other.dialect.name} and {owned.dialect.name}")
        self._routes.add(route.path, owned)

    def _owner(self, path: str) -> Dialect | None:
        return next((dialect for prefix, dialect in self._prefixes if path.startswith(prefix)), None)


class SinglePageSite:
    """A listener that one page of one dialect has to itself."""

    def __init__(self, camera: Camera, dialect: Dialect) -> None:
        """The dialect must have an `own_port`."""
        if dialect.own_port is None:
            raise ValueError(f"{dialect.name} has no port of its own")
        self._page = _page(camera, dialect, dialect.own_port, {})

    def find(self, target: Target) -> Page:
        return self._page


def _page(camera: Camera, dialect: Dialect, route: Route, path: Mapping[str, str]) -> Page:
    async def answer(exchange: Exchange) -> AnyReply:
        call = Call(camera, exchange.query, path, exchange.viewer, exchange.account, exchange.role)
        try:
            reply = await route.handler(call)
            return replace(reply, refuse=dialect.refuse) if isinstance(reply, StreamReply) else reply
        except CameraError as error:
            log.info("%s: %s: %s", exchange.address, exchange.target.path, error)
            return dialect.refuse(error)

    return Page(answer, route.role, route.methods, route.changes, dialect.manners)


def _applies(route: Route, query: Query) -> bool:
    return all(
        name in query and (not value or query.get(name) == value) for name, value in route.when.items()
    )


class _Paths(Generic[T]):
    """Path patterns to values; several values may stand on one path, in the order added."""

    def __init__(self) -> None:
        self._exact: dict[str, list[T]] = {}
        self._patterns: dict[str, tuple[re.Pattern[str], list[T]]] = {}

    def add(self, path: str, value: T) -> None:
        if not _SEGMENT.search(path):
            self._exact.setdefault(path, []).append(value)
            return
        pattern = "".join(
            f"(?P<{piece}>[^/]+)" if index % 2 else re.escape(piece)
            for index, piece in enumerate(_SEGMENT.split(path))
        )
        self._patterns.setdefault(path, (re.compile(pattern), []))[1].append(value)

    def at(self, path: str) -> Sequence[T]:
        return [*self._exact.get(path, ()), *(self._patterns[path][1] if path in self._patterns else ())]

    def find(self, path: str) -> tuple[Sequence[T], Mapping[str, str]]:
        """The values of the first pattern that fits, exact paths first, with the segments' texts."""
        if path in self._exact:
            return self._exact[path], {}
        for pattern, values in self._patterns.values():
            match = pattern.fullmatch(path)
            if match:
                return values, match.groupdict()
        return (), {}
