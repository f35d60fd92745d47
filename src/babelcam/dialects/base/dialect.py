"""A dialect is facts: its document, its routes, its streams, its error words."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from babelcam.access.account import Role
from babelcam.dialects.base.call import Call
from babelcam.errors import CameraError
from babelcam.http.message import AnyReply, Reply
from babelcam.http.site import GET, Manners
from babelcam.rtsp.presentation import Presentation

Handler = Callable[[Call], Awaitable[AnyReply]]


@dataclass(frozen=True)
class Route:
    """One address of a document.

    `path` may hold `{name}` segments. `when` are the parameters that tell apart requests on one path;
    "" stands for any value. `serves` are the ids of the requests in the catalogue that it answers.
    """

    path: str
    handler: Handler
    role: Role
    spec: str
    serves: tuple[str, ...]
    methods: tuple[str, ...] = GET
    when: Mapping[str, str] = field(default_factory=dict)
    changes: bool = False


@dataclass(frozen=True)
class StreamRoute:
    """One RTSP address of a document; `find` raises CameraError where the query names no stream."""

    path: str
    find: Callable[[Call], Presentation]
    spec: str
    serves: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sample:
    """An address of a document worth showing to a person; `server` is the listener it is on."""

    what: str
    path: str
    server: Literal["http", "rtsp", "mjpeg"] = "http"


@dataclass(frozen=True)
class Dialect:
    """One vendor's language. `prefixes` are the parts of the address tree that are its own.

    `own_port` answers whatever is asked on a listener of its own.
    """

    name: str
    document: str
    prefixes: tuple[str, ...]
    refuse: Callable[[CameraError], Reply]
    routes: tuple[Route, ...]
    streams: tuple[StreamRoute, ...] = ()
    samples: tuple[Sample, ...] = ()
    own_port: Route | None = None
    manners: Manners = field(default_factory=Manners)
