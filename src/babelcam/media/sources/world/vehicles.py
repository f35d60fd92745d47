"""Cars, vans and buses: solid bodies built from a side view, seen from any side."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from babelcam.media.sources.world.lens import Points
from babelcam.media.sources.world.lettering import letters
from babelcam.media.sources.world.shapes import NO_GLOW, Colour, Mesh, Plane, Shape, disc, point, rgb, shade

_GLASS, _TYRE, _RIM, _TRIM = rgb(0x3D4E5C), rgb(0x1E2023), rgb(0xC3C8CC), rgb(0x2A2C30)
_HEAD, _TAIL = rgb(0xF4F4EA), rgb(0xC02A26)
_HEAD_GLOW, _TAIL_GLOW = (225.0, 245.0, 255.0), (40.0, 40.0, 235.0)
_INSIDE_GLOW = (105.0, 165.0, 190.0)
PAINTS = tuple(
    rgb(c) for c in (0xB7312C, 0x2D5F9A, 0xE9E7E1, 0x3B3F45, 0x9AA3AA, 0x3E7A55, 0xE0A22E, 0x7B8FA0, 0x5B2E3A)
)

Outline = Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Body:
    """A kind of vehicle: its side view as (forward, up) in metres, from the rear over the roof."""

    kind: str
    outline: Outline
    half_width: float
    belt: float  # height where the sides begin to lean in
    lean: float  # metres inwards for each metre above the belt
    wheels: tuple[float, ...]
    wheel: float  # radius
    windows: Sequence[Outline]
    glazed: tuple[int, ...]  # strips of the outline, counted from the rear, that are windscreens


CAR = Body(
    "car",
    ((-2.12, 0.3), (-2.2, 0.7), (-2.1, 0.93), (-1.55, 0.99), (-0.98, 1.4), (-0.7, 1.46),
     (0.25, 1.45), (0.5, 1.4), (1.15, 0.98), (1.9, 0.84), (2.12, 0.7), (2.16, 0.3)),
    0.88, 0.9, 0.32, (-1.32, 1.36), 0.33,
    (((-1.35, 1.0), (-0.92, 1.34), (-0.3, 1.37), (-0.3, 1.0)),
     ((-0.22, 1.0), (-0.22, 1.37), (0.3, 1.36), (0.92, 1.0))),
    (3, 7),
)  # fmt: skip
HATCH = Body(
    "car",
    ((-1.85, 0.3), (-1.93, 0.75), (-1.85, 0.98), (-1.45, 1.46), (-1.2, 1.53),
     (0.15, 1.5), (0.42, 1.45), (1.02, 1.02), (1.7, 0.88), (1.9, 0.7), (1.93, 0.3)),
    0.85, 0.93, 0.28, (-1.2, 1.25), 0.32,
    (((-1.5, 1.06), (-1.2, 1.42), (-0.35, 1.44), (-0.35, 1.06)),
     ((-0.27, 1.06), (-0.27, 1.44), (0.25, 1.4), (0.8, 1.04))),
    (2, 6),
)  # fmt: skip
VAN = Body(
    "car",
    ((-2.5, 0.35), (-2.55, 1.2), (-2.5, 2.2), (-2.3, 2.35), (1.0, 2.35),
     (1.3, 2.25), (2.0, 1.3), (2.55, 1.1), (2.68, 0.9), (2.7, 0.35)),
    0.98, 1.2, 0.06, (-1.6, 1.75), 0.36,
    (((0.55, 1.3), (0.55, 2.0), (1.15, 2.0), (1.7, 1.3)),),
    (5,),
)  # fmt: skip
BUS = Body(
    "bus",
    ((-5.4, 0.4), (-5.5, 1.3), (-5.45, 2.9), (-5.2, 3.1), (5.1, 3.1), (5.35, 2.95), (5.5, 1.25), (5.52, 0.4)),
    1.25, 3.2, 0.0, (-3.3, 3.2), 0.48,
    tuple(((x, 1.25), (x, 2.45), (x + 1.5, 2.45), (x + 1.5, 1.25))
          for x in (-5.2, -3.6, -2.0, -0.4, 1.2, 2.8)),
    (5,),
)  # fmt: skip


def vehicle(body: Body, paint: Colour, plate: str, words: str | None, lamps: bool) -> Mesh:
    """A vehicle at the origin that points along the first axis, with a number plate and words on its sides.

    `lamps` tells whether it drives with its lamps on at night.
    """
    return Mesh.of(_shapes(body, paint, plate, words, lamps))


def _shapes(body: Body, paint: Colour, plate: str, words: str | None, lamps: bool) -> Iterator[Shape]:
    outline = body.outline
    strips = list(itertools.pairwise(outline))
    for index, (low, high) in enumerate(strips):
        normal = np.array([low[1] - high[1], 0.0, high[0] - low[0]])
        normal /= np.linalg.norm(normal)
        yield Shape([_across(body, low, high, 0.0)], paint, normal)
        if index in body.glazed:
            yield Shape([_across(body, low, high, 0.09)], _GLASS, normal, detail=0.2, layer=1)
            shine = _across(body, low, high, 0.09)
            yield Shape(
                [
                    np.array(
                        [
                            shine[0] * 0.7 + shine[3] * 0.3,
                            shine[1] * 0.8 + shine[2] * 0.2,
                            shine[1] * 0.55 + shine[2] * 0.45,
                            shine[0] * 0.45 + shine[3] * 0.55,
                        ]
                    )
                ],
                shade(_GLASS, 1.5),
                normal,
                detail=0.2,
                layer=2,
            )
    for sign in (1, -1):
        yield from _flank(body, sign, paint, words)
    yield from _end(body, 1, plate, lamps)
    yield from _end(body, -1, plate, lamps)


def _width(body: Body, up: float) -> float:
    return body.half_width - max(0.0, up - body.belt) * body.lean


def _across(body: Body, low: tuple[float, float], high: tuple[float, float], inset: float) -> Points:
    """A strip from side to side between two points of the side view."""
    a, b = np.array([low[0], 0.0, low[1]]), np.array([high[0], 0.0, high[1]])
    a, b = a + (b - a) * inset, b - (b - a) * inset
    left, right = _width(body, a[2]) * (1 - inset), _width(body, b[2]) * (1 - inset)
    return np.array([a + point(0, left, 0), b + point(0, right, 0), b - (0, right, 0), a - (0, left, 0)])


def _flank(body: Body, sign: int, paint: Colour, words: str | None) -> Iterator[Shape]:
    def on_side(flat: Outline, out: float = 0.0) -> Points:
        return np.array([(x, sign * (_width(body, z) + out), z) for x, z in flat])

    normal = np.array([0.0, sign * 0.97, 0.24])
    normal = np.array([0.0, float(sign), 0.0]) if body.lean == 0.0 else normal
    yield Shape([on_side(body.outline)], shade(paint, 0.94), normal, layer=2)
    (rear, _), (front, _) = body.outline[0], body.outline[-1]
    sill = body.outline[0][1]
    yield Shape(
        [on_side([(rear, sill), (front, sill), (front, sill + 0.13), (rear, sill + 0.13)])],
        _TRIM,
        normal,
        detail=0.1,
        layer=3,
    )
    glow = _INSIDE_GLOW if body.kind == "bus" else NO_GLOW
    yield Shape([on_side(window, 0.01) for window in body.windows], _GLASS, normal, glow, detail=0.2, layer=3)
    shine = [
        on_side(
            [
                (w[0][0] + 0.1, w[0][1] + 0.05),
                (w[0][0] + 0.22, w[0][1] + 0.05),
                (w[0][0] + 0.42, w[0][1] + 0.28),
                (w[0][0] + 0.3, w[0][1] + 0.28),
            ],
            0.02,
        )
        for w in body.windows
    ]
    yield Shape(shine, shade(_GLASS, 1.45), normal, detail=0.08, layer=4)
    wide = body.wheel
    for x in body.wheels:
        yield Shape([on_side(disc(x, wide, wide * 1.16, sides=18))], _TRIM, normal, layer=3)
        yield Shape([on_side(disc(x, wide, wide, sides=18), 0.02)], _TYRE, normal, layer=4)
        yield Shape([on_side(disc(x, wide, wide * 0.6, sides=14), 0.03)], _RIM, normal, detail=0.15, layer=5)
        yield Shape([on_side(disc(x, wide, wide * 0.2, sides=10), 0.04)], _TYRE, normal, detail=0.06, layer=6)
    seams = [-0.26, 0.95] if body.kind == "car" else [4.35, 5.15]
    top = body.belt if body.kind == "car" else 2.5
    yield Shape(
        [
            on_side([(x, sill + 0.15), (x + 0.025, sill + 0.15), (x + 0.025, top), (x, top)], 0.01)
            for x in seams
        ],
        shade(paint, 0.6),
        normal,
        detail=0.025,
        layer=3,
    )
    if body.kind == "car":
        handles = [
            on_side([(x, 0.8), (x + 0.2, 0.8), (x + 0.2, 0.84), (x, 0.84)], 0.01) for x in (-0.2, -1.05)
        ]
        yield Shape(handles, _TRIM, normal, detail=0.04, layer=3)
    else:
        yield Shape(
            [on_side([(x, 0.5), (x, 2.5), (x + 0.36, 2.5), (x + 0.36, 0.5)], 0.01) for x in (4.4, 4.8)],
            _GLASS,
            normal,
            glow,
            detail=0.3,
            layer=3,
        )
        yield Shape(
            [on_side([(rear, 0.85), (4.3, 0.85), (4.3, 1.05), (rear, 1.05)], 0.01)],
            rgb(0xF2EBDD),
            normal,
            detail=0.2,
            layer=3,
        )
    if words:
        right = np.array([-float(sign), 0.0, 0.0])
        ink = rgb(0xFBF3DC) if sum(paint) < 480 else rgb(0x2B3A55)
        height, middle = (0.3, 2.72) if body.kind == "bus" else (0.34, 1.5)
        plane = Plane(
            np.array([-0.6, sign * (_width(body, middle) + 0.02), middle]), right, np.array([0.0, 0.0, 1.0])
        )
        yield letters(
            plane,
            words,
            (0.0, 0.0),
            height,
            ink,
            (40.0, 60.0, 70.0),
            widest=2.6 if body.kind == "car" else 6.0,
            layer=4,
        )


def _end(body: Body, sign: int, plate: str, lit: bool) -> Iterator[Shape]:
    """The front (sign 1) or the back (-1): lamps, plate, bumper, a bus's line and goal."""
    (low_x, low_z), (high_x, high_z) = (body.outline[-1], body.outline[-2]) if sign > 0 else body.outline[:2]
    foot, up = np.array([low_x, 0.0, low_z]), np.array([high_x - low_x, 0.0, high_z - low_z])
    tall = float(np.linalg.norm(up))
    plane = Plane(foot + point(sign * 0.01, 0.0, 0.0), np.array([0.0, float(sign), 0.0]), up / tall)
    half = body.half_width
    colour, glow = (_HEAD, _HEAD_GLOW) if sign > 0 else (_TAIL, _TAIL_GLOW)
    lamp_height = tall * (0.72 if body.kind == "car" else 0.3)
    yield plane.paint([plane.box(-half, 0, 2 * half, tall * 0.3)], _TRIM, detail=0.1, layer=3)
    lamps = [plane.box(u, lamp_height - 0.07, 0.34, 0.15) for u in (-half + 0.08, half - 0.42)]
    yield plane.paint(lamps, colour, glow if lit else NO_GLOW, detail=0.1, layer=4)
    yield plane.paint([plane.box(-0.27, tall * 0.32, 0.54, 0.14)], rgb(0xF7F4E6), detail=0.1, layer=4)
    yield letters(plane, plate, (0.0, tall * 0.32 + 0.07), 0.09, rgb(0x202020), widest=0.48, layer=5)
    if sign > 0 and body.kind == "car":
        grille = [plane.box(-0.42, lamp_height - 0.06 + step * 0.05, 0.84, 0.025) for step in range(3)]
        yield plane.paint(grille, _TRIM, detail=0.03, layer=4)
    if body.kind == "bus":
        board = Plane(np.array([sign * 5.53, 0.0, 2.55]), plane.right, np.array([0.0, 0.0, 1.0]))
        yield board.paint([board.box(-0.95, 0, 1.9, 0.42)], rgb(0x101214), layer=4)
        yield letters(
            board, "7 HARBOUR", (0.0, 0.21), 0.24, rgb(0xFFB43A), (20.0, 120.0, 200.0), widest=1.7, layer=5
        )
        if sign < 0:
            yield board.paint([board.box(-1.0, -1.1, 2.0, 0.9)], _GLASS, _INSIDE_GLOW, layer=4)
