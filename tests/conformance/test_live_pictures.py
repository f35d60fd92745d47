"""The pictures are the camera's own, and of this moment, whatever language asks for them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from itertools import combinations

import pytest

from babelcam.media.frame import Pixels, Size
from babelcam.testing import TestCamera, camera
from tests.conformance.addresses import DIALECTS, Where
from tests.conformance.wire import difference, grey, stream

NOON = 1_700_049_600.0  # 2023-11-15 12:00:00 UTC
NIGHT = 1_700_092_800.0  # 2023-11-16 00:00:00 UTC
BRIGHT, DARK = 110, 90  # mean grey levels; the square is at about 150 at noon and 70 at midnight
CLEARLY, MANY_PIXELS = 30, 100  # grey levels that a pixel, and pixels that a picture must change by
SMALL = Size(320, 240)
SAME_VIEW = 8.0  # grey levels between two pictures of one camera at most; two cameras differ by far more
WITHIN = 5.0  # seconds in which a change of the light must show

each = pytest.mark.parametrize("where", DIALECTS, ids=str)


def soon(holds: Callable[[], bool]) -> bool:
    """Whether something holds now or within a few pictures; each asking takes a new one."""
    deadline = time.monotonic() + WITHIN
    while not (held := holds()) and time.monotonic() < deadline:
        pass
    return held


def seen(cam: TestCamera, target: str) -> Pixels:
    return grey(cam.get(target).body, SMALL)


@pytest.mark.parametrize(
    "still", ["/jpg/{}/image.jpg", "/axis-cgi/jpg/image.cgi?camera={}", "/image.cgi?camera={}",
              "/cgi-bin/snapshot.cgi?channel={}"]
)  # fmt: skip
def test_each_channel_has_a_view_of_its_own(cam: TestCamera, still: str) -> None:
    views = [seen(cam, still.format(number)) for number in (1, 2, 3, 4)]

    assert all(difference(one, other) > SAME_VIEW for one, other in combinations(views, 2))


def test_all_five_documents_show_the_same_first_channel(cam: TestCamera) -> None:
    views = [seen(cam, where.still) for where in DIALECTS]

    assert all(difference(one, other) < SAME_VIEW for one, other in combinations(views, 2))


@pytest.fixture(scope="module")
def outdoors() -> Iterator[TestCamera]:
    """A camera whose date and time these tests change as they like."""
    with camera("world:?size=640x480", now=NOON) as running:
        yield running


def test_what_happens_in_front_of_the_camera_moves_the_picture(outdoors: TestCamera) -> None:
    with stream(outdoors, "/axis-cgi/mjpg/video.cgi?resolution=640x480") as wire:
        before = grey(wire.part().body).astype(int)
        outdoors.clock.advance(4)
        assert soon(lambda: bool((abs(before - grey(wire.part().body)) > CLEARLY).sum() > MANY_PIXELS))


@each
def test_a_still_gets_dark_when_the_camera_clock_says_night(outdoors: TestCamera, where: Where) -> None:
    outdoors.clock.set(NOON)
    assert soon(lambda: bool(seen(outdoors, where.still).mean() > BRIGHT))

    outdoors.clock.set(NIGHT)
    assert soon(lambda: bool(seen(outdoors, where.still).mean() < DARK))


@pytest.mark.parametrize(
    "target", ["/mjpg/video.mjpg", "/axis-cgi/mjpg/video.cgi", "/mjpg/video.cgi", "/cgi-bin/mjpg/video.cgi"]
)
def test_a_running_stream_gets_dark_too(outdoors: TestCamera, target: str) -> None:
    with stream(outdoors, target) as wire:
        outdoors.clock.set(NOON)
        assert soon(lambda: bool(grey(wire.part().body).mean() > BRIGHT))

        outdoors.clock.set(NIGHT)
        assert soon(lambda: bool(grey(wire.part().body).mean() < DARK))
