"""RTP over UDP: what leaves in one system call, and what arrives."""

from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import cast

import pytest
import pytest_asyncio

from babelcam.media.frame import Codec, Size
from babelcam.rtsp.headers.transport import Pair
from babelcam.rtsp.rtp.stream import RtpStream
from babelcam.rtsp.udp import MAX_SEGMENTS, Address, Datagrams, Destination, Group, UdpPorts, _group, _runs

from .pictures import h264_frames, jpeg_frame


def sizes(*lengths: int) -> tuple[bytes, ...]:
    return tuple(bytes(length) for length in lengths)


@pytest.mark.parametrize(
    ("lengths", "groups"),
    [
        ((), []),
        ((30,), [1]),
        ((1400, 1400, 1400, 200), [4]),
        ((30, 1400, 1400, 200), [1, 3]),
        ((1400, 1400, 200, 1400, 1400), [3, 2]),
        ((200, 1400), [1, 1]),
        ((100,) * 65, [64, 1]),
        ((1400,) * 47, [46, 1]),
        ((1400,) * 46 + (9,), [46, 1]),
    ],
)
def test_packets_go_in_groups_of_equal_size_but_the_last(lengths: tuple[int, ...], groups: list[int]) -> None:
    assert [len(run) for run in _runs(sizes(*lengths))] == groups


def test_a_picture_is_few_system_calls() -> None:
    picture = jpeg_frame(Size(640, 480))
    stream = RtpStream(Codec.JPEG)

    groups = picture.once(stream.form(Datagrams))

    assert picture.once(stream.form(Datagrams)) is groups
    assert b"".join(group.joined for group in groups) == b"".join(picture.once(stream).packets)
    assert all(len(group.packets) <= MAX_SEGMENTS for group in groups)
    assert len(groups) == -(-len(picture.once(stream).packets) // 46)
    key_frame = h264_frames(size=Size(640, 480))[0]
    assert len(key_frame.once(Datagrams(RtpStream(Codec.H264)))) == 2  # parameter sets, and the slice


@dataclass
class Ends:
    """Our two ports, a client's, and what was heard from it."""

    ours: UdpPorts
    rtp: socket.socket
    rtcp: socket.socket
    heard: asyncio.Queue[tuple[bytes, Address]] = field(default_factory=asyncio.Queue)

    def destination(self) -> Destination:
        return self.ours.to("127.0.0.1", Pair(self.rtp.getsockname()[1], self.rtcp.getsockname()[1]))


@pytest_asyncio.fixture
async def ends() -> AsyncIterator[Ends]:
    made: list[Ends] = []
    ours = UdpPorts("127.0.0.1", socket.AF_INET, lambda *heard: made[0].heard.put_nowait(heard))
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as rtp,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as rtcp,
    ):
        for sock in (rtp, rtcp):
            sock.bind(("127.0.0.1", 0))
            sock.settimeout(2)
        made.append(Ends(ours, rtp, rtcp))
        yield made[0]
        ours.close()


async def test_ports_are_an_even_one_and_the_next(ends: Ends) -> None:
    assert ends.ours.ports.rtp % 2 == 0
    assert ends.ours.ports.rtcp == ends.ours.ports.rtp + 1


async def test_a_picture_arrives_packet_by_packet(ends: Ends) -> None:
    frame = h264_frames()[0]
    stream = RtpStream(Codec.H264)

    assert ends.destination().send(frame.once(Datagrams(stream)))

    arrived = [ends.rtp.recvfrom(65536) for _ in frame.once(stream).packets]
    assert tuple(data for data, _ in arrived) == frame.once(stream).packets
    assert {sender for _, sender in arrived} == {("127.0.0.1", ends.ours.ports.rtp)}


async def test_reports_go_and_come_by_the_odd_ports(ends: Ends) -> None:
    ends.destination().send_report(b"report")
    assert ends.rtcp.recvfrom(100) == (b"report", ("127.0.0.1", ends.ours.ports.rtcp))

    ends.rtcp.sendto(b"answer", ("127.0.0.1", ends.ours.ports.rtcp))
    async with asyncio.timeout(2):
        assert await ends.heard.get() == (b"answer", ends.rtcp.getsockname())


class Kernel:
    """A socket that refuses."""

    def __init__(self, *, segments: int = 0, sends: int = 0) -> None:
        self.segments, self.sends = segments, sends
        self.sent: list[bytes] = []
        self.calls = 0

    def sendmsg(self, parts: list[bytes], ancillary: object, flags: int, address: Address) -> None:
        self.calls += 1
        if self.segments and ancillary:
            raise OSError(self.segments, "refused")
        self.sendto(b"".join(parts), address)

    def sendto(self, data: bytes, address: Address) -> None:
        if self.sends:
            raise OSError(self.sends, "refused")
        self.sent.append(data)

    def destination(self) -> Destination:
        sock = cast(socket.socket, self)
        return Destination(sock, sock, ("10.0.0.2", 5000), ("10.0.0.2", 5001))


def group(*packets: bytes) -> Group:
    return _group(packets)


@pytest.mark.parametrize("refusal", [errno.EINVAL, errno.EIO, errno.ENOPROTOOPT, errno.EMSGSIZE])
def test_where_the_kernel_cannot_cut_packets_go_one_by_one_from_then_on(refusal: int) -> None:
    kernel = Kernel(segments=refusal)
    destination = kernel.destination()

    assert destination.send((group(b"aa", b"bb", b"c"),))
    assert destination.send((group(b"dd", b"ee"), group(b"f")))

    assert kernel.sent == [b"aa", b"bb", b"c", b"dd", b"ee", b"f"]
    assert kernel.calls == 2  # the first try, and the packet that was alone


@pytest.mark.parametrize("refusal", [errno.EAGAIN, errno.ENOBUFS, errno.ENETUNREACH, errno.EPERM])
def test_what_the_system_does_not_take_is_told(refusal: int) -> None:
    kernel = Kernel(sends=refusal)

    assert not kernel.destination().send((group(b"aa", b"bb"), group(b"c")))
    kernel.destination().send_report(b"report")

    assert kernel.sent == []
