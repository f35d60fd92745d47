"""What a house can look like: its measures and its colours."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from babelcam.media.sources.world.shapes import Colour, rgb

WALLS = tuple(
    rgb(c)
    for c in (
        0xE3B98A, 0xD98C6A, 0xC96F5A, 0xEAD9B0, 0xA9BFA4, 0x8FAFC0, 0xE8C65F, 0xB85C4A,
        0xD8C8BE, 0x9FA8B8, 0xE0A490, 0xF0E6D2, 0xB9654B, 0xC7D3C0, 0x7F9AA8,
    )
)  # fmt: skip
TILES = tuple(rgb(c) for c in (0xA5533C, 0x8E4636, 0x5D5F68, 0x6E4A3E, 0x4C535E))
DOORS = tuple(rgb(c) for c in (0x7A2E2A, 0x2E5B4A, 0x27496D, 0x5A3A22, 0x3C3F46, 0xB58A2E))
SHUTTERS = tuple(rgb(c) for c in (0x4F7A66, 0x3F5F86, 0x8A4B42, 0x6C7A55))
WHITE, STONE, DARK = rgb(0xF4F1EA), rgb(0xCFC6B8), rgb(0x2A2D33)
GLASS, REFLECTION = rgb(0x55697C), rgb(0x8FA6B8)
WARM, PALE = rgb(0xFFC46B), rgb(0xFFE2A6)

GROUND_FLOOR, STOREY = 3.6, 2.9  # metres
ROOF_RISE = 3.0  # metres from the eaves to the ridge, as far back as up


@dataclass(frozen=True, slots=True)
class House:
    """What one house looks like; `width` in metres, `number` over its door."""

    width: float
    storeys: int  # above the ground floor
    colour: Colour
    roof: str  # "eaves", "gable", "steps" or "flat"
    tiles: Colour
    shop: str | None
    number: int
    boards: bool
    shutters: Colour | None

    @property
    def eaves(self) -> float:
        """Metres from the ground to where the roof begins."""
        return GROUND_FLOOR + self.storeys * STOREY + 0.5


def some_house(
    random: np.random.Generator, width: float, number: int, shop: str | None, unlike: Colour
) -> House:
    """A house of that width; its wall differs from its neighbour's."""
    choices = [colour for colour in WALLS if colour != unlike]
    return House(
        width=width,
        storeys=int(random.choice([1, 2, 2, 2, 3])),
        colour=choices[random.integers(len(choices))],
        roof=str(random.choice(["eaves", "eaves", "gable", "steps", "flat"])),
        tiles=TILES[random.integers(len(TILES))],
        shop=shop,
        number=number,
        boards=bool(random.random() < 0.4),
        shutters=SHUTTERS[random.integers(len(SHUTTERS))] if random.random() < 0.4 else None,
    )
