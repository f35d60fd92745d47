"""Everything that stands still, put together once for a world and shared by all who look at it."""

from __future__ import annotations

import itertools
import math
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from babelcam.media.frame import Pixels
from babelcam.media.sources.world import furniture, greenery, noise
from babelcam.media.sources.world.houses import house, row, side_walls
from babelcam.media.sources.world.lens import Points
from babelcam.media.sources.world.pavement import ground
from babelcam.media.sources.world.plan import CORNER_ROW, FRONT, SIDE_HALF, side
from babelcam.media.sources.world.shapes import GROUND, Mesh, Plane, Shape, wall
from babelcam.media.sources.world.shops import SHOPS
from babelcam.media.sources.world.style import House
from babelcam.media.sources.world.townhall import WIDTH, clock_plane, townhall
from babelcam.media.sources.world.traffic import Actor, ClockHands, Spot, moving, still

BEARINGS = ("N", "NE", "E", "SE", "S", "SW", "W", "NW")
STREETS = (
    "MARKET ST",
    "CANAL ST",
    "ABBEY ROAD",
    "MILL LANE",
    "STATION RD",
    "TANNERY ROW",
    "KING ST",
    "BELL ALLEY",
)
DEEP = 9.0  # metres from the front of a house to its back
HAZE = 2600.0  # metres at which two thirds of a thing's own colour are gone
STEPS_PER_METRE = 4.0  # of the distances that tell what is in front of what; they fit a byte up to 63 m
STARS = 220


@dataclass(frozen=True, eq=False)
class Scenery:
    """What stands still, ready to be lit and drawn, and who moves in front of it."""

    ground: Mesh
    solid: Mesh
    ground_lamplight: Points  # 0..1 a shape; full for the ground, which `lamp_map` then dims
    solid_lamplight: Points
    ground_haze: Points
    solid_haze: Points
    screens: Mesh  # what may stand in front of moving things, as near as `screen_steps` tells
    screen_steps: list[list[float]]
    casters: list[Points]  # points whose shadows, taken together, make one
    lamps: Points  # (L, 3)
    lamp_map: Pixels  # lamplight on the ground, see `noise.lamp_map`
    clouds: Pixels
    grain: Pixels
    stars: Points  # (N, 3) directions
    actors: tuple[Actor, ...]  # those that move
    standing: tuple[Actor, ...]  # those that stay, part of `solid`
    clock: ClockHands


@dataclass(frozen=True, eq=False, slots=True)
class _Item:
    """One object of the scenery: it is drawn after all that is farther away."""

    shapes: list[Shape]
    distance: float
    screen: bool = False  # moving things can pass behind it


_BUILDING = threading.Lock()  # channels start together: one builds, the others wait


def scenery(seed: int) -> Scenery:
    """The scenery of a world; the same object for everybody who asks for the same world."""
    with _BUILDING:
        return build(seed)


