"""Four channels in one picture."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace

import numpy as np

from babelcam.media.channel import Channel
from babelcam.media.frame import Frame, Picture, Pixels, Size
from babelcam.media.picture import fit
from babelcam.media.source import Demand, Format, Source
from babelcam.system.clock import Clock

COLUMNS = ROWS = 2
TILES = COLUMNS * ROWS
WAKE_SECONDS = 2.0
EMPTY = Picture.from_bgr(np.full((16, 16, 3), 24, np.uint8), 0, 0)  # where there is no channel

Newest = Callable[[], Picture | None]


class QuadSource(Source):
    """The newest pictures of up to four channels, two by two, at the size and rate of the first."""

    def __init__(self, channels: Sequence[Channel]) -> None:
        self._channels = channels[:TILES]

    @property
    def format(self) -> Format:  # type: ignore[override]  # others set it once they know
        """Pictures like the first channel's, however that one's own come."""
        return replace(self._channels[0].format, codec=None)

    def read(self, demand: Demand, clock: Clock) -> Iterator[Picture | Frame]:
        while demand.wait_for_viewers():
            with ExitStack() as taps:
                newest = [taps.enter_context(channel.tap()) for channel in self._channels]
                _await_all(newest, demand, clock)
                yield from self._compose(newest, demand, clock)

    def _compose(self, newest: Sequence[Newest], demand: Demand, clock: Clock) -> Iterator[Picture]:
        due = clock.monotonic()
        while demand.pixels and not demand.closed:
            tile = Size(*(side // 4 * 2 for side in self.format.size))
            tiles = [fit(tell() or EMPTY, tile) for tell in newest]
            tiles += [fit(EMPTY, tile)] * (TILES - len(tiles))
            yield Picture(_two_by_two(tiles, tile), clock.monotonic(), clock.now())
            due = max(due + 1 / self.format.rate, clock.monotonic())
            demand.sleep(due - clock.monotonic())


def _await_all(newest: Sequence[Newest], demand: Demand, clock: Clock) -> None:
    """Give every channel a moment to show something: sources that nobody watched take time to wake up."""
    until = clock.monotonic() + WAKE_SECONDS
    while any(tell() is None for tell in newest) and clock.monotonic() < until:
        demand.sleep(WAKE_SECONDS / 100)


def _two_by_two(tiles: Sequence[Picture], tile: Size) -> Pixels:
    whole = Size(tile.width * COLUMNS, tile.height * ROWS)
    planes = np.empty((whole.height * 3 // 2, whole.width), np.uint8)
    into = Picture(planes, 0, 0).yuv
    for index, picture in enumerate(tiles):
        row, column = divmod(index, COLUMNS)
        for plane, content, step in zip(into, picture.yuv, (1, 2, 2), strict=True):
            height, width = tile.height // step, tile.width // step
            plane[row * height : (row + 1) * height, column * width : (column + 1) * width] = content
    return planes
