"""One channel of a camera: a source's pictures, in every encoding that somebody watches."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

from babelcam.errors import Busy
from babelcam.media.encoding import H264, Encoding, Jpeg
from babelcam.media.feed import Feed, Signal
from babelcam.media.frame import Frame, Picture, Size
from babelcam.media.production import Production
from babelcam.media.reader import NextFrame, Reader, Viewer
from babelcam.media.source import Format, Source
from babelcam.media.stream import Stream
from babelcam.settings.video import ChannelSettings
from babelcam.system.clock import Clock

MAX_ENCODINGS = 16  # different ones at once; each takes a thread and a part of a core
LINGER = 5.0  # seconds an encoder runs on after its last viewer left: from an RTSP DESCRIBE to its PLAY
FRESH = 3.0  # seconds, or intervals of the source, that its newest picture may start a new encoder
CLOCK_WAS_SET = 1.0  # seconds by which a picture is off the camera's clock only when that was set since
LOOK_SECONDS = 0.01
STOP_SECONDS = 2.0  # a source that is being opened may take longer: its thread then ends by itself


@dataclass(eq=False)
class _Made:
    stream: Stream
    production: Production
    linger: asyncio.TimerHandle | None = None


class Channel:
    """Watch it, or take a snapshot: on the event loop it was started on. Only `tap` is for any thread."""

    def __init__(self, number: int, settings: ChannelSettings, source: Source, clock: Clock) -> None:
        """`number` counts from 1."""
        self.number = number
        self.name = settings.name or f"Channel {number}"
        self.settings = settings
        self._clock = clock
        self.source = source
        self._feed = Feed(source, self.name, clock, self._spread, self._signal_changed)
        self._made: dict[Encoding, _Made] = {}
        self._productions: tuple[Production, ...] = ()
        self._taps = 0
        self._demand_lock = threading.Lock()
        self._listeners: list[Callable[[Signal], None]] = []

    def start(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._feed.start()

    async def opened(self, within: float) -> None:
        """Wait until it is known what the source delivers, or that it does not; at most so many seconds."""
        end = self._clock.monotonic() + within
        while not self._feed.knows and self._clock.monotonic() < end:  # noqa: ASYNC110 - sources tell nobody
            await asyncio.sleep(LOOK_SECONDS)

    async def stop(self) -> None:
        """End every stream, and the threads."""
        for made in self._made.values():
            if made.linger:
                made.linger.cancel()
            made.production.close()
            made.stream.end()
        productions, self._made, self._productions = self._productions, {}, ()
        await asyncio.to_thread(self._feed.stop, STOP_SECONDS)
        for production in productions:
            await asyncio.to_thread(production.join, STOP_SECONDS)

    @property
    def signal(self) -> Signal:
        """Whether the source delivers."""
        return self._feed.signal

    @property
    def format(self) -> Format:
        """What the source delivers, or last delivered."""
        return self._feed.format

    @property
    def streams(self) -> tuple[Stream, ...]:
        """The streams made just now."""
        return tuple(made.stream for made in self._made.values())

    def on_signal(self, listener: Callable[[Signal], None]) -> None:
        """Have `listener` called when the source is lost or found."""
        self._listeners.append(listener)

    def jpeg(
        self, *, size: Size | None = None, rate: float | None = None, quality: int | None = None
    ) -> Jpeg:
        """JPEG as the settings have it, but for what is given."""
        settings = self.settings.jpeg
        return Jpeg(
            size or self._size(settings.size), rate or self._rate(settings.rate), quality or settings.quality
        )

    def video(self, stream: int) -> H264:
        """The H.264 stream of that index (0 is the main one) as the settings have it; IndexError if none."""
        settings = self.settings.streams[stream]
        return H264(self._size(settings.size), self._rate(settings.rate), settings.bitrate, settings.gop)

    def watch(self, encoding: Encoding, reader: Reader) -> AbstractContextManager[Stream]:
        """Offer `reader` every frame of `encoding` while the context lasts.

        Raises Busy at once, before the context, when too many different encodings are watched.
        """
        made = self._made.get(encoding) or self._make(encoding)
        self._linger(made)
        return self._watching(made, reader)

    async def snapshot(self, encoding: Encoding, viewer: Viewer, within: float = 10.0) -> Frame:
        """The picture of this moment; TimeoutError when none comes `within` seconds."""

        def of_now(frame: Frame) -> bool:  # by the camera's clock too, which somebody may just have set
            return abs(self._clock.now() - frame.wall) < CLOCK_WAS_SET + 1 / encoding.rate

        reader = NextFrame(viewer, key=True, wanted=of_now)
        with self.watch(encoding, reader) as stream:
            latest = stream.latest
            recent = latest and self._clock.monotonic() - latest.time < 1 / encoding.rate
            if latest and latest.key and recent and of_now(latest):
                return latest
            return await reader.frame(within)

    @contextmanager
    def tap(self) -> Iterator[Callable[[], Picture | None]]:
        """Keep pictures coming; gives a function that tells the newest. From any thread."""
        self._tap(+1)
        try:
            yield lambda: self._feed.latest
        finally:
            self._tap(-1)

    @contextmanager
    def _watching(self, made: _Made, reader: Reader) -> Iterator[Stream]:
        if made.linger:
            made.linger.cancel()
            made.linger = None
        made.stream.join(reader)
        try:
            yield made.stream
        finally:
            made.stream.leave(reader)
            self._linger(made)

    def _linger(self, made: _Made) -> None:
        """Let an encoding that nobody watches run on for a little."""
        if made.linger:
            made.linger.cancel()
            made.linger = None
        if not made.stream.readers and self._made.get(made.stream.encoding) is made:
            made.linger = self._loop.call_later(LINGER, self._drop, made.stream.encoding)

    def _tap(self, change: int) -> None:
        with self._demand_lock:
            self._taps += change
        self._update_demand()

    def _size(self, setting: Size | str) -> Size:
        return setting if isinstance(setting, Size) else self.format.size

    def _rate(self, setting: float | str) -> float:
        return setting if isinstance(setting, float | int) else self.format.rate

    def _make(self, encoding: Encoding) -> _Made:
        self._make_room()

        def publish(frame: Frame) -> None:
            self._loop.call_soon_threadsafe(stream.publish, frame)

        name = f"{self.name} {encoding.codec.value} {encoding.size}"
        production = Production(encoding, lambda: self._feed.coded, publish, name)
        stream = Stream(encoding, production.request_key)
        made = self._made[encoding] = _Made(stream, production)
        self._productions = (*self._productions, production)
        self._update_demand()
        self._start_at_once(production)
        return made

    def _make_room(self) -> None:
        """See that one more encoding may be made; those that only linger go first."""
        if len(self._made) >= MAX_ENCODINGS:
            idle = next((encoding for encoding, made in self._made.items() if made.linger), None)
            if idle is None:
                raise Busy(f"{self.name}: {MAX_ENCODINGS} encodings are being watched, no more fit")
            self._drop(idle)

    def _start_at_once(self, production: Production) -> None:
        """A source may be slow: begin with its newest picture, if that is still worth showing."""
        latest = self._feed.latest
        if latest and self._clock.monotonic() - latest.time < max(1.0, FRESH) / self.format.rate:
            production.take(latest)

    def _drop(self, encoding: Encoding) -> None:
        made = self._made.pop(encoding, None)
        if made is None:
            return  # the channel stopped meanwhile
        if made.linger:
            made.linger.cancel()
        self._productions = tuple(p for p in self._productions if p is not made.production)
        made.production.close()
        self._update_demand()

    def _update_demand(self) -> None:
        with self._demand_lock:
            passing = [production.passes for production in self._productions]
            self._feed.want(pixels=self._taps > 0 or not all(passing), packets=any(passing))

    def _spread(self, item: Picture | Frame) -> None:
        for production in self._productions:
            production.take(item)

    def _signal_changed(self, signal: Signal) -> None:
        self._loop.call_soon_threadsafe(self._announce, signal)

    def _announce(self, signal: Signal) -> None:
        self._update_demand()
        for listener in self._listeners:
            listener(signal)
