"""The town hall with its clock tower, and the clock's hands."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from babelcam.media.sources.world.lens import Points
from babelcam.media.sources.world.lettering import letters
from babelcam.media.sources.world.shapes import Colour, Plane, Shape, disc, rgb, shade
from babelcam.media.sources.world.style import DARK, GLASS, STONE, WARM, WHITE
from babelcam.media.sources.world.windows import door

WIDTH = 13.0  # metres
TOWER_WIDTH, CLOCK_HEIGHT, CLOCK_RADIUS = 4.6, 14.2, 1.75
_SANDSTONE, _COPPER, _GOLD = rgb(0xE6CFA4), rgb(0x5E9C8A), rgb(0xE3B93C)
_FACE_GLOW: Colour = (120.0, 190.0, 215.0)

# Each hand: its turns a second, length and width as shares of the radius, colour.
_HANDS = (
    (1 / 43_200, 0.52, 0.10, DARK),
    (1 / 3_600, 0.78, 0.07, DARK),
    (1 / 60, 0.86, 0.03, rgb(0xC22B2B)),
)


def townhall(plane: Plane) -> Iterator[Shape]:
    """The town hall, without the hands of its clock; the plane's origin is its lower left corner."""
    middle, eaves = WIDTH / 2, 9.6
    yield plane.paint([plane.box(0, 0, WIDTH, eaves)], _SANDSTONE)
    yield plane.paint(
        [plane.box(0, v, WIDTH, 0.05) for v in np.arange(1.2, eaves, 0.6)],
        shade(_SANDSTONE, 0.9),
        detail=0.05,
    )
    slope = Plane(plane.at(0, eaves, 0.2), plane.right, (plane.up - plane.normal) * 0.7071)
    yield slope.paint([slope.box(-0.2, 0, WIDTH + 0.4, 3.6)], _COPPER)
    yield slope.paint(
        [slope.box(float(u), 0, 0.08, 3.6) for u in np.arange(0.4, WIDTH, 0.8)],
        shade(_COPPER, 0.85),
        detail=0.08,
    )
    yield plane.paint([plane.box(-0.2, eaves - 0.5, WIDTH + 0.4, 0.5, 0.2)], WHITE, detail=0.4)
    yield plane.paint([plane.box(0, 4.3, WIDTH, 0.3, 0.05)], shade(STONE, 1.1), detail=0.3)
    arches = (1.5, 3.4, WIDTH - 3.4, WIDTH - 1.5)
    for v, high in ((0.9, 2.6), (5.1, 2.9)):
        yield plane.paint([_arch(plane, u, v - 0.15, 1.3, high + 0.3) for u in arches], WHITE, detail=0.15)
        yield plane.paint(
            [_arch(plane, u, v, 1.0, high) for u in arches], GLASS, shade(WARM, 0.8), detail=0.5
        )
        yield plane.paint([plane.box(u - 0.03, v, 0.06, high - 0.05) for u in arches], WHITE, detail=0.06)
        yield plane.paint(
            [plane.box(u - 0.5, v + up, 1.0, 0.06) for u in arches for up in (0.8, 1.6)], WHITE, detail=0.06
        )
    yield from _tower(plane, middle, eaves)
    yield plane.paint([plane.box(middle - 1.7, 0, 3.4, 0.18, 0.2)], STONE, detail=0.18)
    yield from door(plane, middle, rgb(0x5B2F23), None)
    yield plane.paint([plane.box(middle - 2.1, 3.35, 4.2, 0.75, 0.1)], rgb(0x27476B), detail=0.4)
    yield letters(plane, "TOWN HALL", (middle, 3.73), 0.46, rgb(0xF4E3B0), out=0.1, widest=3.8)


