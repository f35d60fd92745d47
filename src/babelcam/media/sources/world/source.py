"""The simulated world as a source of pictures."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

from babelcam.media.frame import Picture, Size
from babelcam.media.source import BadAddress, Demand, Format, Source
from babelcam.media.sources.world.lens import MAX_FOV, MIN_FOV, Lens
from babelcam.media.sources.world.world import World
from babelcam.system.clock import Clock

T = TypeVar("T")

MIN_RATE, MAX_RATE = 1.0, 60.0  # frames a second
MAX_SEED = 2**32 - 1
DEFAULT_SIZE, DEFAULT_RATE = Size(1280, 720), 25.0

# Where the channels look when their addresses do not say: each at a side of the square or down a street.
DEFAULT_LENSES = (
    Lens(10.0, 3.0, 80.0),  # the town hall and its clock
    Lens(90.0, -3.0, 60.0),  # the bus stop
    Lens(-90.0, -4.0, 55.0),
    Lens(180.0, -4.0, 60.0),
    Lens(45.0, -5.0, 70.0),
    Lens(-45.0, -5.0, 70.0),
    Lens(135.0, -6.0, 75.0),
    Lens(-135.0, -6.0, 75.0),
)


class WorldSource(Source):
    """Pictures of a `World` as it is now by the camera's clock.

    `lens` may be replaced at any time, from any thread; the next picture is taken through it.
    """

    def __init__(
        self, world: World, lens: Lens, size: Size = DEFAULT_SIZE, rate: float = DEFAULT_RATE
    ) -> None:
        self.world = world
        self.lens = lens
        self.format: Format = Format(size, rate)

    def read(self, demand: Demand, clock: Clock) -> Iterator[Picture]:
        """Take a picture at every tick while somebody needs pictures; a tick that is missed is left out."""
        interval = 1.0 / self.format.rate
        view = self.world.view(self.lens, self.format.size)
        view.still(clock.now())  # drawn before the first viewer comes, who then need not wait
        while demand.wait_for_viewers():
            start, ticks = clock.monotonic(), 0
            while demand.pixels and not demand.closed:
                view.aim(self.lens)
                time, wall = clock.monotonic(), clock.now()
                yield Picture.from_bgr(view.picture(wall), time, wall)
                ticks = max(ticks + 1, math.ceil((clock.monotonic() - start) / interval))
                if not demand.sleep(start + ticks * interval - clock.monotonic()):
                    return
            if not demand.sleep(interval):  # only packets are wanted, and a world has none
                return


def world_source(options: Mapping[str, str], channel: int) -> WorldSource:
    """The source that ``world:?seed=3&rate=30&size=1920x1080&pan=40&tilt=-5&fov=60`` names.

    What is left out is the default; `channel` (from 1) chooses where it then looks. Raises BadAddress.
    """
    for name in options:
        if name not in _OPTIONS:
            raise BadAddress(
                f"world: {name}={options[name]}: no such option; there are {', '.join(_OPTIONS)}"
            )
    usual = DEFAULT_LENSES[(channel - 1) % len(DEFAULT_LENSES)]
    return WorldSource(
        World(_option(options, "seed", _seed, 1)),
        Lens(
            _option(options, "pan", _number(-360.0, 360.0), usual.pan),
            _option(options, "tilt", _number(-90.0, 90.0), usual.tilt),
            _option(options, "fov", _number(MIN_FOV, MAX_FOV), usual.fov),
        ),
        _option(options, "size", Size.parse, DEFAULT_SIZE),
        _option(options, "rate", _number(MIN_RATE, MAX_RATE), DEFAULT_RATE),
    )


_OPTIONS = ("seed", "rate", "size", "pan", "tilt", "fov")


def _option(options: Mapping[str, str], name: str, parse: Callable[[str], T], usual: T) -> T:
    if name not in options:
        return usual
    try:
        return parse(options[name])
    except ValueError as error:
        raise BadAddress(f"world: {name}={options[name]}: {error}") from None


def _seed(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 10 and int(text) <= MAX_SEED):
        raise ValueError(f"must be a whole number from 0 to {MAX_SEED}")
    return int(text)


def _number(low: float, high: float) -> Callable[[str], float]:
    def parse(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not low <= value <= high:
            raise ValueError(f"must be a number from {low:g} to {high:g}")
        return value

    return parse
