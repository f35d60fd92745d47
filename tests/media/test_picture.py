"""Sizes, pictures, and what is done to them before coding."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from babelcam.media.frame import Picture, Size
from babelcam.media.no_signal import no_signal
from babelcam.media.pace import Pace
from babelcam.media.picture import fit

even = st.integers(8, 400).map(lambda half: half * 2)


@pytest.mark.parametrize(("text", "size"), [("1280x720", Size(1280, 720)), ("16X16", Size(16, 16))])
def test_sizes_are_read(text: str, size: Size) -> None:
    assert Size.parse(text) == size


@pytest.mark.parametrize(
    "text", ["", "x", "12", "640x", "-2x4", "641x480", "8x8", "9000x9000", "640x480x2", "٦٤x٤٨"]
)
def test_other_sizes_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"size|sides"):
        Size.parse(text)


def test_colours_survive_the_planes() -> None:
    pixels = np.empty((32, 32, 3), np.uint8)
    pixels[:] = (30, 90, 200)
    back = Picture.from_bgr(pixels, 0, 0).bgr()
    assert np.abs(back.astype(int) - pixels).max() <= 3


@given(even, even, even, even)
def test_fit_gives_the_asked_size_whatever_the_shapes(w: int, h: int, to_w: int, to_h: int) -> None:
    picture = Picture(np.full((h * 3 // 2, w), 90, np.uint8), 1.0, 2.0)

    fitted = fit(picture, Size(to_w, to_h))

    assert fitted.size == (to_w, to_h)
    assert (fitted.time, fitted.wall) == (1.0, 2.0)
    assert set(np.unique(fitted.planes)) == {90}


def test_fit_cuts_evenly_and_does_not_distort() -> None:
    pixels = np.zeros((100, 200, 3), np.uint8)
    pixels[:, 50:150] = 255  # a white square in the middle
    fitted = fit(Picture.from_bgr(pixels, 0, 0), Size(100, 100))
    assert fitted.yuv[0].min() > 250


def test_no_signal_says_why() -> None:
    one = no_signal(Size(640, 360), "Gate", "the plug was pulled", 0, 0)
    other = no_signal(Size(640, 360), "Gate", "the dog ate it", 0, 0)
    assert one.size == (640, 360)
    assert not np.array_equal(one.planes, other.planes)


def test_no_signal_takes_any_text_at_any_size() -> None:
    assert no_signal(Size(16, 16), "Tür 門\n", "x" * 5000, 0, 4e9).size == (16, 16)


@pytest.mark.parametrize(("source", "asked"), [(25, 5), (30, 12), (25, 25), (30, 29.97), (10, 25), (60, 7)])
def test_pace_lets_the_asked_rate_pass(source: float, asked: float) -> None:
    pace = Pace(asked)
    passed = sum(pace.due(number / source) for number in range(round(source * 20)))
    assert passed / 20 == pytest.approx(min(source, asked), rel=0.02)


def test_pace_takes_pictures_evenly_though_they_come_unevenly() -> None:
    pace, jitter = Pace(5), np.random.default_rng(1).uniform(-0.01, 0.01, 200)
    times = [number / 25 + late for number, late in enumerate(jitter)]
    taken = [time for time in times if pace.due(time)]
    assert np.allclose(np.diff(taken), 0.2, atol=0.03)
