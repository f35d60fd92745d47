from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from babelcam.media.sources.world.light import STEP, Light
from tests.media.sources.world.hours import NIGHT, NOON, at


@pytest.mark.parametrize(
    ("hour", "azimuth", "up"),
    [(6.01, 90, True), (12, 180, True), (17.99, -90, True), (18.1, -90, False), (0, 0, False)],
)
def test_the_sun_rises_in_the_east_at_six_and_sets_in_the_west_at_eighteen(
    hour: float, azimuth: float, up: bool
) -> None:
    sun = Light.at(at(0) + hour * 3600).sun

    turn = (np.degrees(np.arctan2(sun[0], sun[1])) - azimuth + 180) % 360 - 180
    assert abs(turn) < 2
    assert (sun[2] > 0) == up


def test_lamps_are_off_by_day_on_by_night_and_come_on_smoothly() -> None:
    levels = [Light.at(at(17, 30) + 60 * minute).night for minute in range(90)]

    assert (levels[0], levels[-1]) == (0.0, 1.0)
    assert all(0 <= after - before < 0.05 for before, after in pairwise(levels))


def test_the_sky_darkens_without_a_jump() -> None:
    brightness = [float(Light.at(at(17) + 60 * minute).skylight.sum()) for minute in range(120)]

    assert all(-0.06 < after - before <= 0.001 for before, after in pairwise(brightness))


def test_the_light_stands_still_during_a_step() -> None:
    first = Light.at(NOON)

    assert np.array_equal(first.sun, Light.at(NOON + STEP * 0.9).sun)
    assert not np.array_equal(first.sun, Light.at(NOON + STEP).sun)


def test_shadows_fall_away_from_the_sun_and_only_by_day() -> None:
    east, north = Light.at(at(9)).fall(2.0)

    assert east < 0  # the sun is in the south-east
    assert north > 0
    assert Light.at(NOON).shadow > 0.3
    assert Light.at(NIGHT).shadow == 0
