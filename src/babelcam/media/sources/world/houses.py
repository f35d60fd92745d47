"""The houses round the square, put together from walls, windows, shops and roofs."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from babelcam.media.sources.world.roofs import ROOFS
from babelcam.media.sources.world.shapes import Plane, Shape, shade, wall
from babelcam.media.sources.world.shops import shop
from babelcam.media.sources.world.style import GROUND_FLOOR, ROOF_RISE, STONE, WALLS, WHITE, House, some_house
from babelcam.media.sources.world.windows import entrance, windows


def house(plane: Plane, style: House, random: np.random.Generator) -> Iterator[Shape]:
    """A house whose front lies in `plane`, its lower left corner at the plane's origin."""
    yield from ROOFS[style.roof](plane, style)
    yield from _front(plane, style)
    yield from windows(plane, style, random)
    if style.shop:
        yield from shop(plane, style.width, style.shop, random)
    else:
        yield from entrance(plane, style, random)


def _front(plane: Plane, style: House) -> Iterator[Shape]:
    width, eaves, colour = style.width, style.eaves, style.colour
    yield plane.paint([plane.box(0, 0, width, eaves)], colour)
    if style.boards:
        courses = [plane.box(0, v, width, 0.025) for v in np.arange(0.8, eaves - 0.4, 0.24)]
        yield plane.paint(courses, shade(colour, 0.86), detail=0.025)
    else:
        corners = [plane.box(u, 0, 0.3, eaves) for u in (0.0, width - 0.3)]
        yield plane.paint(corners, shade(colour, 1.1), detail=0.3)
    yield plane.paint([plane.box(0, 0, width, 0.6)], shade(STONE, 0.72), detail=0.6)
    yield plane.paint([plane.box(0, GROUND_FLOOR - 0.02, width, 0.2)], shade(STONE, 1.05), detail=0.2)
    yield plane.paint([plane.box(0, GROUND_FLOOR - 0.12, width, 0.1)], shade(colour, 0.7), detail=0.1)
    if style.roof in ("eaves", "flat"):
        yield plane.paint([plane.box(0, eaves - 0.62, width, 0.24)], shade(colour, 0.74), detail=0.24)
        yield plane.paint([plane.box(-0.1, eaves - 0.4, width + 0.2, 0.4, 0.2)], WHITE, detail=0.4)


def row(
    start: tuple[float, float],
    facing: tuple[float, float],
    length: float,
    random: np.random.Generator,
    shops: list[str],
    first_number: int,
) -> list[tuple[Plane, House]]:
    """A closed row of houses along `length` metres, from its left end as seen from the front."""
    places: list[tuple[Plane, House]] = []
    count = max(1, round(length / 7.2))
    widths = random.uniform(0.85, 1.15, count)
    widths *= length / widths.sum()
    along, last = 0.0, WALLS[0]
    base = wall(*start, facing)
    for index, width in enumerate(widths):
        name = shops.pop() if shops and random.random() < 0.62 else None
        style = some_house(random, float(width), first_number + 2 * index, name, last)
        places.append((Plane(base.at(along, 0.0), base.right, base.up), style))
        along, last = along + float(width), style.colour
    return places


def side_walls(plane: Plane, style: House, depth: float, corner: str | None) -> Iterator[Shape]:
    """What shows beside or above a lower neighbour: the bare sides of a house.

    `corner` names the side ("left" or "right") where another row of houses joins on.
    """
    for name, u, outward in (("left", 0.0, -plane.right), ("right", style.width, plane.right)):
        if name == corner or outward @ plane.at(u, 0.0) >= 0:
            continue  # built over, or turned away from the camera
        top = [plane.at(u, style.eaves, -depth), plane.at(u, style.eaves)]
        if style.roof == "eaves":
            top[1:1] = [
                plane.at(u, style.eaves + ROOF_RISE, -depth + ROOF_RISE),
                plane.at(u, style.eaves + ROOF_RISE, -ROOF_RISE),
            ]
        yield Shape(
            [np.array([plane.at(u, 0.0), plane.at(u, 0.0, -depth), *top])], shade(style.colour, 0.8), outward
        )
