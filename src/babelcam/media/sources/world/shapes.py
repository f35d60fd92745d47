"""What the world is made of: flat coloured polygons in metres, with the camera at the origin."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray

from babelcam.media.sources.world.lens import Points

MAST = 6.0  # metres from the ground to the lens
GROUND = -MAST
UP = np.array([0.0, 0.0, 1.0])
ALWAYS = 1e3  # metres: a shape this coarse is never too fine to draw

Colour = tuple[float, float, float]  # blue, green, red; 0..255
Indices = NDArray[np.intp]

NO_GLOW: Colour = (0.0, 0.0, 0.0)


def point(x: float, y: float, z: float) -> Points:
    """A point, or the way from one to another."""
    return np.array([x, y, z])


def rgb(code: int) -> Colour:
    """A colour from its usual hexadecimal code, 0xRRGGBB."""
    return float(code & 255), float(code >> 8 & 255), float(code >> 16 & 255)


def shade(colour: Colour, factor: float) -> Colour:
    """A darker (below 1) or lighter colour."""
    blue, green, red = (min(255.0, part * factor) for part in colour)
    return blue, green, red


@dataclass(frozen=True, eq=False, slots=True)
class Shape:
    """One coloured area: its outlines (each (n, 3), metres; an outline inside another is a hole).

    `normal` points out of the lit side; zero means lit alike from everywhere. `glow` is its own light at
    night. `detail` is the width in metres of its finest part: it is left out where that cannot be seen.
    `layer` orders the parts of one thing from back to front.
    """

    rings: Sequence[Points]
    colour: Colour
    normal: Points
    glow: Colour = NO_GLOW
    detail: float = ALWAYS
    layer: int = 0


@dataclass(frozen=True, eq=False)
class Mesh:
    """Many shapes as arrays, in drawing order, so that they are lit and projected in one go."""

    vertices: Points  # (V, 3)
    ring_starts: Indices  # (R,), into vertices
    ring_shape: Indices  # (R,), which shape a ring belongs to
    colour: Points  # (S, 3)
    normal: Points  # (S, 3)
    glow: Points  # (S, 3)
    detail: Points  # (S,)
    layer: Indices  # (S,)

    @classmethod
    def of(cls, shapes: Iterable[Shape]) -> Self:
        shapes = list(shapes)
        rings = [ring for shape in shapes for ring in shape.rings]
        lengths = [len(ring) for ring in rings]
        return cls(
            vertices=np.concatenate(rings),
            ring_starts=np.cumsum([0, *lengths[:-1]]),
            ring_shape=np.repeat(np.arange(len(shapes)), [len(shape.rings) for shape in shapes]),
            colour=np.array([shape.colour for shape in shapes]),
            normal=np.array([shape.normal for shape in shapes]),
            glow=np.array([shape.glow for shape in shapes]),
            detail=np.array([shape.detail for shape in shapes]),
            layer=np.array([shape.layer for shape in shapes]),
        )

    @classmethod
    def joined(cls, meshes: Sequence[Mesh]) -> Self:
        """Several meshes as one, drawn one after the other."""
        corners = np.cumsum([0, *(len(mesh.vertices) for mesh in meshes[:-1])])
        shapes = np.cumsum([0, *(len(mesh.colour) for mesh in meshes[:-1])])
        return cls(
            vertices=np.concatenate([mesh.vertices for mesh in meshes]),
            ring_starts=np.concatenate([m.ring_starts + at for m, at in zip(meshes, corners, strict=True)]),
            ring_shape=np.concatenate([m.ring_shape + at for m, at in zip(meshes, shapes, strict=True)]),
            colour=np.concatenate([mesh.colour for mesh in meshes]),
            normal=np.concatenate([mesh.normal for mesh in meshes]),
            glow=np.concatenate([mesh.glow for mesh in meshes]),
            detail=np.concatenate([mesh.detail for mesh in meshes]),
            layer=np.concatenate([mesh.layer for mesh in meshes]),
        )

    def picked(self, rings: Indices) -> Mesh:
        """Only these outlines, in this order."""
        ends = np.append(self.ring_starts[1:], len(self.vertices))
        shapes = []
        for owner, group in itertools.groupby(rings.tolist(), key=lambda ring: int(self.ring_shape[ring])):
            outlines = [self.vertices[self.ring_starts[ring] : ends[ring]] for ring in group]
            blue, green, red = self.colour[owner].tolist()
            glow = tuple(self.glow[owner].tolist())
            detail, layer = float(self.detail[owner]), int(self.layer[owner])
            shapes.append(Shape(outlines, (blue, green, red), self.normal[owner], glow, detail, layer))
        return Mesh.of(shapes)

    @cached_property
    def lengths(self) -> Indices:
        """How many corners each outline has."""
        return np.diff(self.ring_starts, append=len(self.vertices))

    @cached_property
    def ring_centres(self) -> Points:
        """The middle of each outline, (R, 3)."""
        return np.asarray(np.add.reduceat(self.vertices, self.ring_starts) / self.lengths[:, None])

    @cached_property
    def ring_radii(self) -> Points:
        """How far each outline reaches from its middle, (R,)."""
        away = np.linalg.norm(self.vertices - np.repeat(self.ring_centres, self.lengths, axis=0), axis=1)
        return np.asarray(np.maximum.reduceat(away, self.ring_starts))

    @cached_property
    def centres(self) -> Points:
        """The middle of each shape's first outline, (S, 3)."""
        return self.ring_centres[np.searchsorted(self.ring_shape, np.arange(len(self.colour)))]

    def placed(self, x: float, y: float, heading: float) -> Self:
        """The same shapes stood on the ground at (x, y), headed `heading` radians left of east."""
        sin, cos = np.sin(heading), np.cos(heading)
        turn = np.array([[cos, sin, 0.0], [-sin, cos, 0.0], [0.0, 0.0, 1.0]])
        return replace(self, vertices=self.vertices @ turn + point(x, y, GROUND), normal=self.normal @ turn)

    def seen(self) -> Indices:
        """The outlines that face the camera, in drawing order: by layer, then from far to near."""
        centres = self.centres
        facing = np.einsum("ij,ij->i", self.normal, centres) <= 1e-6
        order = np.lexsort((-np.linalg.norm(centres, axis=1), self.layer))
        rank = np.empty(len(order), np.intp)
        rank[order] = np.arange(len(order))
        rings = np.argsort(rank[self.ring_shape], kind="stable")
        return np.asarray(rings[facing[self.ring_shape[rings]]])


