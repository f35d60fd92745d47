"""How the camera is doing, as the web page shows it."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from babelcam.access.account import Role
from babelcam.access.lockout import printable
from babelcam.camera import Camera
from babelcam.http.message import Exchange
from babelcam.media.channel import Channel
from babelcam.media.reader import NextFrame, Reader
from babelcam.media.stream import Stream
from babelcam.web.pictures import shown

MAX_REASON = 300  # characters of why a signal is lost


@dataclass(frozen=True, slots=True)
class SessionStatus:
    """Who asks: an account's name, None for nobody in particular; and what they may do."""

    account: str | None
    role: str


@dataclass(frozen=True, slots=True)
class EncodingStatus:
    """One encoding made just now. `rate` is in frames a second at most, `made` counts its frames.

    `id` is its own while it is made.
    """

    id: int
    codec: str
    width: int
    height: int
    rate: float
    made: int
    viewers: int


@dataclass(frozen=True, slots=True)
class ChannelStatus:
    """One channel. `seconds` is for how long its signal has been there, or has not, for `reason`.

    `codec` is the source's own, None where it gives pictures.
    """

    id: str
    name: str
    signal: bool
    reason: str
    seconds: float
    width: int
    height: int
    rate: float
    codec: str | None
    encodings: tuple[EncodingStatus, ...]


@dataclass(frozen=True, slots=True)
class ViewerStatus:
    """One viewer, `seconds` after it came. `id` is its own while it watches."""

    id: int
    account: str
    address: str
    protocol: str
    channel: str
    encoding: str
    delivered: int
    dropped: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Status:
    """The whole camera, `seconds` after it started. `run` differs after each start.

    `viewers` are for operators and administrators; to others it is None.
    """

    camera: str
    run: str
    seconds: float
    session: SessionStatus
    channels: tuple[ChannelStatus, ...]
    viewer_count: int
    viewers: tuple[ViewerStatus, ...] | None


class StatusReport:
    """Makes the status of one camera, again and again."""

    def __init__(self, camera: Camera) -> None:
        self._camera = camera
        self._run = secrets.token_hex(8)
        self._started = camera.clock.monotonic()
        self._numbers: WeakKeyDictionary[Reader | Stream, int] = WeakKeyDictionary()
        self._numbered = 0

    def make(self, exchange: Exchange) -> Status:
        """The status as whoever asks may see it."""
        now = self._camera.clock.monotonic()
        viewers = tuple(self._viewers(now))
        return Status(
            camera=self._camera.name,
            run=self._run,
            seconds=now - self._started,
            session=session(exchange),
            channels=tuple(self._channel(name, each, now) for name, each in shown(self._camera).items()),
            viewer_count=len(viewers),
            viewers=viewers if exchange.role >= Role.OPERATOR else None,
        )

    def _viewers(self, now: float) -> Iterator[ViewerStatus]:
        for channel in (*self._camera.channels, self._camera.quad):
            for stream in channel.streams:
                for reader in watching(stream):
                    viewer = reader.viewer
                    yield ViewerStatus(
                        id=self._number(reader),
                        account=viewer.account,
                        address=viewer.address,
                        protocol=viewer.protocol,
                        channel=channel.name,
                        encoding=f"{stream.encoding.codec.value} {stream.encoding.size}",
                        delivered=reader.delivered,
                        dropped=reader.dropped,
                        seconds=now - viewer.since,
                    )

    def _channel(self, name: str, channel: Channel, now: float) -> ChannelStatus:
        signal, delivers = channel.signal, channel.format
        return ChannelStatus(
            id=name,
            name=channel.name,
            signal=signal.present,
            reason=printable(signal.reason, MAX_REASON),
            seconds=now - signal.since,
            width=delivers.size.width,
            height=delivers.size.height,
            rate=delivers.rate,
            codec=delivers.codec.value if delivers.codec else None,
            encodings=tuple(self._encoding(stream) for stream in channel.streams),
        )

    def _encoding(self, stream: Stream) -> EncodingStatus:
        encoding = stream.encoding
        return EncodingStatus(
            id=self._number(stream),
            codec=encoding.codec.value,
            width=encoding.size.width,
            height=encoding.size.height,
            rate=encoding.rate,
            made=stream.published,
            viewers=len(watching(stream)),
        )

    def _number(self, thing: Reader | Stream) -> int:
        """A number that is the thing's own while it lives."""
        if thing not in self._numbers:
            self._numbered += 1
            self._numbers[thing] = self._numbered
        return self._numbers[thing]


def session(exchange: Exchange) -> SessionStatus:
    """Who asks."""
    return SessionStatus(exchange.account.name if exchange.account else None, exchange.role.name.lower())


def watching(stream: Stream) -> tuple[Reader, ...]:
    """The readers that stay; those that take one picture come and go."""
    return tuple(reader for reader in stream.readers if not isinstance(reader, NextFrame))
