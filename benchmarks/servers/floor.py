"""The floor: a C program that sends the same bytes at the same rate, and does nothing else."""

from __future__ import annotations

import struct
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import av
from av.bitstream import BitStreamFilterContext

from babelcam.http.multipart import part
from babelcam.media.frame import Codec, Frame
from babelcam.rtsp.rtp.stream import Interleaved, RtpStream
from babelcam.rtsp.udp import Datagrams
from benchmarks.compiling import compiled
from benchmarks.material import CODED_SECONDS, RATE, SIZE, Material
from benchmarks.processes import running
from benchmarks.servers.served import START_SECONDS, Endpoint, Kind, Served

NAME = "floor"
PIECE = struct.Struct("=IHH")  # `struct piece` in floor.c: bytes, bytes of each packet, last of its frame

_WORDS = {Kind.MJPEG: "http", Kind.RTSP_TCP: "rtsp-tcp", Kind.RTSP_UDP: "rtsp-udp"}


@contextmanager
def serve(kind: Kind, pieces: Iterable[bytes], rate: float = RATE) -> Iterator[Served]:
    """Send `pieces` over and over while the context lasts."""
    program = compiled("floor", [Path(__file__).with_suffix(".c")])
    with tempfile.NamedTemporaryFile(prefix="babelcam-floor-") as file:
        file.writelines(pieces)
        file.flush()
        with running(NAME, [program, _WORDS[kind], str(rate), file.name], talks=True) as process:
            port = int(process.line(START_SECONDS))
            yield Served(NAME, process, {kind: Endpoint(port, "*", "*")})


def mjpeg(jpegs: Iterable[bytes]) -> Iterator[bytes]:
    """Parts as babelcam's, one a frame."""
    for jpeg in jpegs:
        data = part(jpeg)
        yield PIECE.pack(len(data), 0, True) + data


def h264(kind: Kind, material: Material) -> Iterator[bytes]:
    """The first seconds of the H.264 file, laid out as babelcam lays it out."""
    stream = RtpStream(Codec.H264)
    datagrams, interleaved = Datagrams(stream), Interleaved(stream, 0)
    for frame in _frames(material.h264, CODED_SECONDS * RATE):
        if kind is Kind.RTSP_TCP:
            data = interleaved(frame)
            yield PIECE.pack(len(data), 0, True) + data
            continue
        groups = datagrams(frame)
        for group in groups:
            yield PIECE.pack(len(group.joined), len(group.packets[0]), group is groups[-1]) + group.joined


def _frames(path: Path, count: int) -> Iterator[Frame]:
    with av.open(str(path)) as container:
        video = container.streams.video[0]
        annexb = BitStreamFilterContext("h264_mp4toannexb", video)
        packets = (unit for packet in container.demux(video) for unit in annexb.filter(packet))
        for number, packet in zip(range(count), packets, strict=False):
            yield Frame(Codec.H264, bytes(packet), packet.is_keyframe, SIZE, number / RATE, 0.0, number)
