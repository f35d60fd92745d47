"""Colours, sizes and turns of decoded frames."""

from __future__ import annotations

import numpy as np
import pytest
from av.video.frame import VideoFrame

from babelcam.media.frame import Picture, Pixels, Size
from babelcam.media.source import SourceError
from babelcam.media.sources import convert
from babelcam.media.sources.convert import Converter

SIDE = Size(64, 64)
LIMITED, FULL = 1, 2  # AVCOL_RANGE_*
BT709, UNKNOWN, BT470BG, SMPTE170M = 1, 2, 5, 6  # AVCOL_SPC_*


def flat(y: int, u: int, v: int, *, matrix: int, levels: int, size: Size = SIDE) -> VideoFrame:
    """A frame of one colour."""
    width, height = size
    planes = np.empty((height * 3 // 2, width), np.uint8)
    luma, chroma = width * height, width * height // 4
    flat = planes.reshape(-1)
    flat[:luma], flat[luma : luma + chroma], flat[luma + chroma :] = y, u, v
    frame = VideoFrame.from_ndarray(planes, format="yuv420p")
    frame.colorspace, frame.color_range = matrix, levels
    return frame


def colour(planes: Pixels) -> tuple[int, ...]:
    """The colour of a flat picture."""
    found = Picture(planes, 0.0, 0.0).yuv
    assert all(np.ptp(plane) <= 1 for plane in found)
    return tuple(int(plane[0, 0]) for plane in found)


@pytest.mark.parametrize(
    ("coded", "matrix", "levels", "expected"),
    [
        # limited range and BT.709, as cameras code: white, black, grey, red, blue (BT.709-6, 3.5)
        ((235, 128, 128), BT709, LIMITED, (255, 128, 128)),
        ((16, 128, 128), BT709, LIMITED, (0, 128, 128)),
        ((126, 128, 128), BT709, LIMITED, (128, 128, 128)),
        ((63, 102, 240), BT709, LIMITED, (76, 85, 255)),
        ((32, 240, 118), BT709, LIMITED, (29, 255, 107)),
        # limited range and BT.601, told in its three ways
        ((81, 90, 240), SMPTE170M, LIMITED, (76, 85, 255)),
        ((81, 90, 240), BT470BG, LIMITED, (76, 85, 255)),
        ((81, 90, 240), UNKNOWN, 0, (76, 85, 255)),
        # full range
        ((54, 99, 255), BT709, FULL, (76, 85, 255)),
        ((76, 85, 255), BT470BG, FULL, (76, 85, 255)),
        ((255, 128, 128), UNKNOWN, FULL, (255, 128, 128)),
    ],
)
def test_colours_become_full_range_bt601(
    coded: tuple[int, int, int], matrix: int, levels: int, expected: tuple[int, int, int]
) -> None:
    planes = Converter("test").planes(flat(*coded, matrix=matrix, levels=levels))

    assert colour(planes) == pytest.approx(expected, abs=1)


@pytest.mark.parametrize("matrix", [*range(9), 9, 10, *range(11, 18)])
def test_every_matrix_that_a_stream_may_name_is_converted(matrix: int) -> None:
    planes = Converter("test").planes(flat(235, 128, 128, matrix=matrix, levels=LIMITED))

    assert colour(planes) == pytest.approx((255, 128, 128), abs=1)


@pytest.mark.parametrize(
    "pixels", ["yuv422p", "yuv444p", "yuv420p10le", "nv12", "yuyv422", "gray", "rgb24", "bgra"]
)
def test_every_pixel_format_is_converted(pixels: str) -> None:
    grey = flat(126, 128, 128, matrix=SMPTE170M, levels=LIMITED).reformat(format=pixels)

    assert colour(Converter("test").planes(grey)) == pytest.approx((128, 128, 128), abs=2)


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        (Size(65, 64), Size(64, 64)),
        (Size(64, 65), Size(64, 64)),
        (Size(17, 17), Size(16, 16)),
        (Size(66, 70), Size(66, 70)),
    ],
)
def test_sides_become_even(size: Size, expected: Size) -> None:
    frame = VideoFrame.from_ndarray(np.full((size.height, size.width, 3), 128, np.uint8), format="rgb24")

    assert Picture(Converter("test").planes(frame), 0.0, 0.0).size == expected


@pytest.mark.parametrize("size", [Size(14, 64), Size(64, 15), Size(8194, 16)])
def test_sizes_beyond_the_limits_are_refused(size: Size) -> None:
    frame = VideoFrame(size.width, size.height, "gray")

    with pytest.raises(SourceError, match=rf"^test: pictures of {size} are not within 16 to 8192 a side$"):
        Converter("test").planes(frame)


@pytest.mark.parametrize(("turn", "quarters"), [(90, 1), (180, 2), (270, 3)])
@pytest.mark.parametrize("size", [Size(64, 48), Size(66, 50)])
def test_pictures_are_turned_counter_clockwise(
    monkeypatch: pytest.MonkeyPatch, turn: int, quarters: int, size: Size
) -> None:
    rows, columns = np.mgrid[: size.height, : size.width]
    pixels = np.stack([rows * 3, columns * 3, rows + columns], axis=2).astype(np.uint8)
    frame = VideoFrame.from_ndarray(pixels, format="rgb24")
    straight = Picture(Converter("test").planes(frame), 0.0, 0.0)
    monkeypatch.setattr(convert, "turn_of", lambda _: turn)
    turned = Picture(Converter("test").planes(frame), 0.0, 0.0)

    assert turned.size == (size if turn == 180 else Size(size.height, size.width))
    for before, after in zip(straight.yuv, turned.yuv, strict=True):
        assert np.array_equal(after, np.rot90(before, quarters))
