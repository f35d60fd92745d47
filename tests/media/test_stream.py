"""Fan-out: nobody waits for anybody."""

from __future__ import annotations

import pytest

from babelcam.media.encoding import H264, Jpeg
from babelcam.media.frame import Frame, Size
from babelcam.media.stream import Stream
from tests.media.fakes import SIZE, Keeper, coded


def video(*, on_demand: bool) -> Stream:
    return Stream(H264(SIZE, 25, 500, 25), lambda: on_demand)


async def test_what_is_published_reaches_all_readers_at_once() -> None:
    stream = Stream(Jpeg(Size(64, 48), 25, 80), lambda: True)
    readers = [Keeper() for _ in range(3)]
    for reader in readers:
        stream.join(reader)
    frame = coded(1, key=True)

    stream.publish(frame)

    assert all(reader.frames == [frame] for reader in readers)


async def test_a_reader_that_left_gets_nothing_more() -> None:
    stream = video(on_demand=True)
    reader = Keeper()
    stream.join(reader)
    stream.leave(reader)
    stream.publish(coded(1, key=True))
    assert reader.frames == []


async def test_a_reader_may_leave_while_a_frame_is_handed_out() -> None:
    stream = video(on_demand=True)

    class Leaver(Keeper):
        def offer(self, frame: Frame) -> None:
            super().offer(frame)
            stream.leave(self)

    leaver, other = Leaver(), Keeper()
    stream.join(leaver)
    stream.join(other)
    for number in range(2):
        stream.publish(coded(number, key=True))
    assert (len(leaver.frames), len(other.frames)) == (1, 2)


async def test_the_newest_key_frame_is_at_hand() -> None:
    stream = video(on_demand=True)
    for number in range(3):
        stream.publish(coded(number, key=number == 0))
    assert stream.key is not None
    assert stream.key.number == 0


async def test_a_group_too_large_to_keep_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("babelcam.media.stream.MAX_GROUP_BYTES", 12)
    stream = video(on_demand=False)
    for number in range(4):
        stream.publish(coded(number, key=number == 0))
    late = Keeper()
    stream.join(late)
    assert late.frames == []
    stream.publish(coded(4, key=True))
    assert [frame.number for frame in late.frames] == [4]


async def test_a_form_is_made_once_for_all_readers() -> None:
    made: list[int] = []

    def form(frame: Frame) -> bytes:
        made.append(frame.number)
        return b"packed"

    frame = coded(7, key=True)
    assert frame.once(form) == frame.once(form) == b"packed"
    assert made == [7]
