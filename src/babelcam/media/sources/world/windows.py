"""Windows and front doors."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from babelcam.media.sources.world.lettering import letters
from babelcam.media.sources.world.shapes import Colour, Plane, Shape, disc, rgb, shade
from babelcam.media.sources.world.style import (
    DARK,
    DOORS,
    GLASS,
    GROUND_FLOOR,
    PALE,
    REFLECTION,
    STONE,
    STOREY,
    WARM,
    WHITE,
    House,
)  # fmt: skip


def windows(plane: Plane, style: House, random: np.random.Generator) -> Iterator[Shape]:
    """The windows of all upper storeys; behind some a light is on at night."""
    bays = max(2, int(style.width / (2.3 if style.shutters else 1.9)))
    wide, high = 1.05, 1.75
    spacing = style.width / bays
    corners = [
        (spacing * (bay + 0.5) - wide / 2, GROUND_FLOOR + storey * STOREY + 0.75)
        for storey in range(style.storeys)
        for bay in range(bays)
    ]
    lit = random.random(len(corners))
    if style.shutters:
        leaves = [
            plane.box(u + side, v - 0.02, 0.46, high + 0.04)
            for u, v in corners
            for side in (-0.56, wide + 0.1)
        ]
        yield plane.paint(leaves, style.shutters, detail=0.4)
        slats = [
            plane.box(u + side, v + up, 0.34, 0.05)
            for u, v in corners
            for side in (-0.5, wide + 0.16)
            for up in np.arange(0.15, high - 0.1, 0.2)
        ]
        yield plane.paint(slats, shade(style.shutters, 0.75), detail=0.05)
    yield plane.paint(
        [plane.box(u - 0.12, v - 0.08, wide + 0.24, high + 0.24) for u, v in corners], WHITE, detail=0.12
    )
    for low, high_share, glow in (
        (0.0, 0.52, (10.0, 5.0, 2.0)),
        (0.52, 0.82, shade(WARM, 0.86)),
        (0.82, 1.01, shade(PALE, 0.95)),
    ):
        panes = [
            plane.box(u, v, wide, high)
            for (u, v), share in zip(corners, lit, strict=True)
            if low <= share < high_share
        ]
        if panes:
            yield plane.paint(panes, GLASS, glow, detail=0.5)
    shine = [
        plane.ring([(u + 0.1, v), (u + 0.5, v), (u + wide, v + high * 0.75), (u + wide, v + high)])
        for (u, v), share in zip(corners, lit, strict=True)
        if share < 0.52
    ]
    if shine:
        yield plane.paint(shine, REFLECTION, detail=0.4)
    drapes = [
        plane.ring([(u + far, v + high), (u + near, v + high), (u + far, v + high * 0.25)])
        for (u, v), share in zip(corners, lit, strict=True)
        if share > 0.4
        for far, near in ((0.0, 0.42), (wide, wide - 0.42))
    ]
    if drapes:
        yield plane.paint(drapes, rgb(0xC9C2B6), (30.0, 52.0, 70.0), detail=0.3)
    yield plane.paint([plane.box(u, v + high - 0.09, wide, 0.09) for u, v in corners], DARK, detail=0.09)
    yield plane.paint([plane.box(u + wide / 2 - 0.03, v, 0.06, high) for u, v in corners], WHITE, detail=0.06)
    yield plane.paint([plane.box(u, v + high * 0.64, wide, 0.06) for u, v in corners], WHITE, detail=0.06)
    yield plane.paint(
        [plane.box(u - 0.2, v - 0.2, wide + 0.4, 0.14, 0.1) for u, v in corners], STONE, detail=0.14
    )
    share = random.random(len(corners))
    yield from _flower_boxes(
        plane, [place for place, chance in zip(corners, share, strict=True) if chance < 0.12], wide
    )


def _flower_boxes(plane: Plane, boxes: list[tuple[float, float]], wide: float) -> Iterator[Shape]:
    if boxes:
        yield plane.paint(
            [plane.box(u, v - 0.1, wide, 0.24, 0.2) for u, v in boxes], rgb(0x6B4A34), detail=0.2
        )
        for count, colour in enumerate((rgb(0x4E8A45), rgb(0xD8455A), rgb(0xF3D24B))):
            blooms = [
                plane.ring(disc(u + x, v + 0.2 + 0.05 * count, 0.11, sides=8), 0.2)
                for u, v in boxes
                for x in np.arange(0.1 + 0.09 * count, wide, 0.26)
            ]
            yield plane.paint(blooms, colour, detail=0.2)


def round_window(plane: Plane, u: float, v: float) -> Iterator[Shape]:
    """A small round window in a gable."""
    yield plane.paint([plane.ring(disc(u, v, 0.62))], WHITE, detail=0.6)
    yield plane.paint([plane.ring(disc(u, v, 0.46))], GLASS, detail=0.46)
    yield plane.paint([plane.box(u - 0.03, v - 0.46, 0.06, 0.92)], WHITE, detail=0.06)
    yield plane.paint([plane.box(u - 0.46, v - 0.03, 0.92, 0.06)], WHITE, detail=0.06)


def entrance(plane: Plane, style: House, random: np.random.Generator) -> Iterator[Shape]:
    """The ground floor of a house that people live in."""
    left_door = bool(random.random() < 0.5)
    middle = style.width * (0.25 if left_door else 0.75)
    colour = DOORS[random.integers(len(DOORS))]
    yield from door(plane, middle, colour, style.number)
    places = (
        np.linspace(style.width * 0.5, style.width * 0.86, 2)
        if left_door
        else np.linspace(style.width * 0.14, style.width * 0.5, 2)
    )
    lit = bool(random.random() < 0.5)
    for place in places:
        left = float(place) - 0.65
        yield plane.paint([plane.box(left - 0.12, 1.0, 1.54, 2.0)], WHITE, detail=0.12)
        yield plane.paint(
            [plane.box(left, 1.1, 1.3, 1.8)], GLASS, shade(WARM, 0.8) if lit else (8.0, 4.0, 2.0), detail=0.5
        )
        yield plane.paint([plane.box(left, 2.2, 1.3, 0.06)], WHITE, detail=0.06)
        yield plane.paint([plane.box(left + 0.62, 1.1, 0.06, 1.8)], WHITE, detail=0.06)
        yield plane.paint([plane.box(left - 0.2, 0.9, 1.7, 0.14, 0.1)], STONE, detail=0.14)


def door(plane: Plane, middle: float, colour: Colour, number: int | None) -> Iterator[Shape]:
    """A front door with a step, a fanlight and its house number."""
    yield plane.paint([plane.box(middle - 0.75, 0, 1.5, 3.0)], STONE, detail=0.2)
    yield plane.paint([plane.box(middle - 0.55, 0.15, 1.1, 2.1)], colour, detail=0.4)
    panels = [
        plane.box(middle + u, v, 0.36, tall) for u in (-0.43, 0.07) for v, tall in ((0.35, 0.6), (1.1, 0.9))
    ]
    yield plane.paint(panels, shade(colour, 0.75), detail=0.1)
    yield plane.paint([plane.box(middle - 0.55, 2.32, 1.1, 0.5)], GLASS, shade(WARM, 0.9), detail=0.3)
    yield plane.paint([plane.ring(disc(middle + 0.43, 1.15, 0.05, sides=8))], rgb(0xD9B44A), detail=0.08)
    yield plane.paint([plane.box(middle - 0.9, 0, 1.8, 0.16, 0.5)], shade(STONE, 1.1), detail=0.16)
    if number is not None:
        yield plane.paint(
            [plane.box(middle - 0.34, 2.94, 0.68, 0.44, 0.03)], rgb(0x1F3E7A), (40.0, 20.0, 10.0), detail=0.4
        )
        yield letters(
            plane, str(number), (middle, 3.16), 0.27, WHITE, (90.0, 90.0, 90.0), out=0.03, widest=0.56
        )
