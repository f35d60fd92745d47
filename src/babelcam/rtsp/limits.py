"""How much one RTSP server takes on."""

from __future__ import annotations

from dataclasses import dataclass, field

from babelcam.system import descriptors


@dataclass(frozen=True, slots=True)
class Limits:
    """Counts, and times in seconds. The lengths of messages are limited in `messages`."""

    # A recorder may take nearly all, but never lock everybody else out.
    connections: int = field(default_factory=lambda: descriptors.share(0.25, 1000))
    connections_per_address: int = field(default_factory=lambda: descriptors.share(0.2, 800))
    sessions: int = 1000
    sessions_per_address: int = 800
    sessions_per_connection: int = 8
    first_request: float = 30.0  # until a new connection has sent its first whole request
    session: float = 60.0  # RFC 2326 section 12.37: silent sessions end, and connections without any
    key_frame: float = 8.0  # how long DESCRIBE waits for a picture to describe
    first_picture: float = 4.0  # how long PLAY waits for the picture that RTP-Info tells of
