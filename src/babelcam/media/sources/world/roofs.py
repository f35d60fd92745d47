"""The roofs of the houses: one function a kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

import numpy as np

from babelcam.media.sources.world.shapes import Colour, Plane, Shape, rgb, shade
from babelcam.media.sources.world.style import GLASS, ROOF_RISE, STONE, WARM, WHITE, House
from babelcam.media.sources.world.windows import round_window

_SLOPE = ROOF_RISE * 2**0.5 + 0.3  # metres from the eaves to the ridge, along the tiles


def _eaves(plane: Plane, style: House) -> Iterator[Shape]:
    """A tiled slope towards the street, with dormers."""
    width, eaves, tiles = style.width, style.eaves, style.tiles
    yield from _chimney(plane, width * 0.22, eaves + 2.2, 2.0)
    slope = Plane(plane.at(0, eaves, 0.25), plane.right, (plane.up - plane.normal) * 0.7071)
    yield slope.paint([slope.box(-0.1, 0, width + 0.2, _SLOPE)], tiles)
    yield slope.paint(
        [slope.box(-0.1, v, width + 0.2, 0.07) for v in np.arange(0.4, _SLOPE - 0.1, 0.4)],
        shade(tiles, 0.82),
        detail=0.07,
    )
    yield slope.paint([slope.box(-0.1, _SLOPE - 0.15, width + 0.2, 0.2)], shade(tiles, 0.65), detail=0.2)
    for middle in np.linspace(width * 0.28, width * 0.72, 2 if width > 6.5 else 1):
        yield from _dormer(plane, float(middle), eaves + 0.5, tiles)


def _gable(plane: Plane, style: House) -> Iterator[Shape]:
    """A pointed gable."""
    width, eaves = style.width, style.eaves
    tip = eaves + width * 0.48
    yield from _chimney(plane, width * 0.75, eaves + 0.4, 2.6)
    yield plane.paint(
        [plane.ring([(-0.25, eaves - 0.3), (width / 2, tip + 0.3), (width + 0.25, eaves - 0.3)], -0.1)],
        style.tiles,
    )
    yield plane.paint(
        [plane.ring([(0, eaves - 0.02), (width / 2, tip), (width, eaves - 0.02)])], style.colour
    )
    edges = [
        [(0, eaves), (width / 2, tip), (width / 2, tip - 0.35), (0.28, eaves)],
        [(width, eaves), (width / 2, tip), (width / 2, tip - 0.35), (width - 0.28, eaves)],
    ]
    yield plane.paint([plane.ring(edge) for edge in edges], WHITE, detail=0.2)
    yield from round_window(plane, width / 2, eaves + (tip - eaves) * 0.38)


def _steps(plane: Plane, style: House) -> Iterator[Shape]:
    """A stepped gable."""
    width, eaves = style.width, style.eaves
    rise, steps = 0.75, 4
    tread = width / (2 * steps + 1)
    outline = [(0.0, eaves - 0.02)]
    for level in range(steps + 1):
        outline += [(level * tread, eaves + level * rise), (level * tread, eaves + (level + 1) * rise)]
    outline += [(width - u, v) for u, v in reversed(outline)]
    yield plane.paint([plane.ring(outline)], style.colour)
    caps = [
        plane.box(u - 0.08, eaves + (level + 1) * rise, tread + 0.16, 0.14)
        for level in range(steps)
        for u in (level * tread, width - (level + 1) * tread)
    ]
    yield plane.paint(
        [*caps, plane.box(steps * tread - 0.08, eaves + (steps + 1) * rise, tread + 0.16, 0.14)],
        STONE,
        detail=0.14,
    )
    yield from round_window(plane, width / 2, eaves + rise * 1.9)


def _flat(plane: Plane, style: House) -> Iterator[Shape]:
    """A parapet before a flat roof."""
    width, eaves = style.width, style.eaves
    yield from _chimney(plane, width * 0.8, eaves, 1.6)
    yield plane.paint([plane.box(0, eaves - 0.02, width, 0.75)], shade(style.colour, 0.95))
    yield plane.paint([plane.box(-0.1, eaves + 0.7, width + 0.2, 0.18)], STONE, detail=0.18)


def _chimney(plane: Plane, left: float, base: float, height: float) -> Iterator[Shape]:
    brick = rgb(0x9C5A45)
    yield plane.paint([plane.box(left, base, 0.9, height, -2.5)], brick, detail=0.9)
    yield plane.paint(
        [plane.box(left - 0.08, base + height - 0.25, 1.06, 0.2, -2.5)], shade(brick, 0.7), detail=0.2
    )
    yield plane.paint(
        [plane.box(left + u, base + height, 0.2, 0.45, -2.5) for u in (0.15, 0.55)],
        shade(brick, 1.15),
        detail=0.2,
    )


def _dormer(plane: Plane, middle: float, base: float, tiles: Colour) -> Iterator[Shape]:
    yield plane.paint(
        [
            plane.ring(
                [(middle - 0.95, base + 1.35), (middle, base + 2.1), (middle + 0.95, base + 1.35)], -0.4
            )
        ],
        shade(tiles, 0.8),
        detail=0.5,
    )
    yield plane.paint([plane.box(middle - 0.75, base, 1.5, 1.4, -0.4)], WHITE, detail=0.5)
    yield plane.paint(
        [
            plane.box(middle - 0.55, base + 0.2, 0.5, 1.0, -0.4),
            plane.box(middle + 0.05, base + 0.2, 0.5, 1.0, -0.4),
        ],
        GLASS,
        shade(WARM, 0.5),
        detail=0.3,
    )


ROOFS: Mapping[str, Callable[[Plane, House], Iterator[Shape]]] = MappingProxyType(
    {"eaves": _eaves, "gable": _gable, "steps": _steps, "flat": _flat}
)
