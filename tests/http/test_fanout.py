"""Writing frames to one viewer: what is backed up is left out."""

from __future__ import annotations

import asyncio
from typing import cast

from babelcam.http.fanout import MAX_BACKLOG_BYTES, STUCK_SECONDS, HttpReader
from babelcam.media.frame import Codec, Frame
from tests.media.fakes import SIZE, VIEWER


class Pipe:
    """Stands for a transport whose client reads when the test says so."""

    def __init__(self) -> None:
        self.written: list[bytes] = []
        self.unsent = 0
        self.aborted = False
        self.closed = False

    def get_write_buffer_size(self) -> int:
        return self.unsent

    def is_closing(self) -> bool:
        return self.closed

    def write(self, data: bytes) -> None:
        if self.closed:
            raise RuntimeError("as uvloop's transports do")
        self.written.append(data)

    def abort(self) -> None:
        self.aborted = True


def frame(number: int, codec: Codec = Codec.JPEG, *, key: bool = True, at: float = 0.0) -> Frame:
    return Frame(codec, bytes([number % 256]), key, SIZE, at, 0.0, number)


def reader(pipe: Pipe, frames: int | None = None, codec: Codec = Codec.JPEG) -> HttpReader:
    return HttpReader(VIEWER, cast(asyncio.WriteTransport, pipe), lambda frame: frame.data, codec, frames)


def test_frames_go_straight_to_the_transport() -> None:
    pipe = Pipe()
    viewer = reader(pipe)
    for number in range(3):
        viewer.offer(frame(number))
    assert pipe.written == [b"\x00", b"\x01", b"\x02"]
    assert (viewer.delivered, viewer.dropped) == (3, 0)


def test_a_viewer_that_hung_up_just_now_disturbs_nobody() -> None:
    pipe = Pipe()
    viewer = reader(pipe)
    pipe.closed = True
    viewer.offer(frame(0))
    assert viewer.finished.is_set()


def test_a_viewer_that_is_behind_goes_on_with_the_newest_picture() -> None:
    pipe = Pipe()
    viewer = reader(pipe)
    viewer.offer(frame(0))
    pipe.unsent = 1
    viewer.offer(frame(1))
    viewer.offer(frame(2))
    pipe.unsent = 0
    viewer.offer(frame(3))
    assert pipe.written == [b"\x00", b"\x03"]
    assert (viewer.delivered, viewer.dropped) == (2, 2)


def test_h264_goes_on_at_the_next_key_frame() -> None:
    pipe = Pipe()
    viewer = reader(pipe, codec=Codec.H264)
    viewer.offer(frame(0, Codec.H264, key=False))  # it starts at a key frame, too
    viewer.offer(frame(1, Codec.H264))
    pipe.unsent = MAX_BACKLOG_BYTES[Codec.H264] + 1
    viewer.offer(frame(2, Codec.H264, key=False))
    pipe.unsent = 0
    viewer.offer(frame(3, Codec.H264, key=False))
    viewer.offer(frame(4, Codec.H264))
    viewer.offer(frame(5, Codec.H264, key=False))
    assert pipe.written == [b"\x01", b"\x04", b"\x05"]
    assert viewer.dropped == 3


def test_a_stream_of_so_many_frames_ends_after_them() -> None:
    pipe = Pipe()
    viewer = reader(pipe, frames=2)
    for number in range(4):
        viewer.offer(frame(number))
    assert len(pipe.written) == 2
    assert viewer.finished.is_set()


def test_a_viewer_that_takes_nothing_for_long_is_hung_up_on() -> None:
    pipe = Pipe()
    viewer = reader(pipe)
    viewer.offer(frame(0, at=0.0))
    pipe.unsent = 1
    viewer.offer(frame(1, at=1))
    viewer.offer(frame(2, at=STUCK_SECONDS))
    assert not pipe.aborted
    viewer.offer(frame(3, at=STUCK_SECONDS + 2))
    assert pipe.aborted
    assert viewer.finished.is_set()


def test_one_that_takes_something_now_and_then_is_not() -> None:
    pipe = Pipe()
    viewer = reader(pipe)
    for second in range(round(STUCK_SECONDS * 2)):
        pipe.unsent = int(second % 10 != 0)
        viewer.offer(frame(second, at=second))
    assert not pipe.aborted
    assert viewer.delivered == 12
