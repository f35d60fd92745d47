"""The simulated world: a town square that is the same for everybody with the same number, at every time."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import cv2
import numpy as np

from babelcam.media.frame import Pixels, Size
from babelcam.media.sources.world import light as hours
from babelcam.media.sources.world.lens import Lens, Points, azimuth_elevation
from babelcam.media.sources.world.light import Light
from babelcam.media.sources.world.scenery import Scenery, scenery
from babelcam.media.sources.world.shapes import GROUND, Mesh, Shape, floor
from babelcam.media.sources.world.traffic import Actor
from babelcam.media.sources.world.view import View


@dataclass(frozen=True, eq=False, slots=True)
class Thing:
    """The truth about something in the world: what it is and in which directions it is seen, in degrees.

    `moving` tells whether it changes place; the tower clock does not, though its hands turn.
    """

    kind: str
    name: str
    azimuth: float
    elevation: float
    width: float
    height: float
    moving: bool
    outline: Points = field(repr=False)  # all its corners, metres from the lens


@dataclass(frozen=True, eq=False, slots=True)
class Lit:
    """The scenery's colours and shadows for one step of the light."""

    number: int
    light: Light
    ground: list[list[float]]
    solid: list[list[float]]
    shadows: Mesh


class World:
    """A town square under a mast, with houses, people and traffic, by day and by night.

    The same `seed` and Unix time give the same pixels. Several threads may look at one world.
    """

    def __init__(self, seed: int = 1) -> None:
        self.seed = seed
        self._lit: Lit | None = None

    @property
    def scenery(self) -> Scenery:
        """What stands still, built when first asked for and shared with all worlds of this seed."""
        return scenery(self.seed)

    def view(self, lens: Lens, size: Size) -> View:
        """The world through a lens."""
        return View(self, lens, size)

    def things(self, time: float) -> tuple[Thing, ...]:
        """Everybody and everything that has a name, at a Unix time, the farthest first."""
        place = self.scenery
        actors = (place.clock, *place.standing, *place.actors)
        things = [_thing(actor, time) for actor in actors]
        return tuple(sorted(things, key=lambda thing: -float(np.linalg.norm(thing.outline.mean(axis=0)))))

    def step(self, time: float) -> int:
        """The number of the step during which light and clouds stay as they are at a Unix time."""
        return hours.step(time)

    def lit(self, time: float) -> Lit:
        """The scenery as lit at a Unix time."""
        number, latest = self.step(time), self._lit
        if latest is None or latest.number != number:
            latest = self._light_up(time, number)
            self._lit = latest
        return latest

    @cached_property
    def gleam(self) -> Pixels:
        """A soft round spot, to be added where a light shines."""
        steps = np.linspace(-1, 1, 64)
        away = np.hypot(steps[None, :], steps[:, None])
        soft = np.clip(1 - away, 0, 1) ** 2.2 * 0.75 + np.clip(1 - 3.2 * away, 0, 1) ** 1.5
        return np.asarray(np.clip(soft, 0, 1) * 255, np.uint8)

    def _light_up(self, time: float, number: int) -> Lit:
        light, place = Light.at(time), self.scenery
        return Lit(
            number,
            light,
            light.colours(place.ground, place.ground_lamplight, place.ground_haze),
            light.colours(place.solid, place.solid_lamplight, place.solid_haze),
            Mesh.of([_shadow(points, light) for points in place.casters]),
        )


def _shadow(points: Points, light: Light) -> Shape:
    """The shadow of a solid on the ground."""
    east, north = light.fall(1.0)
    rise = points[:, 2:] - GROUND
    fallen = (points[:, :2] + rise * (east, north)).astype(np.float32)
    return floor([np.asarray(cv2.convexHull(fallen), np.float64).reshape(-1, 2)], (0.0, 0.0, 0.0))


def _thing(actor: Actor, time: float) -> Thing:
    mesh, order = actor.mesh(time)
    corners = mesh.vertices
    if order is not None:
        ends = np.append(mesh.ring_starts[1:], len(corners))
        corners = np.concatenate([corners[mesh.ring_starts[ring] : ends[ring]] for ring in order.tolist()])
    middle, _ = azimuth_elevation(corners.mean(axis=0))
    turns = (np.degrees(np.arctan2(corners[:, 0], corners[:, 1])) - middle + 180.0) % 360.0 - 180.0
    rises = np.degrees(np.arctan2(corners[:, 2], np.hypot(corners[:, 0], corners[:, 1])))
    left, right = float(turns.min()), float(turns.max())
    low, high = float(rises.min()), float(rises.max())
    azimuth = (middle + (left + right) / 2 + 180.0) % 360.0 - 180.0
    return Thing(
        actor.kind, actor.name, azimuth, (low + high) / 2, right - left, high - low, actor.moving, corners
    )
