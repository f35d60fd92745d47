"""One connection's conversation: what each request means, and how it is answered (RFC 2326). No I/O."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping
from email.utils import formatdate

from babelcam.media.frame import Frame
from babelcam.media.reader import Viewer
from babelcam.rtsp import sdp
from babelcam.rtsp.admission import Admission
from babelcam.rtsp.carriage import choose
from babelcam.rtsp.headers import range as npt
from babelcam.rtsp.headers import rtp_info, transport
from babelcam.rtsp.headers import session as session_header
from babelcam.rtsp.headers.lists import elements
from babelcam.rtsp.headers.range import Range
from babelcam.rtsp.headers.rtp_info import RtpInfo
from babelcam.rtsp.headers.session import SessionHeader
from babelcam.rtsp.headers.transport import Lower
from babelcam.rtsp.messages import VERSION, Request, Response
from babelcam.rtsp.outcomes import Describe, End, Outcome, Pause, Reply, Start
from babelcam.rtsp.presentation import Presentation
from babelcam.rtsp.refusal import Header, Refusal
from babelcam.rtsp.rtp.stream import Packets
from babelcam.rtsp.service import Place, Service
from babelcam.rtsp.session import NotNow, Session, State, Track
from babelcam.rtsp.target import Target

PUBLIC = "OPTIONS, DESCRIBE, SETUP, PLAY, PAUSE, TEARDOWN, GET_PARAMETER, SET_PARAMETER"
ELSEWHERE = frozenset({"ANNOUNCE", "RECORD", "REDIRECT"})  # methods that a camera has no use for
SERVER = "babelcam"
_CSEQ = re.compile(r"[0-9]{1,10}")
_DESCRIBABLE = frozenset({sdp.CONTENT_TYPE, "application/*", "*/*"})

log = logging.getLogger(__name__)


class Dialogue:
    """Fed requests one at a time; each gives one outcome."""

    def __init__(self, service: Service, place: Place) -> None:
        self._service = service
        self._place = place
        self._admission = Admission(service.gate, place.peer)
        self._spoke = False
        self._last_heard = service.clock.monotonic()

    def receive(self, request: Request) -> Outcome:
        """Say what comes of a request."""
        self._spoke = True
        self._last_heard = self._service.clock.monotonic()
        try:
            return self._outcome(request)
        except Refusal as refusal:
            return Reply(self._response(request, refusal.status, *refusal.headers))
        except NotNow:
            return Reply(self._response(request, 455, ("Allow", PUBLIC)))

    def reject(self, status: int) -> Response:
        """The answer to bytes that are no request."""
        return Response(status, self._common())

    @property
    def sessions(self) -> list[Session]:
        """The sessions that were set up here and still are."""
        return self._service.sessions.owned_by(self)

    @property
    def account(self) -> str | None:
        """Who was let in; None while nobody was, and for anonymous viewers."""
        return self._admission.account or None

    def idle(self, now: float) -> bool:
        """Whether nobody needs this connection any more, at `now` on the monotonic clock."""
        limits = self._service.limits
        if not self._spoke:
            return now - self._last_heard > limits.first_request
        return now - self._last_heard > limits.session and not self.sessions

    def _outcome(self, request: Request) -> Outcome:
        if not _CSEQ.fullmatch(request.header("CSeq") or ""):
            raise Refusal(400)
        if request.version != VERSION:
            raise Refusal(505)
        method = _METHODS.get(request.method)
        if method is None:
            raise Refusal(405 if request.method in ELSEWHERE else 501, ("Allow", PUBLIC))
        wanted = request.header("Require") or request.header("Proxy-Require")
        if wanted:
            raise Refusal(551, ("Unsupported", wanted))
        return method(self, request)

    # One method each, in the order of section 10.

    def _options(self, request: Request) -> Outcome:
        return Reply(self._response(request, 200, ("Public", PUBLIC), *self._kept_alive(request)))

    def _describe(self, request: Request) -> Outcome:
        account = self._admission.check(request)
        target = _target(request)
        presentation = self._service.find(target.path)
        if presentation is None:
            raise Refusal(404)
        accepted = request.header("Accept")
        if accepted and not _DESCRIBABLE & {part.partition(";")[0].strip() for part in elements(accepted)}:
            raise Refusal(406)

        def response(frame: Frame | None) -> Response:
            if frame is None:
                return self._response(request, 503)
            return self._description(request, target, presentation, frame)

        return Describe(presentation, self._viewer(account), response)

    def _setup(self, request: Request) -> Outcome:
        account = self._admission.check(request)
        target = _target(request)
        presentation, name = self._track(target)
        try:
            offers = transport.parse(request.header("Transport") or "")
        except ValueError:
            raise Refusal(400) from None
        session = self._session_to_set_up(request, presentation, name, account)
        stream = self._service.streams.of(presentation.channel, presentation.encoding)
        taken = self._channels_taken(session, name)
        way = choose(offers, self._place, taken, stream.ssrc, here=session.owner is self)
        if way is None:
            raise Refusal(461)
        session.set_up(name, Track(target.url, way, stream))
        self._service.sessions.add(session)
        named = SessionHeader(session.id, round(self._service.limits.session))
        headers = ("Transport", transport.format(way)), ("Session", session_header.format(named))
        return Reply(self._response(request, 200, *headers))

    def _play(self, request: Request) -> Outcome:
        session = self._session(request)
        span = _live_range(request)
        playing = session.state is State.PLAYING
        session.step("PLAY")
        headers = ("Session", session.id), ("Range", npt.format(span))
        if playing:
            return Reply(self._response(request, 200, *headers))

        def response(first: Packets | None) -> Response:
            if first is None:
                return self._response(request, 200, *headers)
            tracks = (RtpInfo(t.url, first.sequence, first.timestamp) for t in session.tracks.values())
            return self._response(request, 200, *headers, ("RTP-Info", rtp_info.format(tracks)))

        return Start(session, response)

    def _pause(self, request: Request) -> Outcome:
        session = self._session(request)
        session.step("PAUSE")
        return Pause(session, self._response(request, 200, ("Session", session.id)))

    def _teardown(self, request: Request) -> Outcome:
        session = self._session(request)
        session.step("TEARDOWN")
        self._service.sessions.remove(session)
        return End(session, self._response(request, 200, ("Session", session.id)))

    def _parameter(self, request: Request) -> Outcome:
        """Empty, it keeps a session alive; there are no parameters that could be told or set."""
        self._admission.check_unless_known(request)
        kept = self._kept_alive(request)
        return Reply(self._response(request, 451 if request.body.strip() else 200, *kept))

    # Which session, and which track.

    def _session(self, request: Request) -> Session:
        account = self._admission.check_unless_known(request)
        session = self._named_session(request)
        if session is None or session.account != account:
            raise Refusal(454)
        return session

    def _named_session(self, request: Request) -> Session | None:
        """The session of the Session header, kept alive by being named; Refusal where it is unknown."""
        text = request.header("Session")
        if text is None:
            return None
        try:
            session = self._service.sessions.get(session_header.parse(text).id)
        except ValueError:
            session = None
        if session is None or not self._reaches(session):
            raise Refusal(454)
        session.last_heard = self._last_heard
        return session

    def _reaches(self, session: Session) -> bool:
        """A session on UDP may be steered from another connection between the same two hosts."""
        if session.owner is self:
            return True
        ways = [track.transport for track in session.tracks.values()]
        ours = all(way.lower is Lower.UDP and way.server_port == self._place.udp for way in ways)
        return ours and session.peer == self._place.peer

    def _kept_alive(self, request: Request) -> tuple[Header, ...]:
        session = self._named_session(request)
        return (("Session", session.id),) if session else ()

    def _session_to_set_up(
        self, request: Request, presentation: Presentation, track: str, account: str
    ) -> Session:
        """The named session, one begun here that lacks this track (not all clients name it), or a new one."""
        session = self._named_session(request)
        if session is not None:
            if session.account != account:
                raise Refusal(454)
            if session.presentation != presentation:
                raise NotNow("a session has one presentation")
            return session
        mine = self.sessions
        for begun in mine:
            if (
                begun.state is State.READY
                and begun.presentation == presentation
                and track not in begun.tracks
            ):
                return begun
        limits = self._service.limits
        sessions = self._service.sessions
        if (
            len(mine) >= limits.sessions_per_connection
            or len(sessions) >= limits.sessions
            or sessions.of_host(self._place.peer) >= limits.sessions_per_address
        ):
            log.warning("%s: no room for another session", self._place.peer)
            raise Refusal(503)
        return Session(presentation, self._viewer(account), self, self._last_heard)

    def _track(self, target: Target) -> tuple[Presentation, str]:
        """What SETUP names; the whole presentation will do where it has one track only."""
        for path, name in target.splits():
            presentation = self._service.find(path)
            if presentation is not None and name in presentation.tracks:
                return presentation, name
        presentation = self._service.find(target.path)
        if presentation is None or len(presentation.tracks) != 1:
            raise Refusal(404)
        return presentation, presentation.track

    def _channels_taken(self, session: Session, track: str) -> set[int]:
        """The interleaved channels that other tracks use on this connection."""
        return {
            channel
            for other in self.sessions
            for name, known in other.tracks.items()
            if not (other is session and name == track)
            for channel in known.transport.interleaved or ()
        }

    def _viewer(self, account: str) -> Viewer:
        return Viewer(account, self._place.peer, "RTSP")

    # The answer.

    def _description(
        self, request: Request, target: Target, presentation: Presentation, frame: Frame
    ) -> Response:
        origin = sdp.Origin(self._service.number, self._place.local)
        try:
            self._service.streams.of(presentation.channel, presentation.encoding).check(frame)
            body = sdp.describe(presentation, frame, origin)
        except ValueError as error:
            log.warning("%s cannot go over RTP: %s", target.path, error)
            return self._response(request, 415)
        base = ((target.origin or self._place.origin) + target.path).rstrip("/") + "/"
        headers = ("Content-Base", base), ("Content-Type", sdp.CONTENT_TYPE)
        return self._response(request, 200, *headers, body=body)

    def _response(self, request: Request, status: int, *headers: Header, body: bytes = b"") -> Response:
        cseq = request.header("CSeq") or ""
        numbered = (("CSeq", cseq),) if _CSEQ.fullmatch(cseq) else ()
        return Response(status, (*numbered, *self._common(), *headers), body)

    def _common(self) -> tuple[Header, ...]:
        return ("Date", formatdate(self._service.clock.now(), usegmt=True)), ("Server", SERVER)


def _target(request: Request) -> Target:
    try:
        return Target.parse(request.target)
    except ValueError:
        raise Refusal(400) from None


def _live_range(request: Request) -> Range:
    """Live pictures begin now, whatever start is asked for, and cannot be told to end."""
    text = request.header("Range")
    try:
        asked = npt.parse(text) if text else Range(0.0)
    except ValueError:
        raise Refusal(457) from None
    if asked.end is not None:
        raise Refusal(457)
    return Range(None if asked.start is None else 0.0)


_METHODS: Mapping[str, Callable[[Dialogue, Request], Outcome]] = {
    "OPTIONS": Dialogue._options,
    "DESCRIBE": Dialogue._describe,
    "SETUP": Dialogue._setup,
    "PLAY": Dialogue._play,
    "PAUSE": Dialogue._pause,
    "TEARDOWN": Dialogue._teardown,
    "GET_PARAMETER": Dialogue._parameter,
    "SET_PARAMETER": Dialogue._parameter,
}
