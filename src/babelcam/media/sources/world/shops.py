"""Shops on the ground floor."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from babelcam.media.sources.world.lens import Points
from babelcam.media.sources.world.lettering import letters
from babelcam.media.sources.world.shapes import Plane, Shape, rgb, shade
from babelcam.media.sources.world.style import DOORS, PALE, REFLECTION, WHITE

AWNINGS = tuple(rgb(c) for c in (0xB23A3A, 0x2F6F57, 0x2D5D8F, 0xC9862B, 0x7A4A78))
SHOPS = (
    "BAKERY", "CAFE", "BOOKS", "FLOWERS", "PHARMACY", "TEA ROOM", "CINEMA", "TAILOR", "CHEESE", "MUSIC",
    "HOTEL", "BICYCLES", "TOYS", "POST OFFICE", "FISH", "CAMERAS", "HATS", "CLOCKS", "PAPER", "WINE",
)  # fmt: skip
_LIGHT = rgb(0xFFDFA0)


def shop(plane: Plane, width: float, name: str, random: np.random.Generator) -> Iterator[Shape]:
    """A shop window with wares, a door, the shop's name and an awning."""
    frame = DOORS[random.integers(len(DOORS))]
    awning = AWNINGS[random.integers(len(AWNINGS))]
    yield plane.paint([plane.box(0.25, 0, width - 0.5, 3.35)], frame)
    doorway = 0.55 if random.random() < 0.5 else width - 1.65
    left, right = (doorway + 1.3, width - 0.5) if doorway < 1 else (0.5, doorway - 0.2)
    yield plane.paint(
        [plane.box(left, 0.6, right - left, 1.9)], rgb(0x6C7F8C), shade(_LIGHT, 0.85), detail=0.5
    )
    yield plane.paint([plane.box(doorway, 0.1, 1.1, 2.4)], rgb(0x5B6C79), shade(_LIGHT, 0.75), detail=0.5)
    yield plane.paint(
        [plane.ring([(left + 0.3, 0.6), (left + 0.9, 0.6), (left + 2.0, 2.5), (left + 1.4, 2.5)])],
        REFLECTION,
        detail=0.4,
    )
    wares = np.arange(left + 0.3, right - 0.3, 0.45)
    kinds = random.integers(len(AWNINGS), size=len(wares))
    tall = random.uniform(0.2, 0.6, len(wares))
    for kind in np.unique(kinds).tolist():
        some = np.flatnonzero(kinds == kind)
        boxes = [plane.box(float(wares[one]) - 0.14, 0.62, 0.28, float(tall[one])) for one in some]
        yield plane.paint(boxes, AWNINGS[kind], (10.0, 16.0, 20.0), detail=0.25)
    bars = [plane.box(float(u), 0.6, 0.06, 1.9) for u in np.linspace(left, right - 0.06, 3)]
    yield plane.paint([*bars, plane.box(doorway + 0.52, 0.1, 0.06, 2.4)], shade(frame, 1.3), detail=0.06)
    yield plane.paint([plane.box(0.25, 2.62, width - 0.5, 0.75, 0.08)], shade(frame, 0.8), detail=0.4)
    yield letters(
        plane,
        name,
        (width / 2, 3.0),
        0.5,
        rgb(0xF6E7BE),
        shade(PALE, 0.7),
        out=0.08,
        widest=width - 1.0,
    )
    slope = Plane(plane.at(left - 0.15, 2.6, 0.1), plane.right, -0.45 * plane.up + 0.89 * plane.normal)
    stripes = np.arange(0.0, right - left + 0.3, 0.4)
    edge = right - left + 0.3
    for parity, colour in ((0, awning), (1, WHITE)):
        rings: list[Points] = []
        for u in stripes[parity::2]:
            reach = min(float(u) + 0.4, edge)
            rings.append(slope.ring([(float(u), 0), (reach, 0), (reach, 1.3), (float(u), 1.3)]))
        if rings:
            yield Shape(rings, colour, (plane.normal + plane.up) * 0.7071, detail=0.4)
    hem = Plane(slope.at(0, 1.3), plane.right, plane.up)
    for parity, colour in ((0, shade(awning, 0.85)), (1, shade(WHITE, 0.85))):
        flaps = [
            hem.box(float(u), -0.25, min(0.4, edge - float(u)), 0.25) for u in stripes[parity::2] if u < edge
        ]
        if flaps:
            yield hem.paint(flaps, colour, detail=0.25)
