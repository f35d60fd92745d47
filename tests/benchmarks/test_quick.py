"""The benchmark's own instruments: viewers count whole frames, and the floor gives them."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from babelcam.rtsp.messages import interleaved
from babelcam.rtsp.rtp.packet import Packet
from babelcam.rtsp.rtp.packet import format as format_packet
from benchmarks.processes import Ended, running
from benchmarks.servers import floor
from benchmarks.servers.floor import PIECE
from benchmarks.servers.served import Endpoint, Kind, Served
from benchmarks.viewers.fleet import Counts, watching

pytestmark = pytest.mark.skipif(not shutil.which("gcc"), reason="the viewers are compiled with gcc")

RATE = 100.0  # frames a second, so that a short look sees many
VIEWERS = 3
SECONDS = 0.25
JPEG = b"\xff\xd8" + bytes(5000) + b"\xff\xd9"
PACKETS = 3  # of a frame


@pytest.fixture(autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp()))


@contextmanager
def sending(kind: Kind, *frames: bytes) -> Iterator[Served]:
    with floor.serve(kind, frames, RATE) as served:
        yield served


def watched(served: Served, kind: Kind) -> Counts:
    with watching(served.endpoints[kind], kind, VIEWERS) as fleet:
        fleet.mark()
        time.sleep(SECONDS)
        return fleet.report()


def packets(first: int = 0, *, left_out: int | None = None) -> list[bytes]:
    """One frame as RTP packets of equal size."""
    numbered = [
        format_packet(Packet(96, index == PACKETS - 1, first + index, 0, 1, bytes(1000)))
        for index in range(PACKETS)
    ]
    return [packet for index, packet in enumerate(numbered) if index != left_out]


@contextmanager
def playing(sent: bytes) -> Iterator[Endpoint]:
    """An RTSP server for one client, which sends `sent` together with its answer to PLAY."""

    def serve(listener: socket.socket) -> None:
        connection, _ = listener.accept()
        with connection:
            while request := connection.recv(4096):
                answer = b"RTSP/1.0 200 OK\r\nSession: 1\r\n\r\n"
                connection.sendall(answer + sent if request.startswith(b"PLAY") else answer)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, args=(listener,))
        thread.start()
        yield Endpoint(listener.getsockname()[1], "*", "*")
        thread.join()


def over_tcp(*frames: list[bytes]) -> bytes:
    data = b"".join(interleaved(0, packet) for frame in frames for packet in frame)
    return PIECE.pack(len(data), 0, True) + data


def over_udp(frame: list[bytes]) -> bytes:
    data = b"".join(frame)
    return PIECE.pack(len(data), len(frame[0]), True) + data


def test_every_viewer_of_motion_jpeg_counts_every_frame() -> None:
    with sending(Kind.MJPEG, *floor.mjpeg([JPEG])) as served:
        counts = watched(served, Kind.MJPEG)

    fewest, _, most = counts.spread()
    assert len(counts.frames) == VIEWERS
    assert fewest > 0
    assert most <= RATE * SECONDS * 2
    assert (counts.broken, counts.closed) == (0, 0)
    assert counts.bytes > sum(counts.frames) * len(JPEG) * 0.8


def test_a_picture_that_does_not_end_as_a_jpeg_is_counted_as_broken() -> None:
    with sending(Kind.MJPEG, *floor.mjpeg([JPEG, JPEG[:-2] + b"xx"])) as served:
        counts = watched(served, Kind.MJPEG)

    assert counts.broken > 0
    assert abs(counts.broken - sum(counts.frames)) <= VIEWERS


def test_frames_over_tcp_arrive_without_a_gap() -> None:
    with sending(Kind.RTSP_TCP, over_tcp(packets(), packets())) as served:
        counts = watched(served, Kind.RTSP_TCP)

    assert min(counts.frames) > 1
    assert (counts.lost, counts.broken) == (0, 0)


def test_frames_over_udp_arrive_without_a_gap() -> None:
    with sending(Kind.RTSP_UDP, over_udp(packets())) as served:
        counts = watched(served, Kind.RTSP_UDP)

    assert min(counts.frames) > 0
    assert (counts.lost, counts.broken) == (0, 0)


def test_a_frame_with_a_lost_packet_is_not_whole() -> None:
    frames = [packets(0), packets(3, left_out=1), packets(6)]
    sent = b"".join(interleaved(0, packet) for frame in frames for packet in frame)
    with playing(sent) as endpoint, watching(endpoint, Kind.RTSP_TCP, 1) as fleet:
        counts = fleet.report()

    assert (sum(counts.frames), counts.broken, counts.lost) == (2, 1, 1)


def test_viewers_that_stall_count_nothing_more() -> None:
    pieces = floor.mjpeg([JPEG])
    with (
        sending(Kind.MJPEG, *pieces) as served,
        watching(served.endpoints[Kind.MJPEG], Kind.MJPEG, VIEWERS) as fleet,
    ):
        fleet.stall(1)
        fleet.mark()
        time.sleep(SECONDS)
        counts = fleet.report()

    assert counts.frames[0] == 0
    assert min(counts.frames[1:]) > 0


def test_a_server_that_hangs_up_is_told_of() -> None:
    with sending(Kind.MJPEG, *floor.mjpeg([JPEG])) as served:
        pass  # it has ended: nobody listens there
    with pytest.raises(Ended, match="viewer 1 cannot connect"):
        watched(served, Kind.MJPEG)


def test_the_cpu_clock_of_a_process_counts_what_it_does() -> None:
    with running("a busy process", ["sh", "-c", "echo on; while :; do :; done"], talks=True) as process:
        assert process.line(5.0) == "on"
        before = process.cpu()
        time.sleep(SECONDS)
        used = process.cpu() - before

    assert 0 < used.total <= SECONDS * 2