@lru_cache(maxsize=4)
def build(seed: int) -> Scenery:
    """Make the scenery of a world."""
    random = np.random.default_rng([seed, 0])
    lamp_places = list(_lamp_places())
    trees = list(_tree_places(random))
    standing = tuple(still(np.random.default_rng([seed, 1])))
    blocks, dial = _blocks(random)
    items = [
        _Item(list(greenery.hills(random)), 5000.0),
        _Item(list(greenery.woods(random, 130.0, 70)), 130.0),
    ]
    items += blocks
    items += [
        _Item(list(greenery.tree(x, y, height, random)), math.hypot(x, y), True) for x, y, height in trees
    ]
    items += [
        _Item(list(furniture.lamp(x, y, sign, turn)), math.hypot(x, y), True)
        for x, y, sign, turn in lamp_places
    ]
    items += list(_furniture())
    items.sort(key=lambda item: -item.distance)

    flat = Mesh.of(ground(random))
    parts = [(Mesh.of(item.shapes), item.distance, item.screen) for item in items]
    for actor in standing:
        mesh, order = actor.mesh(0.0)
        x, y, _ = actor.way.place(0.0)
        parts.append((mesh if order is None else mesh.picked(order), math.hypot(x, y), True))
    parts.sort(key=lambda part: -part[1])
    solid = Mesh.joined([mesh for mesh, _, _ in parts])
    screens = [(mesh, distance) for mesh, distance, screen in parts if screen and distance < FRONT]
    heads = np.array([furniture.lamp_head(x, y) for x, y, *_ in lamp_places])
    crowns = [greenery.crown(x, y, height) for x, y, height in trees]
    return Scenery(
        ground=flat,
        solid=solid,
        ground_lamplight=np.ones(len(flat.colour)),
        solid_lamplight=lamplight(solid.centres, heads),
        ground_haze=_haze(flat),
        solid_haze=_haze(solid),
        screens=Mesh.joined([mesh for mesh, _ in screens]),
        screen_steps=[
            [distance * STEPS_PER_METRE] for mesh, distance in screens for _ in range(len(mesh.colour))
        ],
        casters=[
            *crowns,
            *_post_casters(lamp_places, trees),
            *_house_casters(),
            *_standing_casters(standing),
        ],
        lamps=heads,
        lamp_map=noise.lamp_map(heads),
        clouds=noise.clouds(np.random.default_rng([seed, 2])),
        grain=noise.grain(np.random.default_rng([seed, 3])),
        stars=_stars(np.random.default_rng([seed, 4])),
        actors=tuple(moving(np.random.default_rng([seed, 5]))),
        standing=standing,
        clock=ClockHands("clock-1", Spot(float(dial.origin[0]), float(dial.origin[1]), 0.0), dial),
    )


def lamplight(places: Points, lamps: Points) -> Points:
    """How much lamplight falls on each place: 1 right at a lamp's foot."""
    away = places[:, None, :] - lamps[None, :, :]
    near = 1.0 / (1.0 + np.einsum("ijk,ijk->ij", away, away) / 30.0)
    return np.asarray(np.clip(0.62 * near.sum(axis=1), 0.0, 0.8))


def _haze(mesh: Mesh) -> Points:
    far = np.linalg.norm(mesh.centres, axis=1)
    return np.asarray(1.0 - np.exp(-np.maximum(far - 40.0, 0.0) / HAZE))


def _blocks(random: np.random.Generator) -> tuple[list[_Item], Plane]:
    """All rows of houses, and the plane of the clock's dial on the town hall."""
    shops = [str(name) for name in random.permutation(SHOPS)]
    items: list[_Item] = []
    hall = wall(*side(0, -WIDTH / 2, FRONT), side(0, 0.0, -1.0))
    for quarter in range(4):
        number = 1 + 40 * quarter
        facing = side(quarter, 0.0, -1.0)
        if quarter == 0:
            flank = SIDE_HALF - WIDTH / 2
            rows = [
                row(side(quarter, start, FRONT), facing, flank, random, shops, number + 10 * index)
                for index, start in enumerate((-SIDE_HALF, WIDTH / 2))
            ]
            items.append(_Item(list(townhall(hall)), FRONT))
        else:
            rows = [row(side(quarter, -SIDE_HALF, FRONT), facing, 2 * SIDE_HALF, random, shops, number)]
        right = row(side(quarter, FRONT, FRONT), facing, CORNER_ROW, random, shops, number + 20)
        left = row(side(quarter, -FRONT - CORNER_ROW, FRONT), facing, CORNER_ROW, random, shops, number + 30)
        joins = {id(right[0]): "left", id(left[-1]): "right"}
        for lot in itertools.chain(*rows, right, left):
            plane, style = lot
            corner = joins.get(id(lot))
            items.append(_house(plane, replace(style, roof="flat") if corner else style, random, corner))
    return items, clock_plane(hall)


def _house(plane: Plane, style: House, random: np.random.Generator, corner: str | None) -> _Item:
    middle = plane.at(style.width / 2, 0.0)
    return _Item(
        [*side_walls(plane, style, DEEP, corner), *house(plane, style, random)],
        float(np.hypot(middle[0], middle[1])) + 0.5,
    )


