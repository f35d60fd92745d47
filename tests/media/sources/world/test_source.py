from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from babelcam.media.frame import Picture, Size
from babelcam.media.source import BadAddress, Demand, Format
from babelcam.media.sources.world import Lens, World
from babelcam.media.sources.world.source import DEFAULT_LENSES, WorldSource, world_source
from babelcam.system.clock import Clock, HeldClock
from tests.media.sources.world.hours import NIGHT, NOON

SMALL = Size(160, 90)


@pytest.fixture
def demand() -> Iterator[Demand]:
    demand = Demand()
    yield demand
    demand.close()


def test_the_format_is_known_at_once(world: World) -> None:
    assert WorldSource(world, Lens()).format == Format(Size(1280, 720), 25.0, None)
    assert WorldSource(world, Lens(), SMALL, 10).format == Format(SMALL, 10.0)


def test_pictures_show_the_camera_s_time(world: World, demand: Demand) -> None:
    clock = HeldClock(NOON)
    demand.change(pixels=True, packets=False)
    pictures = WorldSource(world, Lens(0, 0, 60), SMALL, 60).read(demand, clock)
    day = next(pictures)
    clock.set(NIGHT)
    night = next(pictures)

    assert day.size == SMALL
    assert (day.wall, night.wall) == (NOON, NIGHT)
    expected = Picture.from_bgr(world.view(Lens(0, 0, 60), SMALL).picture(NOON), 0.0, 0.0)
    assert day.planes.tobytes() == expected.planes.tobytes()
    assert night.planes.mean() < day.planes.mean() - 15


class Hurried(Demand):
    """Waiting takes no time: the clock is put forward instead."""

    def __init__(self, clock: ByHand) -> None:
        super().__init__()
        self._clock = clock

    def sleep(self, seconds: float) -> bool:
        self._clock.passed += max(0.0, seconds)
        return not self.closed


class ByHand(Clock):
    """A monotonic clock that stands still but for what is put forward."""

    passed = 0.0

    def monotonic(self) -> float:
        return self.passed


def test_pictures_come_at_their_rate_without_drift(world: World) -> None:
    clock = ByHand()
    demand = Hurried(clock)
    demand.change(pixels=True, packets=False)
    pictures = WorldSource(world, Lens(), SMALL, 50).read(demand, clock)
    times = []
    for _ in range(26):
        times.append(next(pictures).time)
        clock.passed += 0.007  # to draw and to hand it on
    assert times == pytest.approx([tick / 50 for tick in range(26)])


def test_a_reader_that_was_late_gets_no_bunch_of_pictures(world: World) -> None:
    clock = ByHand()
    demand = Hurried(clock)
    demand.change(pixels=True, packets=False)
    pictures = WorldSource(world, Lens(), SMALL, 20).read(demand, clock)
    next(pictures)
    clock.passed += 0.17
    times = [next(pictures).time for _ in range(3)]
    assert times == pytest.approx([0.2, 0.25, 0.3])


def test_nothing_is_drawn_until_somebody_looks_and_after_nobody_does(
    world: World, demand: Demand, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = WorldSource(world, Lens(), SMALL, 60)
    drawn: list[Picture] = []
    three = threading.Event()

    def run() -> None:
        for picture in source.read(demand, Clock()):
            drawn.append(picture)
            if len(drawn) == 3:
                demand.change(pixels=False, packets=False)
                three.set()

    thread = threading.Thread(target=run)
    thread.start()
    assert not three.wait(0.1)
    assert not drawn
    demand.change(pixels=True, packets=False)
    assert three.wait(5)
    thread.join(0.1)
    assert len(drawn) == 3
    demand.close()
    thread.join(5)
    assert not thread.is_alive()


def test_only_packets_wanted_gives_nothing_and_still_ends(world: World, demand: Demand) -> None:
    demand.change(pixels=False, packets=True)
    given: list[Picture] = []
    thread = threading.Thread(
        target=lambda: given.extend(WorldSource(world, Lens(), SMALL).read(demand, Clock()))
    )
    thread.start()
    thread.join(0.1)
    assert thread.is_alive()
    demand.close()
    thread.join(5)

    assert not thread.is_alive()
    assert not given


def test_the_next_picture_is_taken_through_a_new_lens(world: World, demand: Demand) -> None:
    demand.change(pixels=True, packets=False)
    source = WorldSource(world, Lens(0, 0, 60), SMALL, 60)
    pictures = source.read(demand, HeldClock(NOON))
    north = next(pictures)
    source.lens = Lens(180, 0, 60)
    south = next(pictures)
    source.lens = Lens(0, 0, 60)
    again = next(pictures)

    assert north.planes.tobytes() != south.planes.tobytes()
    assert north.planes.tobytes() == again.planes.tobytes()


def test_an_address_with_everything_in_it() -> None:
    source = world_source(
        {"seed": "3", "rate": "30", "size": "1920x1080", "pan": "40", "tilt": "-5", "fov": "50"}, 1
    )

    assert source.world.seed == 3
    assert source.format == Format(Size(1920, 1080), 30.0)
    assert source.lens == Lens(40, -5, 50)


def test_an_address_with_nothing_in_it_looks_elsewhere_on_each_channel() -> None:
    sources = [world_source({}, channel) for channel in range(1, 9)]

    assert sources[0].format == Format(Size(1280, 720), 25.0)
    assert sources[0].world.seed == 1
    assert len({source.lens.pan for source in sources}) == 8
    assert world_source({}, 9).lens == DEFAULT_LENSES[0]


def test_half_an_address_keeps_the_channel_s_other_defaults() -> None:
    usual = world_source({}, 2).lens

    assert world_source({"fov": "20"}, 2).lens == Lens(usual.pan, usual.tilt, 20)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("sead", "3", "seed, rate, size, pan, tilt, fov"),
        ("seed", "-1", "whole number from 0"),
        ("seed", "99999999999", "whole number"),
        ("rate", "0", "from 1 to 60"),
        ("rate", "61", "from 1 to 60"),
        ("rate", "fast", "from 1 to 60"),
        ("rate", "nan", "from 1 to 60"),
        ("size", "9x9", "even"),
        ("size", "big", "1280x720"),
        ("pan", "400", "from -360 to 360"),
        ("tilt", "-91", "from -90 to 90"),
        ("fov", "0", "from 1 to 120"),
    ],
)
def test_a_bad_option_is_refused_by_name_value_and_what_is_allowed(name: str, value: str, said: str) -> None:
    with pytest.raises(BadAddress) as caught:
        world_source({name: value}, 1)

    assert str(caught.value).startswith(f"world: {name}={value}: ")
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("name", "value"), [("rate", "1"), ("rate", "60"), ("fov", "1"), ("pan", "-360"), ("seed", "0")]
)
def test_the_ends_of_a_range_are_allowed(name: str, value: str) -> None:
    world_source({name: value}, 1)
