from __future__ import annotations

import numpy as np
import pytest

from babelcam.media.frame import Pixels, Size
from babelcam.media.sources.world.lens import Lens
from babelcam.media.sources.world.painter import Painter
from babelcam.media.sources.world.shapes import Mesh, Shape, floor, rectangle

SIZE = Size(320, 180)
WHITE = [[255.0, 255.0, 255.0]]
NORTH = np.array([0.0, -1.0, 0.0])


def upright(left: float, bottom: float, right: float, top: float, far: float = 10.0) -> np.ndarray:
    corners = rectangle(left, bottom, right, top)
    return np.array([(x, far, z) for x, z in corners])


def drawn(*shapes: Shape, lens: Lens | None = None, smooth: bool = True) -> Pixels:
    canvas = np.zeros((SIZE.height, SIZE.width, 3), np.uint8)
    painter = Painter(lens or Lens(0, 0, 90), SIZE)
    painter.draw(canvas, Mesh.of(shapes), [list(shape.colour) for shape in shapes], smooth=smooth)
    return canvas


def test_a_rectangle_covers_the_pixels_it_should() -> None:
    # at 90 degrees, 10 metres away, a metre is 16 pixels
    canvas = drawn(Shape([upright(-2, -1, 2, 1)], (255, 255, 255), NORTH))

    rows, columns = np.nonzero(canvas[..., 0] > 127)
    assert (columns.min(), columns.max()) == pytest.approx((128, 191), abs=1)
    assert (rows.min(), rows.max()) == pytest.approx((74, 105), abs=1)


def test_an_outline_within_another_is_a_hole() -> None:
    canvas = drawn(Shape([upright(-4, -4, 4, 4), upright(-1, -1, 1, 1)], (255, 255, 255), NORTH))

    assert canvas[90, 160, 0] == 0
    assert canvas[60, 160, 0] == 255


def test_later_shapes_cover_earlier_ones() -> None:
    far = Shape([upright(-4, -4, 4, 4)], (50, 0, 0), NORTH)
    near = Shape([upright(-1, -1, 1, 1)], (0, 200, 0), NORTH)

    assert drawn(far, near)[90, 160].tolist() == [0, 200, 0]


def test_ground_that_reaches_behind_the_lens_fills_everything_below_the_horizon() -> None:
    canvas = drawn(floor([rectangle(-5000, -5000, 5000, 5000)], (255, 255, 255)))

    assert (canvas[92:] == 255).all()
    assert (canvas[:88] == 0).all()


@pytest.mark.parametrize("fov", [1.0, 5.0, 120.0])
def test_a_wall_larger_than_the_picture_fills_it_at_any_zoom(fov: float) -> None:
    canvas = drawn(Shape([upright(-400, -400, 400, 400)], (255, 255, 255), NORTH), lens=Lens(0, 0, fov))

    assert (canvas == 255).all()


def test_what_is_behind_or_beside_is_not_drawn() -> None:
    behind = Shape([upright(-2, -1, 2, 1, far=-10.0)], (255, 255, 255), NORTH)
    beside = Shape([upright(30, -1, 34, 1)], (255, 255, 255), NORTH)

    assert not drawn(behind, beside).any()


def test_details_too_fine_to_be_seen_are_left_out() -> None:
    shape = Shape([upright(-2, -1, 2, 1)], (255, 255, 255), NORTH, detail=0.02)

    assert not drawn(shape).any()
    assert drawn(shape, lens=Lens(0, 0, 20)).any()


def test_sharp_edges_know_only_one_value() -> None:
    shape = Shape([upright(-2.03, -1.01, 2.04, 1.02)], (200, 200, 200), NORTH)

    assert set(np.unique(drawn(shape, smooth=False))) == {0, 200}
    assert len(np.unique(drawn(shape))) > 2
