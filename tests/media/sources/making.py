"""Makes real videos and pictures whose every frame can be told apart, with colours that are known.

From top to bottom a picture shows: five flat patches (`PATCHES`), its index in eight black or white blocks
(`index_of` reads it back), and a bar that moves from left to right.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import simplejpeg
from av.container import OutputContainer
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Colorspace
from av.video.stream import VideoStream

from babelcam.media.frame import Picture, Pixels, Size

SMALL = Size(320, 240)
INDEX_BITS = 8
PATCHES: Mapping[str, tuple[int, int, int]] = {
    "red": (255, 0, 0),
    "green": (0, 255, 0),
    "blue": (0, 0, 255),
    "white": (255, 255, 255),
    "black": (0, 0, 0),
}
"""Their colours in RGB."""

_FAST = {"preset": "ultrafast", "sc_threshold": "0", "tune": "fastdecode"}


@dataclass(frozen=True)
class Recipe:
    """What a video is to be made of."""

    codec: str = "libx264"
    size: Size = SMALL
    rate: int = 25
    seconds: float = 1.0
    gop: int = 25
    bframes: int = 0
    matrix: Colorspace = Colorspace.ITU601
    range: ColorRange = ColorRange.MPEG
    pixels: str = "yuv420p"
    rotation: int = 0
    """Degrees, counter-clockwise, by which a player is told to turn the pictures."""
    first: int = 0
    """Index of the first picture."""


H264 = Recipe()
MPEG4 = Recipe(codec="mpeg4")
MJPEG = Recipe(codec="mjpeg", pixels="yuvj420p", range=ColorRange.JPEG)


def make_video(path: Path, recipe: Recipe) -> Path:
    """Make a video file; its name's ending says which container."""
    with av.open(str(path), "w") as container:
        append(container, recipe)
    return path


def make_h264(
    path: Path, size: Size = SMALL, rate: int = 25, seconds: float = 1.0, gop: int = 25, bframes: int = 0
) -> Path:
    """Make an H.264 file."""
    return make_video(path, replace(H264, size=size, rate=rate, seconds=seconds, gop=gop, bframes=bframes))


def append(container: OutputContainer, recipe: Recipe) -> None:
    """Write all of a recipe's pictures as a new stream of a container."""
    stream = container.add_stream(recipe.codec, rate=recipe.rate)
    assert isinstance(stream, VideoStream)
    context = stream.codec_context
    stream.width, stream.height = recipe.size
    stream.pix_fmt = recipe.pixels
    context.gop_size = recipe.gop
    context.max_b_frames = recipe.bframes
    context.colorspace = 1 if recipe.matrix is Colorspace.ITU709 else 6  # AVCOL_SPC_*
    context.color_range = recipe.range
    context.options = {**_FAST, "bf": str(recipe.bframes)} if recipe.codec == "libx264" else {"q:v": "2"}
    if recipe.rotation:
        stream.set_display_rotation(recipe.rotation)
    for index in range(round(recipe.rate * recipe.seconds)):
        frame = VideoFrame.from_ndarray(pattern(recipe.size, recipe.first + index), format="rgb24")
        coded = frame.reformat(
            format=recipe.pixels, dst_colorspace=recipe.matrix, dst_color_range=recipe.range
        )
        coded.pts, coded.time_base = index, Fraction(1, recipe.rate)
        for packet in stream.encode(coded):
            container.mux(packet)
    for packet in stream.encode(None):
        container.mux(packet)


def pattern(size: Size, index: int) -> Pixels:
    """One picture, as an RGB array."""
    width, height = size
    picture = np.full((height, width, 3), 128, np.uint8)
    for number, colour in enumerate(PATCHES.values()):
        picture[: height // 3, width * number // 5 : width * (number + 1) // 5] = colour
    for bit in range(INDEX_BITS):
        block = slice(width * bit // INDEX_BITS, width * (bit + 1) // INDEX_BITS)
        picture[height // 3 : 2 * height // 3, block] = 255 * (index >> bit & 1)
    bar = index * 4 % width
    picture[2 * height // 3 :, bar : bar + width // 10] = 255
    return picture


def make_picture(path: Path, size: Size = SMALL, index: int = 0) -> Path:
    """Make a still picture in the format that the name's ending says."""
    codec, pixels = {
        ".jpg": ("mjpeg", "yuvj420p"),
        ".png": ("png", "rgb24"),
        ".bmp": ("bmp", "bgr24"),
        ".webp": ("libwebp", "bgra"),
    }[path.suffix]
    context = av.CodecContext.create(codec, "w")
    assert isinstance(context, av.VideoCodecContext)
    context.width, context.height, context.pix_fmt, context.time_base = *size, pixels, Fraction(1, 1)
    frame = VideoFrame.from_ndarray(pattern(size, index), format="rgb24").reformat(format=pixels)
    path.write_bytes(b"".join(bytes(packet) for packet in (*context.encode(frame), *context.encode(None))))
    return path


def jpeg(size: Size = SMALL, index: int = 0) -> bytes:
    """One picture as JPEG."""
    coded: bytes = simplejpeg.encode_jpeg(
        pattern(size, index), quality=90, colorspace="RGB", colorsubsampling="420"
    )
    return coded


def index_of(picture: Picture) -> int:
    """Which picture this is."""
    luma, _, _ = picture.yuv
    row = picture.size.height // 2
    columns = [picture.size.width * (2 * bit + 1) // (2 * INDEX_BITS) for bit in range(INDEX_BITS)]
    return sum(int(luma[row, column] > 128) << bit for bit, column in enumerate(columns))


def colours_of(picture: Picture) -> dict[str, tuple[int, int, int]]:
    """The Y, U and V found in the middle of each patch."""
    width, height = picture.size
    found = {}
    for number, name in enumerate(PATCHES):
        row, column = height // 6, width * (2 * number + 1) // 10
        luma, u, v = picture.yuv
        found[name] = (
            int(luma[row, column]),
            int(u[row // 2, column // 2]),
            int(v[row // 2, column // 2]),
        )
    return found


def full_range_601(red: int, green: int, blue: int) -> tuple[int, int, int]:
    """A colour in full-range BT.601, as JPEG has it (JFIF 1.02, "Conversion to and from RGB")."""
    values = (
        0.299 * red + 0.587 * green + 0.114 * blue,
        128 - 0.168736 * red - 0.331264 * green + 0.5 * blue,
        128 + 0.5 * red - 0.418688 * green - 0.081312 * blue,
    )
    y, u, v = (min(255, round(value)) for value in values)
    return y, u, v
