from __future__ import annotations

import math

import numpy as np
import pytest

from babelcam.media.frame import Size
from babelcam.media.sources.world import Lens, World
from tests.media.sources.world.hours import at

SIZE = Size(640, 640)


def angle_of(mask: np.ndarray, inner: float, outer: float) -> float:
    """The direction, in turns after twelve, of what a mask marks in a ring about the picture's middle."""
    rows, columns = np.nonzero(mask)
    x, y = columns - (SIZE.width - 1) / 2, (SIZE.height - 1) / 2 - rows
    far = np.hypot(x, y)
    ring = (far > inner) & (far < outer)
    assert ring.sum() > 20
    # twice the weight to nothing: the mean of unit vectors
    return math.atan2((x[ring] / far[ring]).mean(), (y[ring] / far[ring]).mean()) / math.tau % 1.0


@pytest.mark.parametrize(("hour", "minute", "second"), [(10, 10, 40), (3, 0, 20), (6, 45, 5), (20, 25, 55)])
def test_the_clock_shows_the_time_of_the_camera(world: World, hour: int, minute: int, second: int) -> None:
    time = at(hour, minute, second)
    (clock,) = (thing for thing in world.things(time) if thing.kind == "clock")
    centre = world.scenery.clock.dial.at(0, 0)
    azimuth = math.degrees(math.atan2(centre[0], centre[1]))
    elevation = math.degrees(math.atan2(centre[2], math.hypot(centre[0], centre[1])))
    view = world.view(Lens(azimuth, elevation, 7.0), SIZE)
    radius = view.focal * 1.75 / float(np.linalg.norm(centre))
    assert abs(clock.azimuth - azimuth) < 3

    picture, plain = view.picture(time).astype(int), view.still(time).picture.astype(int)
    changed = np.abs(picture - plain).sum(axis=2) > 60
    red = changed & (picture[..., 2] > 2 * picture[..., 0])

    dark = changed & ~red
    assert apart(angle_of(red, 0.4 * radius, 0.85 * radius), second / 60) < 0.01
    minutes = (minute + second / 60) / 60
    assert apart(angle_of(dark, 0.6 * radius, 0.8 * radius), minutes) < 0.02
    hours = (hour % 12 + minutes) / 12
    inner = angle_of_hand_besides(dark, 0.25 * radius, 0.48 * radius, minutes)
    assert apart(inner, hours) < 0.02


def angle_of_hand_besides(mask: np.ndarray, inner: float, outer: float, known: float) -> float:
    """The direction of the hand that is not the one known."""
    rows, columns = np.nonzero(mask)
    x, y = columns - (SIZE.width - 1) / 2, (SIZE.height - 1) / 2 - rows
    far, turn = np.hypot(x, y), np.arctan2(x, y) / math.tau % 1.0
    other = (far > inner) & (far < outer) & (np.abs((turn - known + 0.5) % 1.0 - 0.5) > 0.05)
    kept = np.zeros_like(mask)
    kept[rows[other], columns[other]] = True
    return angle_of(kept, inner, outer)


def apart(one: float, other: float) -> float:
    return abs((one - other + 0.5) % 1.0 - 0.5)


def test_the_second_hand_ticks(world: World) -> None:
    view = world.view(Lens(0, 14, 8), SIZE)
    ticks = [view.picture(at(10, 10, 40.0 + part)).tobytes() for part in (0.1, 0.9, 1.1)]

    assert ticks[0] == ticks[1]
    assert ticks[1] != ticks[2]
