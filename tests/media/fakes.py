"""A source that gives what a test hands it, and readers that keep what they are offered."""

from __future__ import annotations

import asyncio
import queue
import time
from collections.abc import Iterator

import numpy as np

from babelcam.media.frame import Codec, Frame, Picture, Size
from babelcam.media.reader import Reader, Viewer
from babelcam.media.source import Demand, Format, Source, SourceError
from babelcam.system.clock import Clock

SIZE = Size(64, 48)
VIEWER = Viewer("tester", "127.0.0.1", "test")


def picture(level: int = 128, *, size: Size = SIZE, at: float | None = None) -> Picture:
    """A flat grey picture of that luma level."""
    planes = np.full((size.height * 3 // 2, size.width), 128, np.uint8)
    planes[: size.height] = level
    return Picture(planes, time.monotonic() if at is None else at, time.time())


def own_jpeg(number: int, *, size: Size = SIZE, at: float | None = None) -> Frame:
    """A JPEG of the source's own; its bytes tell its number."""
    moment = time.monotonic() if at is None else at
    return Frame(Codec.JPEG, b"\xff\xd8" + bytes([number]), True, size, moment, time.time(), number)


def coded(number: int, *, key: bool, size: Size = SIZE) -> Frame:
    """A frame of the source's own; its bytes tell its number."""
    return Frame(Codec.H264, b"\x00\x00\x00\x01" + bytes([number]), key, size, time.monotonic(), 0.0, number)


class HandFed(Source):
    """Gives what `give` is called with, as long as it is wanted; an exception is raised to the channel."""

    def __init__(self, form: Format | None = None) -> None:
        self.format: Format | None = form or Format(SIZE, 25.0)
        self.opened = 0
        self.demand: Demand | None = None
        self._items: queue.Queue[Picture | Frame | SourceError | None] = queue.Queue()

    def give(self, item: Picture | Frame | SourceError) -> None:
        self._items.put(item)

    def read(self, demand: Demand, clock: Clock) -> Iterator[Picture | Frame]:
        self.opened += 1
        self.demand = demand
        while not demand.closed:
            try:
                item = self._items.get(timeout=0.01)
            except queue.Empty:
                continue
            if isinstance(item, SourceError):
                raise item
            if item is not None and (demand.pixels if isinstance(item, Picture) else demand.packets):
                yield item


class Keeper(Reader):
    """Keeps every frame it is offered."""

    def __init__(self, account: str = "tester") -> None:
        super().__init__(Viewer(account, "127.0.0.1", "test"))
        self.frames: list[Frame] = []
        self.over = False
        self._came = asyncio.Condition()

    def offer(self, frame: Frame) -> None:
        self.frames.append(frame)
        self.delivered += 1
        asyncio.get_running_loop().create_task(self._notify())

    def ended(self) -> None:
        self.over = True

    async def count(self, wanted: int, within: float = 5.0) -> list[Frame]:
        """Wait until so many frames came."""
        async with asyncio.timeout(within), self._came:
            await self._came.wait_for(lambda: len(self.frames) >= wanted)
        return self.frames

    async def _notify(self) -> None:
        async with self._came:
            self._came.notify_all()