def _lamp_places() -> Iterator[tuple[float, float, str | None, int]]:
    for index, bearing in enumerate(BEARINGS):
        far = 17.9 if index % 2 == 0 else 17.7 * math.sqrt(2)
        angle = index * math.pi / 4
        yield far * math.sin(angle), far * math.cos(angle), bearing, index * 45
    for quarter in range(4):
        for u in (-10.0, 10.0):
            yield *side(quarter, u, 28.0), None, 0
        for u, r in ((-30.0, 28.0), (30.0, 28.0), (-44.0, 28.0), (44.0, 28.0), (-58.0, 28.0), (58.0, 28.0)):
            yield *side(quarter, u, r), None, 0


def _tree_places(random: np.random.Generator) -> Iterator[tuple[float, float, float]]:
    for quarter in range(4):
        for u in (-13.2, -6.6, 6.6, 13.2) if quarter else (-13.2, 13.2):
            yield *side(quarter, u, 26.7), float(random.uniform(5.4, 7.0))
        for u, r in (
            (-37.0, 27.2),
            (37.0, 27.2),
            (-50.0, 27.0),
            (50.0, 27.0),
            (-64.0, 30.0),
            (64.0, 30.0),
            (-76.0, 16.5),
            (76.0, 16.5),
            (-90.0, 30.0),
            (90.0, 30.0),
        ):
            yield *side(quarter, u, r), float(random.uniform(6.0, 9.0))


def _furniture() -> Iterator[_Item]:
    def item(shapes: Iterator[Shape], x: float, y: float) -> _Item:
        return _Item(list(shapes), math.hypot(x, y), True)

    for quarter in range(4):
        for u in (-6.0, 6.0, -10.5, 10.5):
            x, y = side(quarter, u, 15.2)
            yield item(furniture.bench(x, y), x, y)
        for index, mirror in enumerate((-1, 1)):
            x, y = side(quarter, mirror * 17.2, 27.0)
            yield item(furniture.street_sign(x, y, STREETS[2 * quarter + index]), x, y)
    x, y = side(1, 7.0, 30.2)
    yield item(furniture.bus_stop(x, y), x, y)
    for quarter, u in ((0, -9.2), (2, 8.0)):
        x, y = side(quarter, u, 28.4)
        yield item(furniture.letter_box(x, y), x, y)


def _post_casters(
    lamps: list[tuple[float, float, str | None, int]], trees: list[tuple[float, float, float]]
) -> Iterator[Points]:
    for x, y, high, wide in [(x, y, 5.5, 0.09) for x, y, *_ in lamps] + [
        (x, y, 0.6 * h, 0.16) for x, y, h in trees
    ]:
        yield box_points(x, y, 0.0, wide, wide, high)


def _house_casters() -> Iterator[Points]:
    for quarter in range(4):
        for u, half, high in (
            (0.0, SIDE_HALF, 11.0),
            (FRONT + CORNER_ROW / 2, CORNER_ROW / 2, 10.5),
            (-FRONT - CORNER_ROW / 2, CORNER_ROW / 2, 10.5),
        ):
            x, y = side(quarter, u, FRONT + DEEP / 2)
            yield box_points(x, y, -quarter * math.pi / 2, half, DEEP / 2, high)


def _standing_casters(standing: tuple[Actor, ...]) -> Iterator[Points]:
    for actor in standing:
        x, y, heading = actor.way.place(0.0)
        yield box_points(x, y, heading, actor.reach, 0.85 if actor.kind == "car" else 0.25, actor.height)


def box_points(x: float, y: float, heading: float, long: float, wide: float, high: float) -> Points:
    """The corners of a box on the ground, `long` and `wide` metres from its middle; its top is smaller."""
    sin, cos = math.sin(heading), math.cos(heading)
    corners = []
    for up, share in ((0.0, 1.0), (high, 0.8)):
        for ahead, left in itertools.product((-long * share, long * share), (-wide * share, wide * share)):
            corners.append((x + ahead * cos - left * sin, y + ahead * sin + left * cos, GROUND + up))
    return np.array(corners)


def _stars(random: np.random.Generator) -> Points:
    directions = random.normal(size=(STARS, 3))
    directions[:, 2] = np.abs(directions[:, 2])
    return np.asarray(directions / np.linalg.norm(directions, axis=1)[:, None])
