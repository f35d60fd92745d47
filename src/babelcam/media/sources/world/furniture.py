"""Street furniture: lamp posts, signs, benches, a bus stop, a letter box."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from babelcam.media.sources.world.lens import Points
from babelcam.media.sources.world.lettering import letters
from babelcam.media.sources.world.shapes import GROUND, Shape, card, disc, rgb, shade

LAMP_HEIGHT = 5.4  # metres
_IRON, _BLUE, _WHITE, _WOOD = rgb(0x2F3B38), rgb(0x1F4E8C), rgb(0xF6F4EC), rgb(0x9A6B3F)
_LANTERN_GLOW = (150.0, 215.0, 245.0)


def lamp(x: float, y: float, banner: str | None = None, bearing: int = 0) -> Iterator[Shape]:
    """A lamp post with a lantern and, on some, a banner with a bearing of the compass."""
    flat = card(x, y)
    yield flat.paint([flat.box(-0.16, 0.15, 0.32, 0.55), flat.box(-0.22, 0, 0.44, 0.15)], _IRON, detail=0.3)
    yield flat.paint(
        [flat.ring([(-0.075, 0.5), (0.075, 0.5), (0.05, 4.75), (-0.05, 4.75)])], _IRON, detail=0.1
    )
    yield flat.paint(
        [flat.ring([(-0.005, 0.7), (0.03, 0.7), (0.02, 4.7), (0.0, 4.7)])], shade(_IRON, 1.7), detail=0.04
    )
    yield flat.paint([flat.box(-0.45, 4.55, 0.9, 0.05)], _IRON, detail=0.06)
    yield flat.paint(
        [flat.ring([(-0.17, 4.8), (0.17, 4.8), (0.28, 5.4), (-0.28, 5.4)])],
        rgb(0xD9DCD2),
        _LANTERN_GLOW,
        detail=0.3,
    )
    yield flat.paint(
        [
            flat.ring([(-0.36, 5.4), (0.36, 5.4), (0.1, 5.68), (-0.1, 5.68)]),
            flat.ring(disc(0, 5.76, 0.08, sides=10)),
        ],
        _IRON,
        detail=0.2,
    )
    yield flat.paint(
        [flat.ring([(-0.02, 4.8), (0.02, 4.8), (0.02, 5.4), (-0.02, 5.4)]), flat.box(-0.2, 4.74, 0.4, 0.07)],
        _IRON,
        detail=0.05,
    )
    if banner is not None:
        yield flat.paint([flat.box(0.12, 2.62, 0.86, 1.76)], shade(_BLUE, 0.7), detail=0.2)
        yield flat.paint([flat.box(0.16, 2.66, 0.78, 1.68)], _BLUE, (50.0, 30.0, 12.0), detail=0.2)
        yield letters(flat, banner, (0.55, 3.72), 0.52, _WHITE, (90.0, 90.0, 90.0), widest=0.66)
        yield letters(
            flat, f"{bearing:03d}", (0.55, 3.02), 0.22, rgb(0xBFD3EE), (60.0, 60.0, 60.0), widest=0.66
        )
        yield flat.paint([flat.box(0.0, v, 1.0, 0.05) for v in (2.58, 4.38)], _IRON, detail=0.06)


def lamp_head(x: float, y: float) -> Points:
    """Where a lamp post's light comes from."""
    return np.array([x, y, GROUND + LAMP_HEIGHT - 0.3])


def bench(x: float, y: float) -> Iterator[Shape]:
    """A wooden bench."""
    flat = card(x, y)
    yield flat.paint([flat.box(u, 0, 0.1, 0.85) for u in (-0.85, 0.75)], _IRON, detail=0.1)
    yield flat.paint([flat.box(-0.95, v, 1.9, 0.12) for v in (0.4, 0.6, 0.78)], _WOOD, detail=0.12)
    yield flat.paint([flat.box(-0.95, 0.4, 1.9, 0.05)], shade(_WOOD, 0.7), detail=0.05)


def bus_stop(x: float, y: float) -> Iterator[Shape]:
    """A bus shelter and its sign."""
    flat = card(x, y)
    yield flat.paint([flat.box(-2.0, 0.1, 4.0, 2.3)], rgb(0x9FB4BC), (40.0, 60.0, 70.0))
    yield flat.paint([flat.ring([(-1.6, 0.3), (-0.9, 0.3), (0.6, 2.3), (-0.1, 2.3)])], rgb(0xC2D2D8))
    yield flat.paint([flat.box(0.9, 0.4, 1.0, 1.7)], rgb(0xE8D6A0), (110.0, 150.0, 165.0), detail=0.5)
    yield letters(flat, "BABEL", (1.4, 1.7), 0.2, rgb(0x8C2F2F), widest=0.85)
    yield letters(flat, "TOWER TOURS", (1.4, 1.3), 0.12, rgb(0x333333), widest=0.85)
    yield flat.paint([flat.box(u, 0, 0.08, 2.4) for u in (-2.0, -0.7, 0.7, 1.92)], _IRON, detail=0.08)
    yield flat.paint([flat.box(-1.8, 0.45, 2.4, 0.1)], _WOOD, detail=0.1)
    yield flat.paint([flat.box(-2.2, 2.4, 4.4, 0.22)], shade(_BLUE, 0.8), detail=0.2)
    yield letters(flat, "OLD SQUARE", (0, 2.51), 0.14, _WHITE)
    yield flat.paint([flat.box(2.66, 0, 0.07, 3.0)], _IRON, detail=0.07)
    yield flat.paint([flat.ring(disc(2.7, 3.1, 0.42))], rgb(0xE2B93B), (30.0, 70.0, 90.0), detail=0.3)
    yield letters(flat, "H", (2.7, 3.1), 0.42, rgb(0x20603C))


def letter_box(x: float, y: float) -> Iterator[Shape]:
    """A red letter box."""
    flat = card(x, y)
    yield flat.paint([flat.ring(disc(0, 1.35, 0.27, 0.14))], rgb(0xB3282D), detail=0.3)
    yield flat.paint([flat.box(-0.25, 0, 0.5, 1.35)], rgb(0xA52328), detail=0.3)
    yield flat.paint([flat.box(-0.17, 1.08, 0.34, 0.05)], rgb(0x301010), detail=0.05)
    yield flat.paint([flat.box(-0.17, 0.6, 0.34, 0.3)], _WHITE, detail=0.2)
    yield letters(flat, "POST", (0, 0.75), 0.1, rgb(0x333333), widest=0.3)


def street_sign(x: float, y: float, name: str) -> Iterator[Shape]:
    """A street's name on a post."""
    flat = card(x, y)
    yield flat.paint([flat.box(-0.04, 0, 0.08, 2.9)], shade(_IRON, 1.8), detail=0.08)
    yield flat.paint([flat.box(-1.1, 2.45, 2.2, 0.46)], _WHITE, (60.0, 60.0, 60.0), detail=0.3)
    yield flat.paint([flat.box(-1.06, 2.49, 2.12, 0.38)], rgb(0x1D5B3B), (20.0, 28.0, 10.0), detail=0.3)
    yield letters(flat, name, (0, 2.68), 0.24, _WHITE, (90.0, 90.0, 90.0), widest=1.95)
