"""Opening a video with FFmpeg, and reading its packets: what may be opened, how long it may take."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import MappingProxyType

import av
import av.error
from av.container import InputContainer
from av.packet import Packet
from av.video.stream import VideoStream

from babelcam.media.frame import MAX_SIDE, MIN_SIDE, Size
from babelcam.media.source import Demand, SourceError

OPEN_SECONDS = 5.0
"""Bound for each of the two steps of opening, connecting and looking into the stream: twice this in all."""

READ_SECONDS = 5.0
"""Bound for one packet to arrive; then the source has stalled."""

LOOK_MICROSECONDS = 1_000_000  # of a stream that FFmpeg looks at to learn its size and rate
DECODER_LIMITS: Mapping[str, str] = MappingProxyType({"max_pixels": str(MAX_SIDE * MAX_SIDE)})

RETRY_SECONDS = 0.005  # between looks at a device that has no picture yet
DEFAULT_RATE = 25.0  # frames a second, where a stream tells none worth believing
BELIEVED_RATES = (0.01, 240.0)

_NO_TIMESTAMPS = 0x0080  # AVFMT_NOTIMESTAMPS, libavformat/avformat.h: its timestamps only count
_SEGMENTED = ("hls", "dash")  # live, but many seconds arrive at once
_TEXT_ART = ("tty", "bin", "xbin", "adf", "idf")  # FFmpeg takes any text for a picture
_PLAYLISTS = ("hls", "dash", "concat", "imf", "sdp")  # would open what they name

_REASONS: Mapping[type[Exception], str] = MappingProxyType(
    {
        av.error.FileNotFoundError: "no such file or device",
        av.error.HTTPUnauthorizedError: "user name or password refused (401)",
        av.error.HTTPForbiddenError: "access refused (403)",
        av.error.HTTPNotFoundError: "no such stream there (404)",
        av.error.InvalidDataError: "not a video that FFmpeg can read",
        av.error.ArgumentError: "refused by FFmpeg: unusable as given",
        av.error.ProtocolNotFoundError: "refused: it leads to a protocol that is not allowed here",
        av.error.DecoderNotFoundError: "no decoder for it",
        av.error.ExitError: "no answer",
    }
)


@dataclass(frozen=True, slots=True)
class Opening:
    """How one video is opened. `name` is for people, without credentials; `url` is FFmpeg's alone."""

    url: str
    name: str
    protocols: str
    """The FFmpeg protocols that it, and whatever it refers to, may use; comma separated."""
    format: str | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    playlists: bool = True
    """Whether a list of other videos will do."""


@dataclass(frozen=True, slots=True)
class Video:
    """One opened video stream."""

    container: InputContainer
    stream: VideoStream
    name: str

    @property
    def codec(self) -> str:
        """FFmpeg's name of the codec."""
        return self.stream.codec_context.name

    @property
    def size(self) -> Size | None:
        """Its picture size made even; None when it is not known yet."""
        width, height = self.stream.codec_context.width, self.stream.codec_context.height
        return even(Size(width, height), self.name) if width and height else None

    @property
    def rate(self) -> float:
        """Frames a second, by the stream's own account."""
        lowest, highest = BELIEVED_RATES
        for rate in (self.stream.average_rate, self.stream.guessed_rate, self.stream.base_rate):
            if rate and lowest <= rate <= highest:
                return float(rate)
        return DEFAULT_RATE

    @property
    def duration(self) -> float | None:
        """Seconds; None for a live stream."""
        return self.container.duration / av.time_base if self.container.duration else None

    @property
    def timed(self) -> bool:
        """Whether its timestamps tell time."""
        return not self.container.format.flags & _NO_TIMESTAMPS

    @property
    def ahead(self) -> bool:
        """Whether it comes faster than it is to be shown: a recording, or a live stream in segments."""
        return self.duration is not None or self.container.format.name.split(",")[0] in _SEGMENTED

    def packets(self, demand: Demand) -> Iterator[Packet[VideoStream]]:
        """Its packets until it ends or `demand` closes, then an empty one. Raises SourceError."""
        last = time.monotonic()
        while not demand.closed:
            try:
                for packet in self.container.demux(self.stream):
                    last = time.monotonic()
                    yield packet
                    if demand.closed:
                        return
                return
            except av.error.BlockingIOError:  # a device that has nothing yet: the only sort opened so
                if time.monotonic() - last > READ_SECONDS:
                    raise SourceError(f"{self.name}: no picture for {READ_SECONDS:g} s") from None
                demand.sleep(RETRY_SECONDS)
            except av.error.ExitError:
                raise SourceError(f"{self.name}: no data for {READ_SECONDS:g} s") from None
            except av.error.FFmpegError as error:
                raise SourceError(f"{self.name}: broke off: {reason(error)}") from None


def even(size: Size, name: str) -> Size:
    """The size with odd sides made even, within what a `Size` may be; SourceError when it is beyond."""
    width, height = size.width & ~1, size.height & ~1
    if not (MIN_SIDE <= width <= MAX_SIDE and MIN_SIDE <= height <= MAX_SIDE):
        raise SourceError(f"{name}: pictures of {size} are not within {MIN_SIDE} to {MAX_SIDE} a side")
    return Size(width, height)


def reason(error: Exception) -> str:
    """What went wrong, in words that never hold an address: FFmpeg's own texts do, with its password."""
    for kind, text in _REASONS.items():
        if isinstance(error, kind):
            return text
    return getattr(error, "strerror", None) or type(error).__name__


@contextmanager
def open_video(opening: Opening) -> Iterator[Video]:
    """Open a video, and close it. Raises SourceError; blocks for 2 x OPEN_SECONDS at most.

    (A name server that does not answer may add the system resolver's own time-out.)
    """
    options = {
        "analyzeduration": str(LOOK_MICROSECONDS),
        **opening.options,
        "protocol_whitelist": opening.protocols,
        **DECODER_LIMITS,
    }
    began = time.monotonic()
    try:
        container = av.open(
            opening.url,
            format=opening.format,
            options=options,
            metadata_errors="replace",
            timeout=(OPEN_SECONDS, READ_SECONDS),
        )
    except (av.error.FFmpegError, OSError, ValueError) as error:
        late = time.monotonic() - began >= OPEN_SECONDS
        why = f"no answer within {OPEN_SECONDS:g} s" if late else reason(error)
        # Not "from error": its text, shown in a traceback, holds the URL with its password.
        raise SourceError(f"{opening.name}: {why}") from None
    with container:
        if container.format.name in _TEXT_ART:
            raise SourceError(f"{opening.name}: a text, not a video")
        if not opening.playlists and container.format.name.split(",")[0] in _PLAYLISTS:
            raise SourceError(f"{opening.name}: a play list, not a video")
        yield Video(container, _video_stream(container, opening.name), opening.name)


def _video_stream(container: InputContainer, name: str) -> VideoStream:
    stream = container.streams.best("video")
    if not isinstance(stream, VideoStream):
        raise SourceError(f"{name}: there is no video in it")
    if stream.codec_context is None:
        raise SourceError(f"{name}: no decoder for its video")
    stream.codec_context.options = dict(DECODER_LIMITS)
    return stream
