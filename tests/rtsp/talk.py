"""A conversation with the rules, without sockets: what the client says, and what the server answers."""

from __future__ import annotations

import re
import time

from babelcam.access.gate import Gate
from babelcam.media.channel import Channel
from babelcam.media.encoding import H264, Jpeg
from babelcam.media.frame import Frame
from babelcam.rtsp.dialogue import Dialogue
from babelcam.rtsp.headers.transport import Pair
from babelcam.rtsp.limits import Limits
from babelcam.rtsp.messages import BadMessage, MessageParser, Request, Response
from babelcam.rtsp.outcomes import Describe, End, Pause, Reply, Start
from babelcam.rtsp.presentation import Presentation
from babelcam.rtsp.rtp.stream import Packets
from babelcam.rtsp.service import Place, Service
from babelcam.rtsp.session import Session
from babelcam.settings.video import ChannelSettings
from babelcam.system.clock import Clock

from .pictures import SIZE, Levels, h264_frames, jpeg_frame

NOW = 1_700_000_000.0  # Tue, 14 Nov 2023 22:13:20 GMT
PORTS = Pair(6970, 6971)
FIRST = Packets(9810, 3450012, ())
LIMITS = Limits(sessions=4, sessions_per_connection=3)


class StoppedClock(Clock):
    """It moves when told to; `real` lets the monotonic side run."""

    def __init__(self, *, real: bool = False) -> None:
        super().__init__()
        self._real = real
        self.seconds = 1000.0

    def monotonic(self) -> float:
        return time.monotonic() if self._real else self.seconds

    def now(self) -> float:
        return NOW


class TwoTracks(Presentation):
    """As it will be with audio."""

    @property
    def tracks(self) -> tuple[str, ...]:
        return (self.track, "track2")


def world(clock: Clock, gate: Gate, limits: Limits = LIMITS) -> Service:
    """A service with one H.264 stream under two names, one with two tracks, and one of JPEG."""
    channel = Channel(1, ChannelSettings(), Levels(), clock)
    h264 = H264(SIZE, 25, 2000, 50)
    names = {
        "/h264": Presentation("h264", channel, h264, "track1"),
        "/cam/realmonitor?channel=1&subtype=0": Presentation("main", channel, h264),
        "/both": TwoTracks("both", channel, h264, "track1"),
        "/jpeg": Presentation("jpeg", channel, Jpeg(SIZE, 10, 80)),
    }
    return Service(names.get, gate, clock, 42, limits=limits)


class Talk:
    """`client` says something, `server` checks the answer. `playing` are the sessions being delivered."""

    def __init__(
        self,
        clock: StoppedClock,
        gate: Gate,
        *,
        service: Service | None = None,
        peer: str = "10.0.0.2",
        ports: Pair = PORTS,
    ) -> None:
        self.clock = clock
        self.gate = gate
        self.service = service or world(clock, gate)
        self.playing: list[Session] = []
        self.picture: Frame | None = h264_frames()[0]
        self.jpeg = jpeg_frame()
        self.first: Packets | None = FIRST
        self.dialogue = Dialogue(self.service, Place("10.0.0.1", 554, peer, ports))
        self._parser = MessageParser()
        self._answers: list[bytes] = []

    def elsewhere(self, peer: str = "10.0.0.2", ports: Pair = PORTS) -> Talk:
        """Another connection to the same server, perhaps at another of its addresses."""
        other = Talk(self.clock, self.gate, service=self.service, peer=peer, ports=ports)
        other.playing = self.playing
        return other

    def hang_up(self) -> None:
        """The connection is lost."""
        for session in self.dialogue.sessions:
            session.owner = None
            if not session.outlives_connection:
                self.service.sessions.remove(session)

    def client(self, *lines: str, body: str = "") -> None:
        if body:
            lines = (*lines, f"Content-Length: {len(body)}")
        line = lines[0] if lines[0].endswith(("RTSP/1.0", "RTSP/2.0")) else f"{lines[0]} RTSP/1.0"
        self._parser.feed("\r\n".join((line, *lines[1:], "", body)).encode())
        message = self._parser.next_message()
        if isinstance(message, BadMessage):
            self._say(self.dialogue.reject(message.status))
        else:
            assert isinstance(message, Request)
            self._do(message)

    def server(self, status: str, *headers: str) -> str:
        """Check the next answer: its status, and that it has these headers. Gives its text."""
        answer = self._answers.pop(0).decode()
        first, *lines = answer.partition("\r\n\r\n")[0].split("\r\n")
        assert first == f"RTSP/1.0 {status}"
        for header in headers:
            assert header in lines
        return answer

    def set_up(
        self, url: str = "/h264/track1", transport: str = "RTP/AVP/TCP;unicast;interleaved=0-1"
    ) -> str:
        """SETUP as most clients do it; gives the session's id."""
        self.client(f"SETUP {url}", "CSeq: 1", f"Transport: {transport}")
        return header(self.server("200 OK"), "Session").removesuffix(";timeout=60")

    def _do(self, request: Request) -> None:
        outcome = self.dialogue.receive(request)
        match outcome:
            case Reply(response):
                self._say(response)
            case Describe(presentation):
                frame = self.jpeg if presentation.name == "jpeg" else self.picture
                self._say(outcome.response(frame))
            case Start(session):
                self.playing.append(session)
                self._say(outcome.response(self.first))
            case Pause(session, response) | End(session, response):
                if session in self.playing:
                    self.playing.remove(session)
                self._say(response)

    def _say(self, response: Response) -> None:
        self._answers.append(response.encode())


def header(answer: str, name: str) -> str:
    """The value of a header in an answer."""
    match = re.search(rf"^{name}: (.*?)\r?$", answer, re.MULTILINE)
    assert match, f"no {name} in {answer}"
    return match[1]
