from __future__ import annotations

import threading
from itertools import pairwise

import numpy as np
import pytest

from babelcam.media.frame import Size
from babelcam.media.sources.world import Lens, Thing, World
from babelcam.media.sources.world.scenery import build
from tests.media.sources.world.hours import EVENING, NIGHT, NOON, at

SIZE = Size(640, 360)
WIDE = Lens(20, -4, 100)


def by_name(world: World, time: float) -> dict[str, Thing]:
    return {thing.name: thing for thing in world.things(time)}


@pytest.mark.parametrize("time", [NOON + 1.23, EVENING, NIGHT])
def test_the_same_world_at_the_same_time_gives_the_same_bytes(time: float) -> None:
    first = World(1).view(WIDE, SIZE).picture(time)
    build.cache_clear()
    second = World(1).view(WIDE, SIZE)
    second.picture(time - 3600)  # what it showed before does not matter

    assert first.tobytes() == second.picture(time).tobytes()


def test_another_number_is_another_world(world: World) -> None:
    one, other = (w.view(WIDE, SIZE).picture(NOON).astype(int) for w in (world, World(2)))

    assert (np.abs(one - other).max(axis=2) > 20).mean() > 0.1
    assert {t.name: t.azimuth for t in world.things(NOON)} != {
        t.name: t.azimuth for t in World(2).things(NOON)
    }


def test_worlds_of_one_number_share_their_scenery(world: World) -> None:
    assert World(1).scenery is World(1).scenery


def test_several_threads_may_look_at_one_world(world: World) -> None:
    seen: list[bytes] = []

    def look() -> None:
        view = world.view(WIDE, SIZE)
        seen.append(b"".join(view.picture(NOON + step * 4.0).tobytes() for step in range(4)))

    threads = [threading.Thread(target=look) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(seen) == 3
    assert len(set(seen)) == 1


def test_there_are_people_cars_a_bus_cyclists_and_a_clock(world: World) -> None:
    kinds = [thing.kind for thing in world.things(NOON)]

    assert set(kinds) == {"person", "car", "bus", "cyclist", "clock"}
    assert kinds.count("person") > 20
    assert len({thing.name for thing in world.things(NOON)}) == len(kinds)


def test_moving_things_move_and_still_ones_stay(world: World) -> None:
    before, after = by_name(world, NOON), by_name(world, NOON + 2.0)

    for name, thing in before.items():
        moved = abs(after[name].azimuth - thing.azimuth)
        if thing.moving:
            assert moved > 0.05 or abs(after[name].elevation - thing.elevation) > 0.01, name
        elif thing.kind != "clock":
            assert moved == 0
    assert any(not thing.moving for thing in before.values() if thing.kind == "car")
    assert any(not thing.moving for thing in before.values() if thing.kind == "person")


def test_vehicles_pass_at_the_angular_speed_of_their_distance(world: World) -> None:
    # about 7 m/s at 18 to 36 metres is 11 to 24 degrees a second
    before, after = by_name(world, NOON), by_name(world, NOON + 0.1)
    turns = [
        abs((after[name].azimuth - thing.azimuth + 180) % 360 - 180) / 0.1
        for name, thing in before.items()
        if thing.moving and thing.kind in ("car", "bus")
    ]

    assert len(turns) == 11
    assert all(3 < turn < 26 for turn in turns)
    assert 8 < np.median(turns) < 22


def test_people_are_as_large_as_people(world: World) -> None:
    for thing in world.things(NOON):
        far = float(np.linalg.norm(thing.outline.mean(axis=0)))
        tall = far * np.radians(thing.height)
        if thing.kind == "person":
            assert 1.0 < tall < 2.1
        assert thing.width > 0


def test_night_is_darker_than_dusk_and_dusk_than_day(world: World) -> None:
    view = world.view(WIDE, SIZE)
    day, dusk, night = (float(view.picture(time).mean()) for time in (NOON, EVENING, NIGHT))

    assert day > dusk * 1.2 > night * 1.4


def test_windows_and_lamps_shine_at_night(world: World) -> None:
    picture = world.view(WIDE, SIZE).picture(NIGHT)

    assert (picture.max(axis=2) > 220).mean() > 0.005
    assert float(np.median(picture.max(axis=2))) < 90


def test_dusk_falls_without_a_visible_step(world: World) -> None:
    view = world.view(Lens(180, 30, 60), SIZE)
    means = [float(view.picture(at(18) + 8.0 * step).mean()) for step in range(12)]

    assert max(abs(after - before) for before, after in pairwise(means)) < 2.5


def test_every_direction_can_be_looked_at(world: World) -> None:
    for pan in range(-180, 180, 60):
        for tilt in (-90, -30, 35, 90):
            picture = world.view(Lens(pan, tilt, 75), Size(320, 180)).picture(NOON)
            assert picture.std() > 4, (pan, tilt)


def test_a_tele_view_is_as_sharp_as_a_wide_one(world: World) -> None:
    def sharpest(fov: float) -> int:
        grey = world.view(Lens(0, 12.2, fov), SIZE).picture(NOON)[..., 1].astype(int)
        return int(np.abs(grey[:, 2:] - grey[:, :-2]).max())

    assert sharpest(5) > 120
    assert sharpest(60) > 120
