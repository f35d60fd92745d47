"""One channel of a camera: a source's pictures, in every encoding that somebody watches."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace

from babelcam.media.encoding import H264, Encoding, Jpeg, passes_through
from babelcam.media.feed import Feed, Signal
from babelcam.media.frame import Codec, Frame, Picture, Size
from babelcam.media.production import Production
from babelcam.media.reader import NextFrame, Reader, Viewer
from babelcam.media.room import Held, check_size, to_give_up
from babelcam.media.source import Format, Source
from babelcam.media.stream import Stream
from babelcam.settings.video import OWN_QUALITY, ChannelSettings
from babelcam.system.clock import Clock

LINGER = 5.0  # seconds an encoder runs on after its last viewer left: from an RTSP DESCRIBE to its PLAY
FRESH = 3.0  # intervals of the source that its newest picture is still shown
CLOCK_WAS_SET = 1.0  # seconds by which a picture is off the camera's clock only when that was set since
LOOK_SECONDS = 0.01
STOP_SECONDS = 2.0  # a source that is being opened may take longer: its thread then ends by itself


@dataclass(eq=False)
class _Made:
    stream: Stream
    production: Production
    account: str  # of whoever asked first
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
        self._jpeg: Frame | None = None  # the source's newest
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
        wanted = quality or settings.quality
        size, rate = size or self._size(settings.size), rate or self._rate(settings.rate)
        return Jpeg(size, rate, OWN_QUALITY, as_is=True) if wanted == "source" else Jpeg(size, rate, wanted)

    def video(self, stream: int) -> H264:
        """The H.264 stream of that index (0 is the main one) as the settings have it; IndexError if none."""
        settings = self.settings.streams[stream]
        return H264(self._size(settings.size), self._rate(settings.rate), settings.bitrate, settings.gop)

    def watch(self, encoding: Encoding, reader: Reader) -> AbstractContextManager[Stream]:
        """Offer `reader` every frame of `encoding` while the context lasts.

        Raises at once, before the context: BadValue for a picture too large to make, Busy when too many
        different encodings are watched.
        """
        self.check(encoding)
        encoding = self._shared(encoding)
        made = self._made.get(encoding) or self._make(encoding, reader.viewer.account)
        self._linger(made)
        return self._watching(made, reader)

    def check(self, encoding: Encoding) -> None:
        """BadValue for what cannot be watched, whoever asks."""
        check_size(encoding, self.format.size)

    async def snapshot(self, encoding: Encoding, viewer: Viewer, within: float = 10.0) -> Frame:
        """The picture of this moment; TimeoutError when none comes `within` seconds."""
        interval = 1 / min(encoding.rate, self.format.rate)

        def of_now(frame: Frame) -> bool:  # by the camera's clock too, which somebody may just have set
            return abs(self._clock.now() - frame.wall) < CLOCK_WAS_SET + FRESH * interval

        reader = NextFrame(viewer, key=True, wanted=of_now)
        with self.watch(encoding, reader) as stream:
            latest = stream.latest
            recent = latest and self._clock.monotonic() - latest.time < interval
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
        self._show_newest(made, reader)
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

    def _make(self, encoding: Encoding, account: str) -> _Made:
        if encoding not in self._configured():
            self._make_room(account)

        def publish(frame: Frame) -> None:
            self._loop.call_soon_threadsafe(stream.publish, frame)

        name = f"{self.name} {encoding.codec.value} {encoding.size}"
        production = Production(encoding, lambda: self._feed.coded, publish, name)
        stream = Stream(encoding, production.request_key)
        made = self._made[encoding] = _Made(stream, production, account)
        self._productions = (*self._productions, production)
        self._update_demand()
        self._start_at_once(production)
        return made

    def _configured(self) -> set[Encoding]:
        """What everybody gets who asks for nothing of their own."""
        videos = [self.video(index) for index in range(len(self.settings.streams))]
        jpegs = [self.jpeg(), *(self.jpeg(size=video.size, rate=video.rate) for video in videos)]
        usual: list[Encoding] = [*videos, *jpegs]
        return {*usual, *map(self._shared, usual)}

    def _make_room(self, account: str) -> None:
        """See that one more encoding may be made for `account`; Busy if not."""
        configured = self._configured()
        idle = to_give_up(
            {
                encoding: Held(made.account, made.linger is not None)
                for encoding, made in self._made.items()
                if encoding not in configured
            },
            account,
        )
        if idle is not None:
            self._drop(idle)

    def _start_at_once(self, production: Production) -> None:
        """A source may be slow: begin with its newest picture, if that is still worth showing."""
        for newest in (self._feed.latest, self._jpeg):
            if newest and self._is_fresh(newest):
                production.take(newest)

    def _show_newest(self, made: _Made, reader: Reader) -> None:
        """A source that passes through cannot be asked for a picture: begin with its newest."""
        newest = made.stream.latest
        if newest and newest.codec is Codec.JPEG and made.production.passes and self._is_fresh(newest):
            reader.offer(newest)

    def _is_fresh(self, newest: Picture | Frame) -> bool:
        return self._clock.monotonic() - newest.time < FRESH / self.format.rate

    def _shared(self, encoding: Encoding) -> Encoding:
        """Without a wish for the source's own frames where it has none: then others have the same made."""
        source = self.source.format
        if source is not None and not passes_through(encoding, source):
            return replace(encoding, as_is=False)
        return encoding

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
        if isinstance(item, Frame) and item.codec is Codec.JPEG:
            self._jpeg = item
        for production in self._productions:
            production.take(item)

    def _signal_changed(self, signal: Signal) -> None:
        self._loop.call_soon_threadsafe(self._announce, signal)

    def _announce(self, signal: Signal) -> None:
        self._update_demand()
        for listener in self._listeners:
            listener(signal)
