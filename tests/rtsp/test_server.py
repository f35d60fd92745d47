"""A real camera, a real server, and FFmpeg as the client."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import av
import numpy as np
import pytest

from babelcam.media.frame import Size
from babelcam.rtsp.limits import Limits

from .client import Client, UdpPair
from .conftest import PASSWORD, Serve, Served
from .pictures import RATE, SIZE, Asleep, level_of

PLAY_FRAMES = 12
LEVELS_SEEN = {level_of(number) for number in range(8)}


@pytest.fixture(autouse=True)
def quick_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("babelcam.rtsp.server.TICK", 0.05)


def decode(url: str, transport: str, count: int = PLAY_FRAMES) -> tuple[str, list[av.VideoFrame]]:
    """Play some pictures; gives the codec's name too."""
    options = {"rtsp_transport": transport, "fpsprobesize": "0", "analyzeduration": "100000"}
    with av.open(url, options=options, timeout=10) as container:
        frames = []
        for frame in container.decode(video=0):
            frames.append(frame)
            if len(frames) == count:
                break
        return container.streams.video[0].codec_context.name, frames


def level(frame: av.VideoFrame) -> float:
    """How bright the quiet lower half is."""
    pixels = frame.to_ndarray(format="gray")
    return float(np.median(pixels[pixels.shape[0] // 2 :]))


@pytest.mark.parametrize("transport", ["tcp", "udp"])
@pytest.mark.parametrize(
    ("path", "codec"),
    [("/h264", "h264"), ("/jpeg", "mjpeg"), ("/cam/realmonitor?channel=1&subtype=0", "h264")],
)
async def test_ffmpeg_plays(serve: Serve, path: str, codec: str, transport: str) -> None:
    served = await serve()

    name, frames = await asyncio.to_thread(decode, served.url(path), transport)

    assert name == codec
    assert {(frame.width, frame.height) for frame in frames} == {tuple(SIZE)}
    levels = [level(frame) for frame in frames]
    assert all(min(abs(seen - wanted) for wanted in LEVELS_SEEN) < 12 for seen in levels)
    assert len({round(seen / 30) for seen in levels}) >= 6  # they move
    times = [frame.time for frame in frames[1:]]  # FFmpeg tells no time for the first H.264 picture
    assert times == sorted(set(times))
    assert 0.8 / RATE < np.median(np.diff(times)) < 1.5 / RATE


async def test_several_players_share_the_numbers_of_one_stream(serve: Serve) -> None:
    served = await serve()
    async with Client(served.port) as one, Client(served.port) as other:
        first = [await client.play(served.url("/h264"), "track1") for client in (one, other)]
        packets = [await client.packets(30) for client in (one, other)]

    assert first[0].ssrc == first[1].ssrc
    by_number = {packet.sequence: packet for packet in packets[0]}
    shared = [packet for packet in packets[1] if packet.sequence in by_number]
    assert len(shared) > 5
    assert all(by_number[packet.sequence] == packet for packet in shared)


@pytest.mark.parametrize("path", ["/h264", "/jpeg"])
async def test_rtp_info_fits_the_very_first_packet(serve: Serve, path: str) -> None:
    served = await serve()
    track = "track1" if path == "/h264" else "trackID=0"
    async with Client(served.port) as client:
        info = await client.play(served.url(path), track)
        packets = await client.packets(10)

    assert info.url == f"{served.url(path)}/{track}"
    assert (packets[0].sequence, packets[0].timestamp, packets[0].ssrc) == (info.seq, info.rtptime, info.ssrc)
    assert [packet.sequence for packet in packets] == [(info.seq + n) % 65536 for n in range(10)]


async def test_over_udp_packets_come_from_the_ports_that_setup_named(serve: Serve) -> None:
    served = await serve()
    with UdpPair() as pair:
        async with Client(served.port) as client:
            info = await client.play(served.url("/h264"), "track1", pair.transport)
            data, sender = await pair.receive_rtp()
            report, reporter = await pair.receive_rtcp()

    assert int.from_bytes(data[2:4], "big") == info.seq
    assert (sender[1], reporter[1]) == info.server_ports
    assert report[1] == 200


async def test_a_report_comes_at_once_and_a_goodbye_at_the_end(serve: Serve) -> None:
    served = await serve()
    async with Client(served.port) as client:
        info = await client.play(served.url("/h264"), "track1")
        first = await client.report()
        assert (first[1], int.from_bytes(first[4:8], "big")) == (200, info.ssrc)
        assert b"cam" in first

        await client.request("TEARDOWN", served.url("/h264"), "200 OK")

        goodbye = await client.report()
        assert goodbye[-8:-4] == bytes((0x81, 203, 0, 1))
        assert served.server.sessions == 0
        assert not served.server.readers


async def test_pause_stops_the_packets_and_play_brings_them_back(serve: Serve) -> None:
    served = await serve()
    async with Client(served.port) as client:
        first = await client.play(served.url("/h264"), "track1")
        await client.packets(5)

        await client.request("PAUSE", served.url("/h264"), "200 OK")
        client.forget()
        await client.request("OPTIONS", "*", "200 OK")
        await asyncio.sleep(0.15)  # three pictures
        await client.request("OPTIONS", "*", "200 OK")
        assert not client.waiting
        assert not served.server.readers

        again = await client.resume(served.url("/h264"))
        packets = await client.packets(3)

    assert (packets[0].sequence, packets[0].timestamp) == (again.seq, again.rtptime)
    assert packets[0].ssrc == first.ssrc
    assert (again.rtptime - first.rtptime) % (1 << 32) < 90_000 * 60


async def test_without_pictures_describe_is_503_and_play_is_answered_all_the_same(serve: Serve) -> None:
    served = await serve(source=Asleep(), limits=Limits(key_frame=0.1, first_picture=0.1))
    async with Client(served.port) as client:
        await client.request("DESCRIBE", served.url("/h264"), "503 Service Unavailable")
        await client.set_up(served.url("/h264"), "track1")

        answer = await client.request("PLAY", served.url("/h264"), "200 OK")

        assert "RTP-Info" not in answer
        assert len(served.server.readers) == 1


async def test_ffmpeg_signs_in_with_digest(serve: Serve) -> None:
    served = await serve(anonymous=False)
    url = served.url("/h264").replace("//", f"//viewer:{PASSWORD}@")

    _, frames = await asyncio.to_thread(decode, url, "tcp", 2)
    assert len(frames) == 2

    with pytest.raises(av.error.HTTPUnauthorizedError):
        await asyncio.to_thread(decode, url.replace(PASSWORD, "wrong"), "tcp", 1)


async def test_what_is_not_there_is_404_to_ffmpeg(serve: Serve) -> None:
    served = await serve()

    with pytest.raises(av.error.HTTPNotFoundError):
        await asyncio.to_thread(decode, served.url("/nothing"), "tcp", 1)


async def test_when_the_channel_stops_players_hear_goodbye_and_the_connection_ends(serve: Serve) -> None:
    served = await serve()
    async with Client(served.port) as client:
        await client.play(served.url("/h264"), "track1")
        await client.report()

        await served.channel.stop()

        goodbye = await client.report()
        assert goodbye[-8:-4] == bytes((0x81, 203, 0, 1))
        await client.closed()
    assert served.server.sessions == 0


async def test_a_lost_connection_ends_its_sessions(serve: Serve) -> None:
    served = await serve()
    async with Client(served.port) as client:
        await client.play(served.url("/h264"), "track1")
        assert len(served.server.readers) == 1

    await until(lambda: served.server.connections == 0)
    assert served.server.sessions == 0
    assert not served.server.readers


async def test_over_udp_reports_keep_a_session_alive_after_its_connection(serve: Serve) -> None:
    served = await serve(limits=Limits(session=0.4))
    with UdpPair() as pair:
        async with Client(served.port) as client:
            await client.play(served.url("/h264"), "track1", pair.transport)

        for _ in range(8):
            pair.report(served)
            await asyncio.sleep(0.1)
        assert len(served.server.readers) == 1

        await until(lambda: not served.server.readers, 4)
        assert served.server.sessions == 0


async def test_a_silent_session_over_udp_ends(serve: Serve) -> None:
    served = await serve(limits=Limits(session=0.3))
    with UdpPair() as pair:
        async with Client(served.port) as client:
            await client.play(served.url("/h264"), "track1", pair.transport)

            await until(lambda: served.server.sessions == 0, 3)
            await client.closed()


async def test_a_reader_over_tcp_need_say_nothing(serve: Serve) -> None:
    served = await serve(limits=Limits(session=0.3))
    async with Client(served.port) as client:
        await client.play(served.url("/h264"), "track1")
        await asyncio.sleep(0.5)

        await client.request("OPTIONS", "*", "200 OK")
        assert len(served.server.readers) == 1


async def test_a_connection_that_says_nothing_is_closed(serve: Serve) -> None:
    served = await serve(limits=Limits(first_request=0.2))
    async with Client(served.port) as client:
        client.send(b"OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n")

        await client.closed()


async def test_garbage_is_answered_and_the_connection_closed(serve: Serve) -> None:
    served = await serve()
    async with Client(served.port) as client:
        client.send(b"GET / HTTP/1.1\r\nHost: cam\r\n\r\n")

        assert (await client.answer())[0] == "RTSP/1.0 400 Bad Request"
        await client.closed()
    async with Client(served.port) as client:
        await client.request("OPTIONS", "*", "200 OK")


@pytest.mark.parametrize(
    "data",
    [
        b"\x16\x03\x01" + bytes(200),
        b"A" * 100_000,
        b"OPTIONS * RTSP/1.0\r\n" + b"X: 1\r\n" * 10_000,
        b"$\0\xff\xff",
    ],
    ids=["TLS", "a long line", "many headers", "a long packet"],
)
async def test_hostile_bytes_end_only_their_own_connection(serve: Serve, data: bytes) -> None:
    served = await serve()
    async with Client(served.port) as good, Client(served.port) as bad:
        await good.play(served.url("/h264"), "track1")
        bad.send(data)

        await bad.closed()

        good.forget()
        await good.packets(10)


async def test_requests_in_one_write_are_answered_in_their_order(serve: Serve) -> None:
    served = await serve()
    url = served.url("/h264")
    async with Client(served.port) as client:
        client.send(
            b"".join(
                f"{line} RTSP/1.0\r\nCSeq: {number}\r\n\r\n".encode()
                for number, line in enumerate(
                    (f"DESCRIBE {url}", "OPTIONS *", f"DESCRIBE {url}x", "OPTIONS *")
                )
            )
        )

        answers = [await client.answer() for _ in range(4)]

    assert [lines[0].split()[1] for lines in answers] == ["200", "200", "404", "200"]
    assert [lines[1] for lines in answers] == [f"CSeq: {number}" for number in range(4)]


async def test_a_client_that_reads_no_answers_is_not_answered_for_ever(serve: Serve) -> None:
    served = await serve()
    requests = b"OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n" * 2000
    with connected(served) as sock:
        sock.setblocking(False)
        sent = await flood(sock, requests, 32 * 1024 * 1024)

        assert sent < 32 * 1024 * 1024
        async with Client(served.port) as client:
            await client.request("OPTIONS", "*", "200 OK")


async def test_a_player_that_reads_nothing_loses_pictures_and_nobody_else_does(serve: Serve) -> None:
    served = await serve(size=Size(1280, 720))
    async with Client(served.port) as good, Client(served.port, buffer=4096) as slow:
        for client in (slow, good):
            await client.play(served.url("/jpeg"), "trackID=0")
        slow.stop_reading()

        await until(lambda: any(reader.dropped > 5 for reader in served.server.readers), 15)

        dropped = sorted(reader.dropped for reader in served.server.readers)
        assert dropped[0] == 0


async def test_too_many_connections_are_not_let_in(serve: Serve) -> None:
    served = await serve(limits=Limits(connections=3, connections_per_address=2))
    async with Client(served.port) as one, Client(served.port) as two, Client(served.port) as three:
        await three.closed()
        for client in (one, two):
            await client.request("OPTIONS", "*", "200 OK")

    await until(lambda: served.server.connections == 0)
    async with Client(served.port) as client:
        await client.request("OPTIONS", "*", "200 OK")


async def test_the_address_filter_is_asked(serve: Serve) -> None:
    served = await serve(allows=lambda address: address != "127.0.0.1")
    async with Client(served.port) as client:
        await client.closed()


async def test_a_server_can_be_closed_and_started_again(serve: Serve) -> None:
    served = await serve()
    async with Client(served.port) as client:
        await client.play(served.url("/h264"), "track1")
        await client.report()

        await served.server.close()

        assert (await client.report())[-8:-4] == bytes((0x81, 203, 0, 1))
        await client.closed()
    assert (served.server.connections, served.server.sessions) == (0, 0)
    assert not served.server.readers

    [(_, port)] = await served.server.start("127.0.0.1", served.port)
    assert port == served.port
    async with Client(port) as client:
        await client.play(served.url("/h264"), "track1")


async def test_a_port_in_use_is_an_error_and_what_listens_goes_on(serve: Serve) -> None:
    served = await serve()
    other = await serve()

    with pytest.raises(OSError, match="in use"):
        await other.server.start("127.0.0.1", served.port)

    for port in (served.port, other.port):
        async with Client(port) as client:
            await client.request("OPTIONS", "*", "200 OK")


async def test_the_kernel_is_told_to_end_connections_to_clients_that_are_gone(serve: Serve) -> None:
    served = await serve()
    async with Client(served.port) as client:
        await client.request("OPTIONS", "*", "200 OK")
        [connection] = served.server._connections
        sock = connection._transport.get_extra_info("socket")

        assert sock.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE) == 1
        assert sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 60_000
        assert sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) == 1
        assert sock.getsockopt(socket.IPPROTO_TCP, 25) == 256 * 1024  # TCP_NOTSENT_LOWAT


async def test_every_address_of_a_host_is_listened_on(serve: Serve) -> None:
    served = await serve()

    bound = await served.server.start("localhost", 0)

    assert {port for _, port in bound} == {bound[0][1]}
    for address, port in bound:
        async with Client(port, host=address) as client:
            await client.request("OPTIONS", "*", "200 OK")


async def until(condition: Callable[[], bool], seconds: float = 2.0) -> None:
    """Wait for something that happens on the server's side."""
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.01)


@contextmanager
def connected(served: Served) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", served.port)) as sock:
        yield sock


async def flood(sock: socket.socket, data: bytes, most: int) -> int:
    """Send over and over without reading, until the other side takes no more for a second."""
    loop = asyncio.get_running_loop()
    sent = 0
    try:
        async with asyncio.timeout(1.0) as patience:
            while sent < most:
                await loop.sock_sendall(sock, data)
                sent += len(data)
                patience.reschedule(loop.time() + 1.0)
    except TimeoutError:
        pass
    return sent
