"""RTP and RTCP over UDP: one pair of sockets serves all sessions of an address."""

from __future__ import annotations

import asyncio
import errno
import logging
import socket
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from babelcam.media.frame import Frame
from babelcam.rtsp.headers.transport import Pair
from babelcam.rtsp.rtp.stream import RtpStream

MAX_SEGMENTS = 64  # UDP_MAX_SEGMENTS in linux/udp.h
MAX_SEND_BYTES = 65_507  # of one IPv4 datagram, which is what the kernel gets before it cuts
SEND_BUFFER_BYTES = 4 * 1024 * 1024  # wished for; the kernel gives what net.core.wmem_max allows
_UDP_SEGMENT = 103  # linux/udp.h; Python has no name for it
_IP_MTU_DISCOVER, _IP_PMTUDISC_DONT = 10, 0  # linux/in.h
_PAIR_TRIES = 100
_REPORTS_AT_ONCE = 64  # then the event loop gets its turn
_MAX_REPORT_BYTES = 2048
_NOT_SEGMENTED = frozenset({errno.EINVAL, errno.EIO, errno.ENOPROTOOPT, errno.EOPNOTSUPP, errno.EMSGSIZE})

Address = tuple[str, int]
Heard = Callable[[bytes, Address], None]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Group:
    """Packets for one system call: all as long as the first, only the last may be shorter."""

    packets: tuple[bytes, ...]
    joined: bytes
    ancillary: tuple[tuple[int, int, bytes], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Datagrams:
    """A picture's packets in groups that the kernel can cut (generic segmentation offload)."""

    stream: RtpStream

    def __call__(self, frame: Frame) -> tuple[Group, ...]:
        return tuple(map(_group, _runs(frame.once(self.stream).packets)))


def _runs(packets: tuple[bytes, ...]) -> Iterator[tuple[bytes, ...]]:
    start = 0
    while start < len(packets):
        size = len(packets[start])
        most = start + min(MAX_SEGMENTS, MAX_SEND_BYTES // size)
        end = start + 1
        while end < min(most, len(packets)) and len(packets[end]) == size:
            end += 1
        if end < min(most, len(packets)) and len(packets[end]) < size:
            end += 1
        yield packets[start:end]
        start = end


def _group(packets: tuple[bytes, ...]) -> Group:
    segment = ((socket.SOL_UDP, _UDP_SEGMENT, struct.pack("=H", len(packets[0]))),)
    return Group(packets, b"".join(packets), segment if len(packets) > 1 else ())


class UdpPorts:
    """An even port for RTP and the odd one above it for RTCP, on one of the host's addresses."""

    def __init__(self, host: str, family: socket.AddressFamily, heard: Heard) -> None:
        """`heard` gets each RTCP packet and where it came from. Raises OSError when no ports are free."""
        self._rtp, self._rtcp = _bind_pair(host, family)
        self.ports = Pair(self._rtp.getsockname()[1], self._rtcp.getsockname()[1])
        self._heard = heard
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(self._rtcp, self._read)

    def close(self) -> None:
        self._loop.remove_reader(self._rtcp)
        self._rtp.close()
        self._rtcp.close()

    def to(self, host: str, ports: Pair) -> Destination:
        """Where one client gets its packets."""
        return Destination(self._rtp, self._rtcp, (host, ports.rtp), (host, ports.rtcp))

    def _read(self) -> None:
        for _ in range(_REPORTS_AT_ONCE):
            try:
                data, address = self._rtcp.recvfrom(_MAX_REPORT_BYTES)
            except BlockingIOError:
                return
            except OSError as error:  # an earlier packet found nobody at home
                log.debug("RTCP: %s", error)
                return
            self._heard(data, address[:2])


class Destination:
    """One client's two ports."""

    def __init__(self, rtp: socket.socket, rtcp: socket.socket, media: Address, control: Address) -> None:
        self._rtp = rtp
        self._rtcp = rtcp
        self._media = media
        self._control = control
        self._segmented = True

    def send(self, groups: tuple[Group, ...]) -> bool:
        """Send a picture; False when the system would not take all of it."""
        return all(map(self._send_group, groups))

    def send_report(self, data: bytes) -> None:
        try:
            self._rtcp.sendto(data, self._control)
        except OSError as error:
            log.debug("RTCP to %s: %s", self._control, error)

    def _send_group(self, group: Group) -> bool:
        try:
            if self._segmented or len(group.packets) == 1:
                try:
                    self._rtp.sendmsg([group.joined], group.ancillary, 0, self._media)
                    return True
                except OSError as error:
                    if error.errno not in _NOT_SEGMENTED or len(group.packets) == 1:
                        raise
                    self._segmented = False
                    log.info("RTP to %s goes packet by packet: %s", self._media[0], error)
            for packet in group.packets:
                self._rtp.sendto(packet, self._media)
        except OSError as error:
            if not isinstance(error, BlockingIOError):
                log.debug("RTP to %s: %s", self._media, error)
            return False
        return True


def _bind_pair(host: str, family: socket.AddressFamily) -> tuple[socket.socket, socket.socket]:
    """RFC 3550 section 11: an even port and the next one. Raises OSError when none are free."""
    for _ in range(_PAIR_TRIES):
        first = _bound(host, 0, family)
        port = first.getsockname()[1]
        try:
            other = _bound(host, port ^ 1, family)
        except OSError:
            first.close()
            continue
        return (first, other) if port % 2 == 0 else (other, first)
    raise OSError(errno.EADDRINUSE, "no two neighbouring UDP ports are free")


def _bound(host: str, port: int, family: socket.AddressFamily) -> socket.socket:
    sock = socket.socket(family, socket.SOCK_DGRAM)
    try:
        sock.setblocking(False)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
        if family == socket.AF_INET6:
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        else:  # on a narrow way packets had better come in pieces than not at all
            sock.setsockopt(socket.IPPROTO_IP, _IP_MTU_DISCOVER, _IP_PMTUDISC_DONT)
        sock.bind((host, port))
    except OSError:
        sock.close()
        raise
    return sock
