"""What the conversations of one server share, and where one of them takes place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from babelcam.access.gate import Gate
from babelcam.rtsp.headers.transport import Pair
from babelcam.rtsp.limits import Limits
from babelcam.rtsp.presentation import Presentation
from babelcam.rtsp.rtp.stream import RtpStreams
from babelcam.rtsp.session import Sessions
from babelcam.system.clock import Clock
from babelcam.system.requests import Seen

Find = Callable[[str], Presentation | None]


@dataclass(frozen=True, slots=True)
class Service:
    """What all share. `find` says what a path with query names, `number` marks this run of the server.

    `seen` is told of each request and its answer.
    """

    find: Find
    gate: Gate
    clock: Clock
    number: int
    seen: Callable[[Seen], None] = lambda request: None
    limits: Limits = field(default_factory=Limits)
    sessions: Sessions = field(default_factory=Sessions)
    streams: RtpStreams = field(default_factory=RtpStreams)


@dataclass(frozen=True, slots=True)
class Place:
    """A connection's two ends, and the server's ports for RTP over UDP."""

    local: str
    port: int
    peer: str
    udp: Pair | None = None

    @property
    def origin(self) -> str:
        """How the URLs of this server begin, as seen from the client."""
        host = f"[{self.local}]" if ":" in self.local else self.local
        return f"rtsp://{host}:{self.port}"
