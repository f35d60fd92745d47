"""Sessions: what is set up, and which method may come when (RFC 2326 appendix A.2). No I/O."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from babelcam.media.reader import Viewer
from babelcam.rtsp.headers.transport import Lower, Transport
from babelcam.rtsp.presentation import Presentation
from babelcam.rtsp.rtp.stream import RtpStream
from babelcam.system.hosts import network

_ID_BYTES = 8  # 16 hexadecimal digits; section 3.4 wants eight characters at least, and random


class State(Enum):
    """What a session is doing."""

    INIT = auto()
    READY = auto()
    PLAYING = auto()


NEXT = {  # RFC 2326 appendix A.2; what is missing here is answered 455
    State.INIT: {"SETUP": State.READY, "TEARDOWN": State.INIT},
    State.READY: {"SETUP": State.READY, "PLAY": State.PLAYING, "TEARDOWN": State.INIT},
    State.PLAYING: {
        "SETUP": State.PLAYING,
        "PLAY": State.PLAYING,
        "PAUSE": State.READY,
        "TEARDOWN": State.INIT,
    },
}


class NotNow(Exception):
    """A method that does not fit the session's state."""


@dataclass(frozen=True, slots=True)
class Track:
    """One track as it was set up: `url` is what the client calls it."""

    url: str
    transport: Transport
    stream: RtpStream


class Session:
    """One client's session. Times are in seconds on the monotonic clock."""

    def __init__(self, presentation: Presentation, viewer: Viewer, owner: object, now: float) -> None:
        """`owner` is the connection's side that set it up for `viewer`."""
        self.id = secrets.token_hex(_ID_BYTES)
        self.presentation = presentation
        self.viewer = viewer
        self.owner = owner
        self.state = State.INIT
        self.tracks: dict[str, Track] = {}
        self.last_heard = now

    def step(self, method: str) -> None:
        """Move on; raises NotNow where the table has no way."""
        try:
            self.state = NEXT[self.state][method]
        except KeyError:
            raise NotNow(f"{method} while {self.state.name}") from None

    def set_up(self, name: str, track: Track) -> None:
        """Carry a track in this way. Raises NotNow for another way while it plays."""
        known = self.tracks.get(name)
        if self.state is State.PLAYING and (known is None or known.transport != track.transport):
            raise NotNow("a track's transport cannot change while it plays")
        self.step("SETUP")
        self.tracks[name] = track

    @property
    def peer(self) -> str:
        """The client's address: nothing is sent anywhere else."""
        return self.viewer.address

    @property
    def account(self) -> str:
        """Whose session it is; "" for an anonymous viewer."""
        return self.viewer.account

    @property
    def interleaved(self) -> bool:
        """Whether its packets go between the messages, so that it cannot outlive its connection."""
        return any(track.transport.lower is Lower.TCP for track in self.tracks.values())

    @property
    def outlives_connection(self) -> bool:
        """Whether it goes on after its connection closed, until nobody is heard of."""
        return self.state is State.PLAYING and not self.interleaved

    def expired(self, now: float, timeout: float) -> bool:
        """Whether nothing was heard for too long. Players on TCP need say nothing: their connection lives."""
        if self.state is State.PLAYING and self.interleaved:
            return False
        return now - self.last_heard > timeout


class Sessions:
    """All sessions of a server, by their id and by where their receiver reports come from."""

    def __init__(self) -> None:
        self._by_id: dict[str, Session] = {}
        self._by_reporter: dict[tuple[str, int], Session] = {}

    def __iter__(self) -> Iterator[Session]:
        return iter(tuple(self._by_id.values()))

    def __len__(self) -> int:
        return len(self._by_id)

    def get(self, session_id: str) -> Session | None:
        return self._by_id.get(session_id)

    def add(self, session: Session) -> None:
        """Take in a session, or take note of how its tracks are set up now."""
        self._forget_reporters(session)
        self._by_id[session.id] = session
        for track in session.tracks.values():
            if track.transport.client_port:
                self._by_reporter[session.peer, track.transport.client_port.rtcp] = session

    def remove(self, session: Session) -> None:
        """Forget a session; its id is unknown from now on."""
        self._by_id.pop(session.id, None)
        self._forget_reporters(session)

    def reporter(self, address: str, port: int) -> Session | None:
        """The session whose receiver reports come from there."""
        return self._by_reporter.get((address, port))

    def of_host(self, peer: str) -> int:
        """How many sessions that host has."""
        host = network(peer)
        return sum(network(session.peer) == host for session in self)

    def owned_by(self, owner: object) -> list[Session]:
        return [session for session in self._by_id.values() if session.owner is owner]

    def _forget_reporters(self, session: Session) -> None:
        for place in [place for place, other in self._by_reporter.items() if other is session]:
            del self._by_reporter[place]
