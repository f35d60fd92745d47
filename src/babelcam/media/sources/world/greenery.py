"""Trees, and the hills behind the town."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from babelcam.media.sources.world.lens import Points
from babelcam.media.sources.world.lettering import letters
from babelcam.media.sources.world.shapes import GROUND, Colour, Shape, card, disc, point, rgb, shade

_LEAVES = tuple(rgb(c) for c in (0x4F7F3A, 0x5C8C42, 0x6B8F3C, 0x47763F, 0x7A9440))
_BARK = rgb(0x6B5442)
_LEAF_NORMAL = np.zeros(3)
_RICH = 42.0  # metres within which a tree has all its leaves


def tree(x: float, y: float, height: float, random: np.random.Generator) -> Iterator[Shape]:
    """A broad-leaved tree, `height` metres high."""
    flat = card(x, y)
    rich = math.hypot(x, y) < _RICH
    leaves = _LEAVES[random.integers(len(_LEAVES))]
    radius, middle = height * 0.31, height * 0.66
    trunk = [(-0.16, 0), (0.16, 0), (0.1, middle), (-0.1, middle)]
    yield flat.paint([flat.ring(trunk)], _BARK, detail=0.2)
    yield flat.paint(
        [flat.ring([(0.02, 0), (0.16, 0), (0.1, middle), (0.02, middle)])], shade(_BARK, 0.75), detail=0.15
    )
    boughs = [(0.0, middle, radius * 0.82)]
    for turn in np.arange(0, math.tau, math.tau / (7 if rich else 4)):
        reach = radius * float(random.uniform(0.55, 0.7))
        boughs.append(
            (
                reach * math.cos(turn),
                middle + 0.95 * reach * math.sin(turn),
                radius * float(random.uniform(0.42, 0.56)),
            )
        )
    yield _foliage([flat.ring(_clump(u, v, r, random)) for u, v, r in boughs[:1]], shade(leaves, 0.74), 1.0)
    for u, v, r in boughs[1:]:
        yield _foliage(
            [flat.ring(_clump(u, v, r, random))], shade(leaves, 0.74 + 0.1 * (v - middle) / radius), 0.8
        )
    for u, v, r in boughs:
        yield _foliage(
            [flat.ring(_clump(u + 0.12 * r, v + 0.22 * r, r * 0.74, random))],
            shade(leaves, 0.96 + 0.14 * (v - middle) / radius),
            0.6,
        )
    for factor, count, lift in ((0.66, 38, -0.15), (1.12, 44, 0.1), (1.34, 36, 0.22)):
        tufts = []
        for _ in range(count if rich else count // 3):
            turn, far = random.uniform(0, math.tau), radius * 1.02 * math.sqrt(random.random())
            u, v = far * math.cos(turn), middle + far * math.sin(turn) + lift * radius
            if math.hypot(u, v - middle) < radius * 1.08:
                tufts.append(
                    flat.ring(
                        _tuft(u, v, float(random.uniform(0.12, 0.24)), float(random.uniform(0, math.pi)))
                    )
                )
        yield _foliage(tufts, shade(leaves, factor), 0.22)


def crown(x: float, y: float, height: float) -> Points:
    """A ball of points round a tree's leaves, to cast its shadow from."""
    radius, middle = height * 0.31, GROUND + height * 0.66
    turns = np.arange(8) * (math.tau / 8)
    ring = np.column_stack([np.cos(turns), np.sin(turns), np.zeros(8)])
    ball = np.concatenate(
        [
            ring * radius,
            ring * radius * 0.7 + point(0, 0, radius * 0.7),
            ring * radius * 0.7 - (0, 0, radius * 0.7),
        ]
    )
    return np.asarray(ball + point(x, y, middle))


def hills(random: np.random.Generator) -> Iterator[Shape]:
    """Three chains of hills, the farthest first, and what stands on them."""
    for far, height, colour in (
        (2400.0, 300.0, rgb(0x7C93A8)),
        (1500.0, 150.0, rgb(0x6F8F7A)),
        (800.0, 52.0, rgb(0x5F8651)),
    ):
        waves = [
            (int(n), float(random.uniform(0, math.tau)), float(random.uniform(0.5, 1.0)) / math.sqrt(n))
            for n in (2, 3, 5, 9, 14, 23)
        ]

        def ridge(
            azimuth: float, height: float = height, waves: list[tuple[int, float, float]] = waves
        ) -> float:
            swing = sum(share * math.sin(n * azimuth + phase) for n, phase, share in waves)
            return GROUND + height * (0.62 + 0.26 * swing)

        for start in range(0, 360, 12):
            angles = [math.radians(start + step) for step in np.arange(0, 12.5, 1.0)]
            top = [(far * math.sin(a), far * math.cos(a), ridge(a)) for a in angles]
            foot = [(far * math.sin(a), far * math.cos(a), GROUND) for a in (angles[-1], angles[0])]
            yield Shape([np.array(top + foot)], colour, _LEAF_NORMAL)
        if far > 1000 and height < 200:
            for azimuth in random.uniform(0, math.tau, 7):
                yield from _landmark(float(azimuth), far - 20, ridge(float(azimuth)), random)


