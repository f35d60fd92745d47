"""The ground: carriageways with their markings, kerbs, slabs, the garden with its lawns and compass."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator

import numpy as np

from babelcam.media.sources.world.lens import Points
from babelcam.media.sources.world.lettering import letters
from babelcam.media.sources.world.plan import (
    BAYS,
    FRONT,
    GARDEN,
    INNER_KERB,
    LANES,
    OUTER_KERB,
    PARKING,
    REACH,
    SIDE_HALF,
    side,
)  # fmt: skip
from babelcam.media.sources.world.shapes import (
    GROUND,
    Colour,
    Plane,
    Shape,
    disc,
    floor,
    point,
    rectangle,
    rgb,
    shade,
)

_FIELDS, _ASPHALT, _SLABS, _KERB = rgb(0x7E9A58), rgb(0x6B6D72), rgb(0xC6BDAE), rgb(0xE2DCD0)
_PAINT, _GRASS, _HEDGE, _GRAVEL = rgb(0xF0EFE8), rgb(0x6F9F4C), rgb(0x3F6B38), rgb(0xD9C9A6)
_BLOOMS = tuple(rgb(c) for c in (0xD8455A, 0xF3D24B, 0xE88BB0, 0xF5F0E6, 0x8E5BB5))
_BAND = 45.0  # metres from the crossings within which the town is paved


def ground(random: np.random.Generator) -> Iterator[Shape]:
    """All that lies flat, from the bottom up."""
    yield floor([rectangle(-2500, -2500, 2500, 2500)], _FIELDS)
    yield from _fields(random)
    for low, high in ((INNER_KERB, OUTER_KERB), (-OUTER_KERB, -INNER_KERB)):
        yield floor([rectangle(-REACH, low, REACH, high)], _ASPHALT)
        yield floor([rectangle(low, -REACH, high, REACH)], _ASPHALT)
    yield from _blocks()
    yield from _slabs()
    for quarter in range(4):
        yield from _bays(quarter)
        yield from _markings(quarter)
    yield from _garden(random)
    yield from _compass()


def _fields(random: np.random.Generator) -> Iterator[Shape]:
    for _ in range(70):
        angle, far = random.uniform(0, math.tau), random.uniform(110, 900)
        x, y, wide, deep = (
            far * math.cos(angle),
            far * math.sin(angle),
            random.uniform(20, 120),
            random.uniform(20, 90),
        )
        colour = shade(_FIELDS, float(random.uniform(0.82, 1.2)))
        yield floor([rectangle(x - wide, y - deep, x + wide, y + deep)], colour)


def _blocks() -> Iterator[Shape]:
    spans = ((-_BAND - OUTER_KERB, -OUTER_KERB), (-INNER_KERB, INNER_KERB), (OUTER_KERB, _BAND + OUTER_KERB))
    for (left, right), (bottom, top) in itertools.product(spans, spans):
        yield floor([_rounded(left, bottom, right, top, 2.4)], _KERB)
        yield floor([_rounded(left + 0.2, bottom + 0.2, right - 0.2, top - 0.2, 2.3)], _SLABS)


def _slabs() -> Iterator[Shape]:
    joint = shade(_SLABS, 0.84)
    for quarter in range(4):
        for near, far, half in ((GARDEN, INNER_KERB - 0.2, 18.3), (PARKING, FRONT, SIDE_HALF + 3.8)):
            across = [_bar(quarter, u - 0.02, near, u + 0.02, far) for u in np.arange(-half, half + 0.1, 0.9)]
            along = [
                _bar(quarter, u, r - 0.02, u + 6.1, r + 0.02)
                for r in np.arange(near + 0.9, far, 0.9)
                for u in np.arange(-half, half - 6, 6.1)
            ]
            yield floor(across + along, joint, detail=0.04)
        for mirror in (-1, 1):
            corner = [
                _bar(quarter, mirror * u - 0.02, OUTER_KERB + 0.2, mirror * u + 0.02, FRONT)
                for u in np.arange(26.0, 54.0, 0.9)
            ]
            corner += [
                _bar(quarter, mirror * 26.0, r - 0.02, mirror * 54.0, r + 0.02)
                for r in np.arange(OUTER_KERB + 1.1, FRONT, 0.9)
            ]
            yield floor(corner, joint, detail=0.04)


def _bays(quarter: int) -> Iterator[Shape]:
    half = SIDE_HALF + 0.5
    yield floor([_bar(quarter, -half, OUTER_KERB - 0.1, half, PARKING)], shade(_ASPHALT, 0.9))
    yield floor([_bar(quarter, -half, PARKING, half, PARKING + 0.15)], _KERB, detail=0.15)
    lines = [
        _bar(quarter, u + edge - 0.06, OUTER_KERB, u + edge + 0.06, PARKING)
        for u in BAYS
        for edge in (-2.7, 2.7)
    ]
    yield floor(lines, _PAINT, detail=0.12)


def _markings(quarter: int) -> Iterator[Shape]:
    middle = sum(LANES) / 2
    dashes = [*np.arange(-13.5, 12.0, 3.0), *np.arange(30.0, 120.0, 3.0), *np.arange(-120.0, -30.0, 3.0)]
    yield floor(
        [_bar(quarter, u, middle - 0.08, u + 1.6, middle + 0.08) for u in dashes], _PAINT, detail=0.16
    )
    edges = [
        _bar(quarter, u, r - 0.06, u + 4, r + 0.06)
        for r in (INNER_KERB + 0.35, OUTER_KERB - 0.35)
        for u in (-14, -10, -6, -2, 2, 6, 10)
    ]
    yield floor(edges, shade(_PAINT, 0.85), detail=0.12)
    for mirror in (-1, 1):
        stripes = [
            _bar(quarter, mirror * 15.0, r, mirror * 18.0, r + 0.5)
            for r in np.arange(INNER_KERB + 0.25, OUTER_KERB, 1.0)
        ]
        yield floor(stripes, _PAINT, detail=0.5)
    arrows = [
        _arrow(quarter, u, r, forward) for u in (-8.5, 8.5) for r, forward in ((LANES[0], 1), (LANES[1], -1))
    ]
    yield floor(arrows, shade(_PAINT, 0.9), detail=0.3)
    covers = [
        np.array([side(quarter, u, r) for u, r in disc(place, LANES[0] + 0.9, 0.4, sides=14)])
        for place in (-3.2, 5.6)
    ]
    yield floor(covers, shade(_ASPHALT, 0.7), detail=0.4)
    patch = [_bar(quarter, -1.5, 21.0, 2.5, 21.9), _bar(quarter, 9.0, 23.0, 11.0, 25.0)]
    yield floor(patch, shade(_ASPHALT, 0.92))


def _arrow(quarter: int, u: float, r: float, forward: int) -> Points:
    flat = [(-1.4, -0.09), (0.4, -0.09), (0.4, -0.35), (1.4, 0), (0.4, 0.35), (0.4, 0.09), (-1.4, 0.09)]
    return np.array([side(quarter, u + forward * x, r + y) for x, y in flat])


def _garden(random: np.random.Generator) -> Iterator[Shape]:
    yield floor([rectangle(-GARDEN, -GARDEN, GARDEN, GARDEN)], _GRAVEL)
    for east, north in itertools.product((-1, 1), (-1, 1)):
        lawn = [
            (2.0, 7.2),
            (2.0, GARDEN - 0.6),
            (GARDEN - 0.6, GARDEN - 0.6),
            (GARDEN - 0.6, 2.0),
            (7.2, 2.0),
            (5.6, 5.6),
        ]
        place = np.array(lawn) * (east, north)
        yield floor([place], _HEDGE)
        yield floor([place * 0.97 + np.array([east, north]) * 0.25], _GRASS)
        mown = [
            np.array(rectangle(8.2 + step, 8.0, 8.8 + step, 13.4)) * (east, north)
            for step in np.arange(0.0, 5.0, 1.2)
        ]
        yield floor(mown, shade(_GRASS, 1.07))
        yield floor([disc(east * 8.6, north * 8.6, 2.0)], rgb(0x5B4632))
        for colour in _BLOOMS:
            spots = [
                (east * 8.6 + far * math.cos(a), north * 8.6 + far * math.sin(a))
                for a, far in zip(
                    random.uniform(0, math.tau, 30), 1.85 * np.sqrt(random.random(30)), strict=True
                )
            ]
            yield floor([disc(x, y, 0.12, sides=7) for x, y in spots], colour, detail=0.2)


def _compass() -> Iterator[Shape]:
    """A compass rose round the mast, and the eight bearings set in the garden's gravel."""
    yield floor([disc(0, 0, 5.2, sides=48)], shade(_SLABS, 0.8))
    yield floor([disc(0, 0, 5.0, sides=48)], _SLABS)
    for turn in range(8):
        angle, long = turn * math.pi / 4, 3.6 if turn % 2 else 4.7
        tip = np.array([math.sin(angle), math.cos(angle)])
        left = np.array([math.sin(angle - math.pi / 8), math.cos(angle - math.pi / 8)])
        right = np.array([math.sin(angle + math.pi / 8), math.cos(angle + math.pi / 8)])
        yield floor([[(0.0, 0.0), tuple(tip * long), tuple(left * 1.3)]], rgb(0x2E4E73))
        yield floor([[(0.0, 0.0), tuple(tip * long), tuple(right * 1.3)]], rgb(0xE9E2D2))
    for turn, name in enumerate(("N", "NE", "E", "SE", "S", "SW", "W", "NW")):
        yield _ground_text(name, turn * math.pi / 4, 10.6 if turn % 2 == 0 else 6.3, 1.4, rgb(0x2E4E73))


def _ground_text(text: str, azimuth: float, far: float, height: float, colour: Colour) -> Shape:
    out = np.array([math.sin(azimuth), math.cos(azimuth), 0.0])
    right = np.array([math.cos(azimuth), -math.sin(azimuth), 0.0])
    return letters(Plane(out * far + point(0.0, 0.0, GROUND), right, out), text, (0.0, 0.0), height, colour)


def _bar(quarter: int, left: float, near: float, right: float, far: float) -> Points:
    return np.array([side(quarter, u, r) for u, r in rectangle(left, near, right, far)])


def _rounded(left: float, bottom: float, right: float, top: float, radius: float) -> Points:
    turns = np.linspace(0, np.pi / 2, 5)
    corners = ((right, top, 0.0), (left, top, np.pi / 2), (left, bottom, np.pi), (right, bottom, 1.5 * np.pi))
    points = []
    for x, y, first in corners:
        inside = (x - radius if x == right else x + radius, y - radius if y == top else y + radius)
        points += [
            (inside[0] + radius * np.cos(a + first), inside[1] + radius * np.sin(a + first)) for a in turns
        ]
    return np.array(points)