def _tower(plane: Plane, middle: float, eaves: float) -> Iterator[Shape]:
    left, top = middle - TOWER_WIDTH / 2, CLOCK_HEIGHT + 2.9
    yield plane.paint([plane.box(left, 0, TOWER_WIDTH, top, 0.15)], shade(_SANDSTONE, 1.06))
    yield plane.paint(
        [plane.box(left, v, TOWER_WIDTH, 0.05, 0.15) for v in np.arange(1.2, top, 0.6)],
        shade(_SANDSTONE, 0.95),
        detail=0.05,
    )
    corners = [plane.box(u, 0, 0.45, top, 0.15) for u in (left, left + TOWER_WIDTH - 0.45)]
    yield plane.paint(corners, shade(STONE, 1.08), detail=0.4)
    yield plane.paint([_arch(plane, middle, 5.2, 1.5, 3.3, 0.15)], WHITE, detail=0.2)
    yield plane.paint([_arch(plane, middle, 5.4, 1.1, 2.9, 0.15)], GLASS, shade(WARM, 0.9), detail=0.5)
    yield plane.paint([plane.box(middle - 0.03, 5.4, 0.06, 2.8, 0.15)], WHITE, detail=0.06)
    yield plane.paint([plane.box(middle - 0.55, 6.6, 1.1, 0.06, 0.15)], WHITE, detail=0.06)
    yield plane.paint(
        [plane.box(left - 0.25, v, TOWER_WIDTH + 0.5, 0.35, 0.3) for v in (eaves, top)], WHITE, detail=0.3
    )
    yield plane.paint(
        [_arch(plane, middle + u, eaves + 0.9, 0.5, 1.3, 0.15) for u in (-1.0, 0.0, 1.0)],
        shade(DARK, 1.3),
        detail=0.4,
    )
    peak = top + 5.2
    roof = [
        (left - 0.35, top + 0.35),
        (left + 0.5, top + 1.6),
        (middle - 0.35, peak),
        (middle + 0.35, peak),
        (left + TOWER_WIDTH - 0.5, top + 1.6),
        (left + TOWER_WIDTH + 0.35, top + 0.35),
    ]
    yield plane.paint([plane.ring(roof)], _COPPER)
    half = [(u, v) for u, v in roof[3:]] + [(middle + 0.1, top + 0.35), (middle + 0.1, peak)]
    yield plane.paint([plane.ring(half)], shade(_COPPER, 0.85))
    yield plane.paint([plane.box(middle - 0.05, peak, 0.1, 2.0)], _GOLD, detail=0.1)
    yield plane.paint(
        [
            plane.ring(disc(middle, peak + 0.5, 0.28)),
            plane.ring([(middle, peak + 1.9), (middle + 1.2, peak + 1.6), (middle, peak + 1.3)]),
        ],
        _GOLD,
        detail=0.3,
    )
    yield from _face(plane, middle)


def _face(plane: Plane, middle: float) -> Iterator[Shape]:
    dial = clock_plane(plane)
    radius = CLOCK_RADIUS
    yield dial.paint([dial.ring(disc(0, 0, radius * 1.16, sides=48))], shade(_GOLD, 0.8), detail=0.3)
    yield dial.paint([dial.ring(disc(0, 0, radius * 1.06, sides=48))], rgb(0x24364F), detail=0.3)
    yield dial.paint([dial.ring(disc(0, 0, radius, sides=48))], WHITE, _FACE_GLOW)
    marks = [_spoke(dial, turn / 60, 0.9, 0.98, 0.02) for turn in range(60)]
    yield dial.paint(marks, DARK, detail=0.03)
    yield dial.paint([_spoke(dial, turn / 12, 0.86, 0.98, 0.06) for turn in range(12)], DARK, detail=0.1)
    for hour in range(1, 13):
        angle = hour * math.pi / 6
        where = (math.sin(angle) * radius * 0.7, math.cos(angle) * radius * 0.7)
        yield letters(dial, str(hour), where, 0.3, DARK)


def clock_plane(plane: Plane) -> Plane:
    """The plane of the clock's face, its origin in the middle of the dial, from the town hall's front."""
    return Plane(plane.at(WIDTH / 2, CLOCK_HEIGHT, 0.2), plane.right, plane.up)


def hands(dial: Plane, time: float) -> Iterator[Shape]:
    """The hands at a Unix time (UTC); the second hand ticks."""
    for speed, length, width, colour in _HANDS:
        turn = math.floor(time) % round(1 / speed) * speed
        yield dial.paint([_spoke(dial, turn, -0.14, length, width, 0.02)], colour)
    yield dial.paint([dial.ring(disc(0, 0, CLOCK_RADIUS * 0.07), 0.02)], rgb(0xC22B2B))


def _spoke(dial: Plane, turn: float, inner: float, outer: float, width: float, out: float = 0.0) -> Points:
    """A bar from the middle of the dial outwards, at `turn` of a whole turn; in shares of the radius."""
    angle = turn * math.tau
    along = np.array([math.sin(angle), math.cos(angle)]) * CLOCK_RADIUS
    across = np.array([along[1], -along[0]]) * width / 2
    return dial.ring(
        np.array(
            [
                along * inner - across,
                along * outer - across * 0.6,
                along * outer + across * 0.6,
                along * inner + across,
            ]
        ),
        out,
    )


def _arch(plane: Plane, middle: float, base: float, width: float, height: float, out: float = 0.0) -> Points:
    """A round-headed opening."""
    radius = width / 2
    turns = np.linspace(0, np.pi, 10)
    head = [
        (middle + radius * float(np.cos(turn)), base + height - radius + radius * float(np.sin(turn)))
        for turn in turns
    ]
    return plane.ring([(middle - radius, base), (middle + radius, base), *head], out)