@dataclass(frozen=True, eq=False)
class Plane:
    """A flat place to draw on: `at(u, v)` is u metres right and v up from its origin."""

    origin: Points
    right: Points
    up: Points

    @cached_property
    def normal(self) -> Points:
        return np.cross(self.right, self.up)

    def at(self, u: float, v: float, out: float = 0.0) -> Points:
        """The point of the world at (u, v), `out` metres in front of the plane."""
        return np.asarray(self.origin + u * self.right + v * self.up + out * self.normal)

    def ring(self, flat: Iterable[tuple[float, float]] | Points, out: float = 0.0) -> Points:
        """An outline given in the plane's own (u, v)."""
        points = np.asarray(list(flat) if not isinstance(flat, np.ndarray) else flat, np.float64)
        return np.asarray(
            self.origin + points[:, :1] * self.right + points[:, 1:] * self.up + out * self.normal
        )

    def box(self, left: float, bottom: float, width: float, height: float, out: float = 0.0) -> Points:
        """A rectangle's outline."""
        right, top = left + width, bottom + height
        return self.ring([(left, bottom), (right, bottom), (right, top), (left, top)], out)

    def paint(
        self,
        rings: Sequence[Points],
        colour: Colour,
        glow: Colour = NO_GLOW,
        detail: float = ALWAYS,
        layer: int = 0,
    ) -> Shape:
        """A shape that lies in this plane."""
        return Shape(rings, colour, self.normal, glow, detail, layer)


def wall(x: float, y: float, facing: tuple[float, float], base: float = GROUND) -> Plane:
    """An upright plane whose lower left corner, seen from the front, is at (x, y); `facing` is its front."""
    front = np.array([facing[0], facing[1], 0.0])
    front /= np.linalg.norm(front)
    return Plane(np.array([x, y, base]), np.cross(UP, front), UP)


def card(x: float, y: float, base: float = GROUND) -> Plane:
    """An upright plane at (x, y) that faces the camera, its origin in the middle of its foot."""
    return wall(x, y, (-x, -y), base)


def floor(
    rings: Sequence[Sequence[tuple[float, float]] | Points], colour: Colour, detail: float = ALWAYS
) -> Shape:
    """A shape on the ground, from outlines in (east, north)."""
    flat = (np.asarray(ring, np.float64) for ring in rings)
    return Shape(
        [np.column_stack([ring, np.full(len(ring), GROUND)]) for ring in flat], colour, UP, detail=detail
    )


def rectangle(left: float, bottom: float, right: float, top: float) -> list[tuple[float, float]]:
    """A rectangle's corners."""
    return [(left, bottom), (right, bottom), (right, top), (left, top)]


def disc(
    x: float, y: float, across: float, high: float | None = None, sides: int = 20
) -> list[tuple[float, float]]:
    """The corners of a circle, or of an ellipse of half-axes `across` and `high`."""
    turns = np.arange(sides) * (2 * np.pi / sides)
    tall = across if high is None else high
    return [(x + across * float(np.cos(turn)), y + tall * float(np.sin(turn))) for turn in turns]
