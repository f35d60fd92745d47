"""The files that every server plays: made once, kept in the user's cache folder."""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import simplejpeg
from av.packet import Packet
from av.stream import Stream
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from babelcam.media.frame import Pixels, Size

VERSION = 1  # of the files; another one makes them anew
SIZE = Size(1280, 720)
RATE = 30  # frames a second
QUALITY = 80  # of JPEG; babelcam's own setting, so that coding a picture anew leaves its size
JPEG_BYTES = 55_000  # on average
DIFFERENT_PICTURES = 60
MJPEG_SECONDS = 60
H264_BITS = 4_000_000  # a second
H264_GOP = 60  # frames
CODED_SECONDS = 10  # of H.264, repeated up to
H264_SECONDS = 600

LENGTH = struct.Struct("=I")


@dataclass(frozen=True, slots=True)
class Material:
    """The same pictures three times: as a motion JPEG file, as bare JPEGs, and as an H.264 file."""

    mjpeg: Path
    """AVI."""
    pictures: Path
    """JPEGs, each after its length (32 bits, this machine's byte order)."""
    h264: Path
    """MP4."""

    def jpegs(self) -> list[bytes]:
        data, pictures, at = self.pictures.read_bytes(), [], 0
        while at < len(data):
            (size,) = LENGTH.unpack_from(data, at)
            pictures.append(data[at + LENGTH.size : at + LENGTH.size + size])
            at += LENGTH.size + size
        return pictures


def cache_folder() -> Path:
    """Where files are kept from one run to the next."""
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = base / "babelcam-benchmarks"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def prepare() -> Material:
    """Make what is not there yet: some 400 MB, in half a minute."""
    folder = cache_folder()
    material = Material(
        *(folder / f"street-{VERSION}.{suffix}" for suffix in ("avi", "jpegs", "mp4")),
    )
    made = (
        (material.pictures, _write_pictures),
        (material.mjpeg, lambda path: _write_mjpeg(path, material.jpegs())),
        (material.h264, _write_h264),
    )
    for path, write in made:
        if not path.exists():
            new = path.with_stem(f"new-{os.getpid()}")
            write(new)
            new.rename(path)
    return material


def _write_pictures(path: Path) -> None:
    jpegs = [_jpeg(planes) for planes in _pictures(_grain(), DIFFERENT_PICTURES)]
    path.write_bytes(b"".join(LENGTH.pack(len(jpeg)) + jpeg for jpeg in jpegs))


def _grain() -> float:
    """The noise, in levels, with which a picture has the size that is wanted."""
    low, high = 0.0, 20.0
    for _ in range(12):
        middle = (low + high) / 2
        size = np.mean([len(_jpeg(planes)) for planes in _pictures(middle, 3)])
        low, high = (middle, high) if size < JPEG_BYTES else (low, middle)
    return low


def _pictures(grain: float, count: int) -> Iterator[Pixels]:
    """Scenes in which cars pass before a wall, as I420 planes with `grain` levels of noise in the luma."""
    width, height = SIZE
    random = np.random.default_rng(1)
    column, row = np.meshgrid(np.arange(width), np.arange(height))
    wall = 90 + 40 * np.sin(column / 90) + 50 * row / height + 12 * ((column // 40 + row // 20) % 2)
    for number in range(count):
        luma = wall.copy()
        for lane in range(4):
            speed = 8 + 6 * lane
            left = (number * speed + 300 * lane) % width
            luma[360 + 80 * lane : 420 + 80 * lane, left : left + 160] = 40 + 45 * lane
        luma += random.normal(0, grain, luma.shape)
        planes = np.full((height * 3 // 2, width), 128, np.uint8)
        planes[:height] = np.clip(luma, 0, 255)
        planes[height : height + height // 8] = 110
        yield planes


def _jpeg(planes: Pixels) -> bytes:
    height, half = SIZE.height, SIZE.width // 2
    chroma = planes[height:].reshape(2, height // 2, half)
    data: bytes = simplejpeg.encode_jpeg_yuv_planes(planes[:height], chroma[0], chroma[1], QUALITY)
    return data


def _write_mjpeg(path: Path, jpegs: list[bytes]) -> None:
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mjpeg", RATE)
        stream.width, stream.height = SIZE
        stream.pix_fmt = "yuvj420p"
        for number in range(RATE * MJPEG_SECONDS):
            container.mux(_packet(jpegs[number % len(jpegs)], number, stream))


def _packet(data: bytes, number: int, stream: VideoStream) -> Packet[Stream]:
    packet = Packet(data)
    packet.stream = stream
    packet.time_base = Fraction(1, RATE)
    packet.pts = packet.dts = number
    packet.duration = 1
    packet.is_keyframe = True
    return packet


def _write_h264(path: Path) -> None:
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", RATE)
        stream.width, stream.height = SIZE
        stream.pix_fmt = "yuv420p"
        stream.bit_rate = H264_BITS
        stream.gop_size = H264_GOP
        rate = f"{H264_BITS // 1000}"
        stream.options = {
            "preset": "superfast",
            "tune": "zerolatency",
            "x264-params": f"vbv-maxrate={rate}:vbv-bufsize={rate}:scenecut=0:sliced-threads=0",
        }
        coded = [packet for packet in _coded(stream) if packet.size]
        frames = CODED_SECONDS * RATE
        for lap in range(H264_SECONDS // CODED_SECONDS):
            for number, packet in enumerate(coded):
                again = _packet(bytes(packet), lap * frames + number, stream)
                again.is_keyframe = packet.is_keyframe
                container.mux(again)


def _coded(stream: VideoStream) -> Iterator[Packet[VideoStream]]:
    pictures = list(_pictures(6.0, DIFFERENT_PICTURES))
    for number in range(CODED_SECONDS * RATE):
        frame = VideoFrame.from_ndarray(pictures[number % len(pictures)], format="yuv420p")
        frame.pts = number
        frame.time_base = Fraction(1, RATE)
        yield from stream.encode(frame)
    yield from stream.encode(None)
