"""A client that looks closely: every message and packet as it comes."""

from __future__ import annotations

import asyncio
import re
import socket
from types import TracebackType
from typing import NamedTuple, Self, TypeVar

from babelcam.rtsp.headers import rtp_info
from babelcam.rtsp.rtp import packet
from babelcam.rtsp.rtp.packet import Packet

from .conftest import Served
from .talk import header

T = TypeVar("T")
PATIENCE = 10.0  # seconds
EMPTY_REPORT = bytes.fromhex("80c9000100000042")
TCP = "RTP/AVP/TCP;unicast;interleaved=0-1"


class Played(NamedTuple):
    """What SETUP and PLAY told."""

    url: str
    seq: int
    rtptime: int
    ssrc: int
    server_ports: tuple[int, int]


class Client:
    """One connection. Packets between the messages are kept until they are asked for."""

    def __init__(self, port: int, *, host: str = "127.0.0.1", buffer: int | None = None) -> None:
        self._place = host, port
        self._buffer = buffer
        self._cseq = 0
        self._session = ""
        self._answers: asyncio.Queue[list[str]] = asyncio.Queue()
        self._rtp: asyncio.Queue[bytes] = asyncio.Queue()
        self._rtcp: asyncio.Queue[bytes] = asyncio.Queue()

    async def __aenter__(self) -> Self:
        family = socket.AF_INET6 if ":" in self._place[0] else socket.AF_INET
        sock = socket.socket(family)
        if self._buffer:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, self._buffer)
        sock.setblocking(False)
        await asyncio.get_running_loop().sock_connect(sock, self._place)
        self._reader, self._writer = await asyncio.open_connection(sock=sock)
        self._listening = asyncio.create_task(self._listen())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listening.cancel()
        await asyncio.gather(self._listening, return_exceptions=True)
        self._writer.transport.abort()

    @property
    def waiting(self) -> int:
        """How many RTP packets came that were not asked for."""
        return self._rtp.qsize()

    def forget(self) -> None:
        """Drop what came so far."""
        while not self._rtp.empty():
            self._rtp.get_nowait()

    def stop_reading(self) -> None:
        self._listening.cancel()
        self._writer.transport.pause_reading()  # type: ignore[attr-defined]

    def send(self, data: bytes) -> None:
        self._writer.write(data)

    async def request(self, method: str, url: str, status: str, *headers: str) -> str:
        """Send a request and check the status of its answer; gives the answer's text."""
        self._cseq += 1
        lines = [f"{method} {url} RTSP/1.0", f"CSeq: {self._cseq}", *headers]
        if self._session:
            lines.append(f"Session: {self._session}")
        self.send("\r\n".join([*lines, "", ""]).encode())
        answer = await self.answer()
        assert answer[:2] == [f"RTSP/1.0 {status}", f"CSeq: {self._cseq}"]
        return "\r\n".join(answer)

    async def play(self, url: str, track: str, transport: str = TCP) -> Played:
        """SETUP and PLAY."""
        await self.set_up(url, track, transport)
        return await self.resume(url)

    async def set_up(self, url: str, track: str, transport: str = TCP) -> None:
        """SETUP."""
        answer = await self.request("SETUP", f"{url}/{track}", "200 OK", f"Transport: {transport}")
        self._session = header(answer, "Session").partition(";")[0]
        self._transport = header(answer, "Transport")

    async def resume(self, url: str) -> Played:
        """PLAY."""
        answer = await self.request("PLAY", url, "200 OK", "Range: npt=now-")
        [info] = rtp_info.parse(header(answer, "RTP-Info"))
        assert info.seq is not None
        assert info.rtptime is not None
        ssrc = re.search(r"ssrc=([0-9A-F]{8})", self._transport)
        ports = re.search(r"server_port=(\d+)-(\d+)", self._transport)
        assert ssrc
        server_ports = (int(ports[1]), int(ports[2])) if ports else (0, 0)
        return Played(info.url, info.seq, info.rtptime, int(ssrc[1], 16), server_ports)

    async def packets(self, count: int) -> list[Packet]:
        """The next RTP packets."""
        return [packet.parse(await self._soon(self._rtp)) for _ in range(count)]

    async def report(self) -> bytes:
        """The next RTCP packet."""
        return await self._soon(self._rtcp)

    async def answer(self) -> list[str]:
        """The lines of the next response's head."""
        return await self._soon(self._answers)

    async def closed(self) -> None:
        """Wait until the server ends the connection."""
        async with asyncio.timeout(PATIENCE):
            await asyncio.wait([self._listening])

    async def _listen(self) -> None:
        try:
            while True:
                await self._take(await self._reader.readexactly(1))
        except (asyncio.IncompleteReadError, ConnectionError):
            return

    async def _take(self, first: bytes) -> None:
        if first == b"$":
            head = await self._reader.readexactly(3)
            data = await self._reader.readexactly(int.from_bytes(head[1:], "big"))
            (self._rtcp if head[0] % 2 else self._rtp).put_nowait(data)
            return
        text = (first + await self._reader.readuntil(b"\r\n\r\n")).decode()
        length = re.search(r"^Content-Length: (\d+)", text, re.MULTILINE)
        await self._reader.readexactly(int(length[1]) if length else 0)
        self._answers.put_nowait(text.removesuffix("\r\n\r\n").split("\r\n"))

    async def _soon(self, queue: asyncio.Queue[T]) -> T:
        async with asyncio.timeout(PATIENCE):
            return await queue.get()


class UdpPair:
    """A client's two UDP ports."""

    def __enter__(self) -> Self:
        self._rtp, self._rtcp = (socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(2))
        for sock in (self._rtp, self._rtcp):
            sock.bind(("127.0.0.1", 0))
            sock.setblocking(False)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._rtp.close()
        self._rtcp.close()

    @property
    def transport(self) -> str:
        return f"RTP/AVP;unicast;client_port={self._rtp.getsockname()[1]}-{self._rtcp.getsockname()[1]}"

    async def receive_rtp(self) -> tuple[bytes, tuple[str, int]]:
        return await self._receive(self._rtp)

    async def receive_rtcp(self) -> tuple[bytes, tuple[str, int]]:
        return await self._receive(self._rtcp)

    def report(self, served: Served) -> None:
        """Send a receiver report to where reports are taken."""
        [listener] = served.server._listeners
        self._rtcp.sendto(EMPTY_REPORT, ("127.0.0.1", listener.udp.ports.rtcp))

    async def _receive(self, sock: socket.socket) -> tuple[bytes, tuple[str, int]]:
        readable = asyncio.Event()
        loop = asyncio.get_running_loop()
        loop.add_reader(sock, readable.set)
        try:
            async with asyncio.timeout(PATIENCE):
                await readable.wait()
        finally:
            loop.remove_reader(sock)
        data, sender = sock.recvfrom(65536)
        return data, sender
