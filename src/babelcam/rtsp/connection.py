"""One client's TCP connection: bytes in, outcomes done, responses out. It knows no rules."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Protocol, cast

from babelcam.errors import CameraError
from babelcam.media.frame import Frame
from babelcam.media.reader import NextFrame
from babelcam.rtsp.dialogue import Dialogue
from babelcam.rtsp.messages import BadMessage, InterleavedFrame, Message, MessageParser, Request, Response
from babelcam.rtsp.outcomes import Describe, End, Outcome, Pause, Reply, Start
from babelcam.rtsp.playing import Players
from babelcam.rtsp.rtp.stream import Packets
from babelcam.rtsp.service import Place, Service
from babelcam.rtsp.udp import UdpPorts
from babelcam.system.requests import Seen
from babelcam.system.sockets import tune

MAX_UNREAD_BYTES = 1024 * 1024  # of responses and pictures; beyond, no request is looked at
RESUME_BYTES = 256 * 1024

log = logging.getLogger(__name__)


class Registry(Protocol):
    """Who counts the connections."""

    def add(self, connection: Connection, peer: str) -> bool: ...
    def remove(self, connection: Connection) -> None: ...


class Connection(asyncio.Protocol):
    """Takes one request after the other; while one waits for pictures, the next ones wait too."""

    def __init__(self, service: Service, players: Players, udp: UdpPorts, registry: Registry) -> None:
        self._service = service
        self._players = players
        self._udp = udp
        self._registry = registry
        self._parser = MessageParser()
        self._loop = asyncio.get_running_loop()
        self._busy = False  # with a request that waits for pictures
        self._full = False  # the client reads nothing of what it is sent
        self._reading = True
        self._work: asyncio.Task[None] | None = None
        self._dialogue: Dialogue | None = None
        self._request: Request | None = None  # the one that is being answered
        self._peer = ""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        local, peer = (self._transport.get_extra_info(end) for end in ("sockname", "peername"))
        if not peer or not self._registry.add(self, peer[0]):
            self._transport.abort()
            return
        self._peer = peer[0]
        tune(self._transport.get_extra_info("socket"))
        self._transport.set_write_buffer_limits(MAX_UNREAD_BYTES, RESUME_BYTES)
        self._dialogue = Dialogue(self._service, Place(local[0], local[1], peer[0], self._udp.ports))

    def connection_lost(self, exc: Exception | None) -> None:
        self._registry.remove(self)
        if self._work:
            self._work.cancel()
        for session in self._dialogue.sessions if self._dialogue else ():
            session.owner = None
            if not session.outlives_connection:
                self._service.sessions.remove(session)
                self._players.stop(session)

    def data_received(self, data: bytes) -> None:
        self._parser.feed(data)
        self._advance()

    def pause_writing(self) -> None:
        self._full = True

    def resume_writing(self) -> None:
        self._full = False
        self._advance()

    def owns(self, owner: object) -> bool:
        """Whether a session with that owner was set up here."""
        return self._dialogue is not None and self._dialogue is owner

    def close_if_idle(self, now: float) -> None:
        """Close when nobody needs it at `now`, on the monotonic clock."""
        if self._dialogue is not None and self._dialogue.idle(now) and not self._busy:
            self.close()

    def close(self) -> None:
        """Close when everything is sent."""
        self._transport.close()

    def abort(self) -> None:
        """Close at once."""
        self._transport.abort()

    def _advance(self) -> None:
        while not (self._busy or self._full or self._transport.is_closing()):
            message = self._parser.next_message()
            if message is None:
                break
            self._take(message)
        self._pace()

    def _pace(self) -> None:
        """Read no more from a client whose requests wait."""
        wanted = not (self._busy or self._full)
        if wanted != self._reading and not self._transport.is_closing():
            self._reading = wanted
            if wanted:
                self._transport.resume_reading()
            else:
                self._transport.pause_reading()

    def _take(self, message: Message) -> None:
        if self._dialogue is None:
            return
        match message:
            case Request():
                self._request = message
                self._do(self._dialogue.receive(message))
            case BadMessage(status):
                self._request = None
                self._say(self._dialogue.reject(status))
                self.close()
            case InterleavedFrame():
                log.debug("%d bytes on channel %d", len(message.payload), message.channel)

    def _do(self, outcome: Outcome) -> None:
        match outcome:
            case Reply(response):
                self._say(response)
            case Describe():
                self._busy = True
                self._work = self._loop.create_task(self._describe(outcome))
            case Start():
                self._busy = True
                self._start(outcome)
            case Pause(session, response):
                self._players.stop(session)
                self._say(response)
            case End(session, response):
                self._players.end(session)
                self._say(response)

    async def _describe(self, outcome: Describe) -> None:
        try:
            self._say(outcome.response(await self._key_frame(outcome)))
            self._resume()
        except Exception:  # as the event loop does with what it calls itself: only this client is let go
            log.exception("%s: DESCRIBE failed", outcome.presentation.name)
            self.abort()

    async def _key_frame(self, outcome: Describe) -> Frame | None:
        presentation = outcome.presentation
        reader = NextFrame(outcome.viewer, key=True)
        try:
            watching = presentation.channel.watch(presentation.encoding, reader)
        except CameraError as error:
            log.warning("%s: %s", self._peer, error)
            return None
        with watching as stream:
            newest = stream.latest if stream.latest and stream.latest.key else stream.key
            try:
                return newest or await reader.frame(self._service.limits.key_frame)
            except TimeoutError:
                log.warning("%s: no picture to describe in time", presentation.name)
                return None

    def _start(self, outcome: Start) -> None:
        answer = self._once(lambda first: self._say(outcome.response(first)))
        timer = self._loop.call_later(self._service.limits.first_picture, answer, None)

        def announce(first: Packets) -> None:
            timer.cancel()
            answer(first)

        try:
            self._players.start(outcome.session, self._transport, self._udp, announce)
        except CameraError as error:  # everything was set up, so this is rare: let the client try again
            log.warning("%s: %s", self._peer, error)
            timer.cancel()
            self.close()

    def _once(self, say: Callable[[Packets | None], None]) -> Callable[[Packets | None], None]:
        """Say it the first time, and go on with the next request after that."""
        said = False

        def answer(first: Packets | None) -> None:
            nonlocal said
            if not said:
                said = True
                say(first)
                self._loop.call_soon(self._resume)

        return answer

    def _resume(self) -> None:
        self._busy = False
        self._advance()

    def _say(self, response: Response) -> None:
        if self._request and self._dialogue:
            request, dialogue = self._request, self._dialogue
            self._service.seen(
                Seen("RTSP", request.method, request.target, self._peer, dialogue.account, response.status)
            )
        if not self._transport.is_closing():
            self._transport.write(response.encode())
