"""What goes through the HTTP server: an `Exchange` in, a `Reply` or `StreamReply` out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from babelcam.access.account import Account, Role
from babelcam.errors import CameraError
from babelcam.http.target import Query, Target
from babelcam.media.channel import Channel
from babelcam.media.encoding import Encoding
from babelcam.media.frame import Frame
from babelcam.media.reader import Viewer

Headers = tuple[tuple[str, str], ...]
Shape = Callable[[Frame], bytes]


@dataclass(frozen=True)
class Exchange:
    """One request, by somebody who may ask it. `query` holds the parameters of URL and form body alike."""

    method: str
    target: Target
    query: Query
    headers: Mapping[str, str]
    address: str
    body: bytes = b""
    account: Account | None = None
    role: Role = Role.NOBODY
    secure: bool = False
    port: int = 0  # of this server, that the request came to

    @property
    def protocol(self) -> str:
        return "HTTPS" if self.secure else "HTTP"

    @property
    def viewer(self) -> Viewer:
        """Who asks, as a viewer of streams."""
        return Viewer(self.account.name if self.account else "anonymous", self.address, self.protocol)

    @property
    def cookie(self) -> str:
        """The name of the web page's cookie: browsers send a cookie to every port of a host."""
        return f"babelcam_session_{self.port}"


@dataclass(frozen=True)
class Reply:
    """A whole answer. Without `length`, the end of the body is the end of the connection."""

    status: int = 200
    body: bytes = b""
    content_type: str = "text/plain"
    headers: Headers = ()
    length: bool = True


def _unavailable(error: CameraError) -> Reply:
    return Reply(503, f"{error}\r\n".encode())


@dataclass(frozen=True)
class StreamReply:
    """An answer that goes on: frames of `encoding`, written as `shape` makes them.

    `shape()` makes the function for one viewer, which turns each frame into bytes; `opening` comes before the
    first. The stream ends after `frames` frames or `seconds`, whichever is given and comes first.
    `refuse` says in its dialect that the camera cannot make it now.
    """

    channel: Channel
    encoding: Encoding
    content_type: str
    shape: Callable[[], Shape]
    opening: bytes = b""
    frames: int | None = None
    seconds: float | None = None
    headers: Headers = field(default=())
    refuse: Callable[[CameraError], Reply] = _unavailable


AnyReply = Reply | StreamReply
