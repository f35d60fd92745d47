"""A hostile crowd on both ports at once: afterwards, and meanwhile, the camera serves."""

from __future__ import annotations

import os
import random
import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest

from babelcam.system.requests import Seen
from babelcam.testing import TestCamera, camera
from babelcam.testing.client import basic

CROWD = 500
GARBAGE = (
    b"",
    b"\r\n" * 100,
    b"\x00" * 4096,
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\xaa" * 200,  # a TLS hello
    b"$\x00\xff\xff" + b"x" * 100,  # the head of an RTP packet that never comes
    b"GET " + b"/" * 100_000,
    b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 5000,
    b"GET / HTTP/1.1\r\nX: " + b"y" * 100_000,
    b"OPTIONS * RTSP/1.0\r\nCSeq: " + b"9" * 50_000,
    b"DESCRIBE rtsp://x/ RTSP/1.0\r\nCSeq: 1\r\nContent-Length: 99999999999\r\n\r\n",
    b"POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
    b"POST /x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n",
    *(random.Random(seed).randbytes(2000) for seed in range(5)),
)


@pytest.fixture(scope="module")
def cam() -> Iterator[TestCamera]:
    with camera("world:?size=640x360") as running:
        yield running


@contextmanager
def connected(port: int, count: int, *, sends: bytes = b"") -> Iterator[list[socket.socket]]:
    """So many connections that send something and then neither read nor close."""
    with ExitStack() as stack:
        crowd = []
        for _ in range(count):
            one = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=10))
            one.sendall(sends)
            crowd.append(one)
        yield crowd


def serves(cam: TestCamera) -> None:
    """A picture over HTTP, an answer over RTSP; nothing was answered 500 so far."""
    assert cam.get("/axis-cgi/jpg/image.cgi").body.startswith(b"\xff\xd8")
    with socket.create_connection(("127.0.0.1", cam.rtsp_port), timeout=10) as rtsp:
        rtsp.sendall(b"OPTIONS * RTSP/1.0\r\nCSeq: 7\r\n\r\n")
        assert rtsp.recv(1000).startswith(b"RTSP/1.0 200 OK\r\nCSeq: 7\r\n")
    assert not [seen for seen in cam.requests if seen.status == 500]


@pytest.mark.parametrize("port", ["http_port", "rtsp_port", "mjpeg_port"])
@pytest.mark.parametrize("garbage", GARBAGE, ids=range(len(GARBAGE)))
def test_garbage_is_survived(cam: TestCamera, port: str, garbage: bytes) -> None:
    with (
        socket.create_connection(("127.0.0.1", getattr(cam, port)), timeout=10) as stranger,
        suppress(ConnectionError),  # a camera that hangs up in the middle of it is right
    ):
        stranger.sendall(garbage)
        stranger.shutdown(socket.SHUT_WR)
        while stranger.recv(65536):
            continue
    serves(cam)


def test_half_open_connections_keep_nobody_out(cam: TestCamera) -> None:
    with (
        connected(cam.http_port, 200, sends=b"GET /jpg/image.jpg HT"),
        connected(cam.rtsp_port, 200, sends=b"DESCRIBE rtsp://x/h2"),
    ):
        serves(cam)


def test_500_viewers_that_never_read_change_nothing_for_one_that_does(cam: TestCamera) -> None:
    login = f"Authorization: {basic(cam.name, cam.password)}\r\n\r\n".encode()
    stream = b"GET /mjpg/video.mjpg HTTP/1.0\r\n" + login
    before = resident()
    with connected(cam.http_port, CROWD, sends=stream):
        until(lambda: watching(cam) >= CROWD)
        frames, seconds = watch(cam, stream, 50)
        serves(cam)
        grown = resident() - before
    assert frames / seconds > 15, "of 25 a second"
    assert grown < 200_000_000, "memory stays bounded"
    until(lambda: watching(cam) == 0)


def test_500_rtsp_clients_that_never_read_change_nothing_for_one_that_does(cam: TestCamera) -> None:
    login = f"Authorization: {basic(cam.name, cam.password)}\r\n".encode()
    url = f"rtsp://127.0.0.1:{cam.rtsp_port}/jpeg".encode()
    before = resident()
    with connected(cam.rtsp_port, CROWD) as crowd:
        for one in crowd:
            transport = b"Transport: RTP/AVP/TCP;unicast;interleaved=0-1\r\n"
            one.sendall(b"SETUP " + url + b"/track1 RTSP/1.0\r\nCSeq: 1\r\n" + transport + login + b"\r\n")
            session = re.search(rb"Session: (\w+)", one.recv(2000))
            assert session
            one.sendall(b"PLAY " + url + b" RTSP/1.0\r\nCSeq: 2\r\nSession: " + session[1] + b"\r\n\r\n")
        until(lambda: watching(cam) >= CROWD)
        frames, seconds = watch(cam, b"GET /mjpg/video.mjpg HTTP/1.0\r\n" + login + b"\r\n", 50)
        grown = resident() - before
    assert frames / seconds > 15, "of 25 a second"
    assert grown < 300_000_000, "memory stays bounded"
    until(lambda: watching(cam) == 0)


def watching(cam: TestCamera) -> int:
    return cam.call(lambda: sum(len(stream.readers) for stream in cam.device.camera.channels[0].streams))


def watch(cam: TestCamera, request: bytes, frames: int) -> tuple[int, float]:
    """Read so many pictures of a stream; how many, and in how many seconds."""
    boundary = b"--myboundary\r\n"
    with socket.create_connection(("127.0.0.1", cam.http_port), timeout=20) as one:
        one.sendall(request)
        seen, rest, began = 0, b"", time.monotonic()
        while seen < frames:
            data = rest + one.recv(262_144)
            seen += data.count(boundary)
            rest = data[-len(boundary) + 1 :] if boundary not in data[-len(boundary) :] else b""
        return seen, time.monotonic() - began


def until(condition: object, within: float = 20.0) -> None:
    assert callable(condition)
    end = time.monotonic() + within
    pause = threading.Event()
    while not condition():
        assert time.monotonic() < end, "it did not come to that"
        pause.wait(0.02)


def resident() -> int:
    """The process's resident memory in bytes."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def test_a_refused_login_is_in_the_log(cam: TestCamera) -> None:
    assert cam.get("/jpg/image.jpg", login=("nobody", "x")).status == 401
    assert cam.requests.last == Seen("HTTP", "GET", "/jpg/image.jpg", "127.0.0.1", None, 401)


def test_an_rtsp_address_that_is_no_text_is_not_found(cam: TestCamera) -> None:
    login = f"Authorization: {basic(cam.name, cam.password)}\r\n\r\n".encode()
    with socket.create_connection(("127.0.0.1", cam.rtsp_port), timeout=10) as stranger:
        stranger.sendall(b"DESCRIBE rtsp://h/\xff RTSP/1.0\r\nCSeq: 1\r\n" + login)
        assert stranger.recv(1000).startswith(b"RTSP/1.0 404 ")
    serves(cam)
