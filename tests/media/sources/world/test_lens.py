from __future__ import annotations

import math

import numpy as np
import pytest

from babelcam.media.frame import Size
from babelcam.media.sources.world.lens import Lens, azimuth_elevation, direction, wrap

SIZE = Size(1280, 720)
MIDDLE = (639.5, 359.5)


@pytest.mark.parametrize("lens", [Lens(), Lens(40, -5, 60), Lens(-170, 30, 5), Lens(90, -80, 110)])
def test_what_the_lens_points_at_is_in_the_middle(lens: Lens) -> None:
    assert lens.project(lens.pan, lens.tilt, SIZE) == pytest.approx(MIDDLE)


@pytest.mark.parametrize("lens", [Lens(), Lens(40, -5, 60), Lens(-170, 30, 5), Lens(90, -80, 110)])
@pytest.mark.parametrize("pixel", [(0.0, 0.0), (1279.0, 0.0), (300.0, 700.0), MIDDLE])
def test_a_pixel_becomes_a_direction_and_the_same_pixel_again(lens: Lens, pixel: tuple[float, float]) -> None:
    assert lens.project(*lens.direction(*pixel, SIZE), SIZE) == pytest.approx(pixel, abs=1e-6)


def test_the_field_of_view_is_as_wide_as_the_picture() -> None:
    lens = Lens(10, 0, 60)

    assert lens.project(-20, 0, SIZE) == pytest.approx((-0.5, 359.5))
    assert lens.project(40, 0, SIZE) == pytest.approx((1279.5, 359.5))


def test_east_is_right_of_north_and_up_is_up() -> None:
    lens = Lens(0, 0, 60)
    right, above = lens.project(10, 0, SIZE), lens.project(0, 10, SIZE)

    assert right is not None and right[0] > MIDDLE[0] and right[1] == pytest.approx(MIDDLE[1])
    assert above is not None and above[1] < MIDDLE[1] and above[0] == pytest.approx(MIDDLE[0])


def test_straight_lines_stay_straight() -> None:
    lens = Lens(0, 0, 100)
    wall = [azimuth_elevation(np.array([x, 30.0, 8.0])) for x in (-20.0, 0.0, 20.0)]
    pixels = [lens.project(*way, SIZE) for way in wall]

    heights = [pixel[1] for pixel in pixels if pixel is not None]
    assert heights == pytest.approx([heights[0]] * 3)


def test_what_is_behind_has_no_pixel() -> None:
    assert Lens(0, 0, 60).project(180, 0, SIZE) is None


def test_pan_wraps_round() -> None:
    assert Lens(190).pan == -170
    assert Lens(180).pan == -180
    assert wrap(-541) == 179


@pytest.mark.parametrize(
    ("pan", "tilt", "fov", "said"),
    [
        (math.nan, 0, 60, "pan"),
        (math.inf, 0, 60, "pan"),
        (0, 91, 60, "tilt 91"),
        (0, math.nan, 60, "tilt"),
        (0, 0, 0.5, "fov 0.5"),
        (0, 0, 121, "from 1 to 120"),
    ],
)
def test_a_lens_that_cannot_be_is_refused(pan: float, tilt: float, fov: float, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Lens(pan, tilt, fov)


def test_a_direction_is_a_unit_vector_and_back() -> None:
    assert np.linalg.norm(direction(33, -12)) == pytest.approx(1)
    assert azimuth_elevation(direction(33, -12)) == pytest.approx((33, -12))
