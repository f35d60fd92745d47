"""Who and what is about: where everybody is at any time, and what they look like there."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from babelcam.media.sources.world import people, townhall
from babelcam.media.sources.world.lens import Points
from babelcam.media.sources.world.people import Look, some_look
from babelcam.media.sources.world.plan import BAYS, LANES, side
from babelcam.media.sources.world.shapes import GROUND, Indices, Mesh, Plane, rgb
from babelcam.media.sources.world.vehicles import BUS, CAR, HATCH, PAINTS, VAN, Body, vehicle

_WORDS = ("FRESH FISH", "BABEL BREAD", "PIANO MOVERS", "PARCELS", "TULIPS")


@dataclass(frozen=True, slots=True)
class Loop:
    """A way round the square: a square of half side `half` with round corners, in metres."""

    half: float
    corner: float

    @property
    def length(self) -> float:
        return 8 * (self.half - self.corner) + math.tau * self.corner

    def place(self, along: float) -> tuple[float, float, float]:
        """East, north and heading (radians left of east), `along` metres clockwise from the north-west."""
        straight = self.half - self.corner
        quarter, rest = divmod(along % self.length, self.length / 4)
        if rest < 2 * straight:
            u, r, ahead, out = rest - straight, self.half, 1.0, 0.0
        else:
            turn = (rest - 2 * straight) / self.corner
            u, r = straight + self.corner * math.sin(turn), straight + self.corner * math.cos(turn)
            ahead, out = math.cos(turn), -math.sin(turn)
        east, north = side(int(quarter), u, r)
        heading_east, heading_north = side(int(quarter), ahead, out)
        return east, north, math.atan2(heading_north, heading_east)


@dataclass(frozen=True, slots=True)
class Course:
    """Going round a loop at a steady speed in m/s; a negative one goes anticlockwise."""

    loop: Loop
    start: float
    speed: float

    def travelled(self, time: float) -> float:
        """Metres gone at a Unix time."""
        return time * abs(self.speed)

    def place(self, time: float) -> tuple[float, float, float]:
        """East, north and heading at a Unix time."""
        gone = self.start + self.travelled(time) * math.copysign(1.0, self.speed)
        x, y, heading = self.loop.place(gone)
        return x, y, heading if self.speed > 0 else heading + math.pi


@dataclass(frozen=True, slots=True)
class Spot:
    """Staying in one place."""

    x: float
    y: float
    heading: float

    def travelled(self, time: float) -> float:
        return 0.0

    def place(self, time: float) -> tuple[float, float, float]:
        return self.x, self.y, self.heading


@dataclass(frozen=True, eq=False)
class Actor(ABC):
    """Somebody or something with a name of its own."""

    name: str
    way: Course | Spot
    kind: str = field(init=False, default="")
    height: float = field(init=False, default=1.8)  # metres
    reach: float = field(init=False, default=0.5)  # metres from its middle to its ends

    @property
    def moving(self) -> bool:
        """Whether it changes place."""
        return isinstance(self.way, Course)

    @abstractmethod
    def mesh(self, time: float) -> tuple[Mesh, Indices | None]:
        """What it looks like at a Unix time, and in which order to draw that."""

    def lamps(self, time: float) -> list[tuple[Points, float, bool]]:
        """Its lamps that shine towards the camera: where, how wide the gleam in metres, whether red."""
        return []


@dataclass(frozen=True, eq=False)
class Person(Actor):
    """Somebody on foot."""

    look: Look
    kind: str = field(init=False, default="person")

    def mesh(self, time: float) -> tuple[Mesh, None]:
        swing = 1.0 if self.moving else 0.0
        return people.walker(self.look, *self.way.place(time), self.way.travelled(time), swing), None


@dataclass(frozen=True, eq=False)
class Cyclist(Actor):
    """Somebody on a bicycle."""

    look: Look
    kind: str = field(init=False, default="cyclist")
    reach: float = field(init=False, default=0.95)

    def mesh(self, time: float) -> tuple[Mesh, None]:
        return people.cyclist(self.look, *self.way.place(time), self.way.travelled(time)), None

    def lamps(self, time: float) -> list[tuple[Points, float, bool]]:
        return _lamps(self.way.place(time), 0.7, 0.0, 0.8, 0.4)


@dataclass(frozen=True, eq=False)
class Vehicle(Actor):
    """A car, a van or a bus."""

    body: Body
    solid: Mesh

    def __post_init__(self) -> None:
        outline = self.body.outline
        object.__setattr__(self, "kind", self.body.kind)
        object.__setattr__(self, "height", max(z for _, z in outline))
        object.__setattr__(self, "reach", max(x for x, _ in outline))

    def mesh(self, time: float) -> tuple[Mesh, Indices]:
        mesh = self.solid.placed(*self.way.place(time))
        return mesh, mesh.seen()

    def lamps(self, time: float) -> list[tuple[Points, float, bool]]:
        if not self.moving:
            return []
        return _lamps(self.way.place(time), self.reach, self.body.half_width - 0.25, 0.62, 0.75)


@dataclass(frozen=True, eq=False)
class ClockHands(Actor):
    """The hands of the tower clock."""

    dial: Plane
    kind: str = field(init=False, default="clock")
    height: float = field(init=False, default=0.0)
    reach: float = field(init=False, default=townhall.CLOCK_RADIUS)

    def mesh(self, time: float) -> tuple[Mesh, None]:
        return Mesh.of(townhall.hands(self.dial, time)), None


def _lamps(
    place: tuple[float, float, float], ahead: float, apart: float, up: float, wide: float
) -> list[tuple[Points, float, bool]]:
    x, y, heading = place
    forward = np.array([math.cos(heading), math.sin(heading), 0.0])
    left = np.array([-forward[1], forward[0], 0.0])
    middle = np.array([x, y, up + GROUND])
    towards = -float(forward @ middle)
    end = ahead if towards > 0 else -ahead
    lamps = {tuple((middle + end * forward + offset * left).tolist()) for offset in (-apart, apart)}
    share = min(1.0, abs(towards) / float(np.linalg.norm(middle)) + 0.15)
    return [(np.array(lamp), wide * share, towards <= 0) for lamp in sorted(lamps)]


def moving(random: np.random.Generator) -> Iterator[Actor]:
    """Everybody on the move."""
    counts = {"car": 0, "bus": 0}
    for lane, speed, slots in ((Loop(LANES[0], 4.5), 7.6, 5), (Loop(LANES[1], 6.0), -6.7, 6)):
        spacing = lane.length / slots
        first = float(random.uniform(0, lane.length))
        bus_slot = int(random.integers(slots)) if speed < 0 else -1
        for slot in range(slots):
            start = first + slot * spacing + float(random.uniform(-0.22, 0.22)) * spacing
            body = BUS if slot == bus_slot else _some_body(random)
            counts[body.kind] += 1
            yield _vehicle(f"{body.kind}-{counts[body.kind]}", Course(lane, start, speed), body, random)
    for index in range(3):
        loop = Loop(25.0, 4.0) if index else Loop(19.0, 3.0)
        speed = float(random.uniform(3.8, 5.2)) * (-1 if index else 1)
        yield Cyclist(
            f"cyclist-{index + 1}",
            Course(loop, float(random.uniform(0, loop.length)), speed),
            some_look(random),
        )
    for index in range(26):
        half = float(random.uniform(15.3, 17.3)) if index % 5 == 0 else float(random.uniform(28.7, 32.0))
        loop = Loop(half, 1.5)
        speed = float(random.uniform(0.95, 1.6)) * (1 if random.random() < 0.5 else -1)
        start = (index + float(random.uniform(0, 0.7))) * loop.length / 26
        yield Person(f"person-{index + 1}", Course(loop, start, speed), some_look(random))


def still(random: np.random.Generator) -> Iterator[Actor]:
    """Parked cars, and people who stand and wait."""
    index = 0
    for quarter in range(4):
        for bay in BAYS:
            if random.random() < 0.6:
                index += 1
                x, y = side(quarter, bay + float(random.uniform(-0.3, 0.3)), 26.6)
                heading = math.pi - quarter * math.pi / 2
                yield _vehicle(f"parked-{index}", Spot(x, y, heading), _some_body(random), random)
    waiting = (
        (0, -7.0, 28.6),
        (0, -6.2, 28.9),
        (1, 5.6, 28.4),
        (1, 6.6, 28.7),
        (2, -2.0, 31.6),
        (2, -1.2, 31.7),
        (3, 3.0, 28.5),
        (0, 4.5, 16.4),
    )
    for index, (quarter, u, r) in enumerate(waiting, start=1):
        x, y = side(quarter, u, r)
        yield Person(f"waiting-{index}", Spot(x, y, float(random.uniform(0, math.tau))), some_look(random))


def _some_body(random: np.random.Generator) -> Body:
    return (CAR, HATCH, CAR, HATCH, VAN)[random.integers(5)]


def _vehicle(name: str, way: Course | Spot, body: Body, random: np.random.Generator) -> Vehicle:
    paint = rgb(0xC8372D) if body is BUS else PAINTS[random.integers(len(PAINTS))]
    plate = f"B {random.integers(100, 1000)} {''.join(random.choice(list('ABCDEFHKLMNPRSTVXZ'), 2))}"
    words = {BUS.kind: "CITY TRANSPORT"}.get(body.kind) or (
        _WORDS[random.integers(len(_WORDS))] if body is VAN else None
    )
    return Vehicle(name, way, body, vehicle(body, paint, plate, words, lamps=isinstance(way, Course)))