def woods(random: np.random.Generator, far: float, count: int) -> Iterator[Shape]:
    """A belt of bushes and treetops about `far` metres away."""
    for azimuth in np.sort(random.uniform(0, math.tau, count)):
        spread = far * float(random.uniform(0.85, 1.15))
        flat = card(spread * math.sin(azimuth), spread * math.cos(azimuth))
        size = float(random.uniform(3.0, 7.0))
        colour = shade(_LEAVES[random.integers(len(_LEAVES))], float(random.uniform(0.75, 1.0)))
        yield _foliage([flat.ring(_clump(0.0, size * 0.5, size * 0.75, random))], shade(colour, 0.8), 1.0)
        yield _foliage([flat.ring(_clump(0.1 * size, size * 0.65, size * 0.5, random))], colour, 1.0)


def _landmark(azimuth: float, far: float, base: float, random: np.random.Generator) -> Iterator[Shape]:
    flat = card(far * math.sin(azimuth), far * math.cos(azimuth), base - 6.0)
    kind = random.integers(3)
    stone, roof = rgb(0xB9AE9C), rgb(0x7A4B40)
    if kind == 0:  # a castle
        for left, wide, tall in ((-30, 60, 22), (-36, 14, 40), (22, 14, 34), (-6, 16, 50)):
            yield flat.paint([flat.box(left, 0, wide, tall)], stone)
            yield flat.paint(
                [
                    flat.ring(
                        [
                            (left - 2, tall),
                            (left + wide / 2, tall + wide * (1.1 if wide < 20 else 0.2)),
                            (left + wide + 2, tall),
                        ]
                    )
                ],
                roof,
            )
        slits = [flat.box(left, 28, 3, 6) for left in (-31, 27, 0)]
        yield flat.paint(slits, rgb(0x4A4640), shade(rgb(0xFFC46B), 0.8), detail=2.0)
    elif kind == 1:  # a church
        yield flat.paint([flat.box(-6, 0, 34, 20)], rgb(0xE6DFD0))
        yield flat.paint([flat.ring([(-8, 20), (0, 32), (24, 32), (30, 20)])], roof)
        yield flat.paint([flat.box(-14, 0, 12, 38)], rgb(0xEFE8DA))
        yield flat.paint([flat.ring([(-16, 38), (-8, 72), (0, 38)])], rgb(0x5D6F78))
        yield letters(flat, "+", (-8, 75), 6.0, rgb(0xE3B93C))
    else:  # a mast with a red light
        yield flat.paint([flat.ring([(-5, 0), (5, 0), (0.8, 95), (-0.8, 95)])], rgb(0xC8C8CC), detail=2.0)
        bands = [
            flat.ring(
                [(-5 + v / 22, v), (5 - v / 22, v), (5 - (v + 9) / 22, v + 9), (-5 + (v + 9) / 22, v + 9)]
            )
            for v in (18, 42, 66)
        ]
        yield flat.paint(bands, rgb(0xB8443A), detail=2.0)
        yield flat.paint([flat.ring(disc(0, 95, 3))], rgb(0xD03A30), (60.0, 60.0, 255.0))


def _foliage(rings: list[Points], colour: Colour, detail: float) -> Shape:
    return Shape(rings, colour, _LEAF_NORMAL, detail=detail)


def _clump(u: float, v: float, radius: float, random: np.random.Generator) -> Points:
    """A leafy outline: a circle with a ragged edge."""
    turns = np.arange(18) * (math.tau / 18)
    ragged = radius * (1 + random.uniform(-0.1, 0.1, 18))
    return np.column_stack([u + ragged * np.cos(turns), v + ragged * np.sin(turns)])


def _tuft(u: float, v: float, size: float, turn: float) -> Points:
    angles = turn + np.array([0.0, 1.1, 2.2, 3.3, 4.4, 5.3])
    reach = size * np.array([1.0, 0.6, 1.1, 0.7, 1.0, 0.6])
    return np.column_stack([u + reach * np.cos(angles), v + reach * np.sin(angles)])
