"""What goes over the wire, byte for byte: raw requests, multipart parts, Digest answers, JPEG headers."""

from __future__ import annotations

import hashlib
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import cv2
import numpy as np
import simplejpeg

from babelcam.media.frame import Pixels, Size
from babelcam.testing import TestCamera
from babelcam.testing.client import basic

SECONDS = 10.0  # without a byte, and the test fails
MAX_WAIT_BYTES = 8 * 1024 * 1024  # read in search of a mark; no part is so large
DELIMITER = b"--myboundary\r\n"

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Head:
    """A status line and the header lines after it, as they came."""

    status_line: bytes
    headers: Headers

    @property
    def status(self) -> int:
        return int(self.status_line.split()[1])

    def get(self, name: str) -> str | None:
        """The first header of that name, in any case."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


@dataclass(frozen=True)
class Part:
    """One part of a multipart body."""

    headers: Headers
    body: bytes

    def get(self, name: str) -> str | None:
        """The first header of exactly that name."""
        return next((value for key, value in self.headers if key == name), None)


class Wire:
    """One TCP connection to a camera."""

    def __init__(self, host: str, port: int) -> None:
        self._socket = socket.create_connection((host, port), timeout=SECONDS)
        self._got = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._socket.close()

    def send(self, data: bytes) -> None:
        self._socket.sendall(data)

    def finish(self) -> None:
        """Say that nothing more will be sent."""
        self._socket.shutdown(socket.SHUT_WR)

    def exactly(self, count: int) -> bytes:
        """The next `count` bytes; EOFError if the camera hangs up before."""
        while len(self._got) < count:
            self._receive()
        taken, self._got = self._got[:count], self._got[count:]
        return taken

    def until(self, mark: bytes) -> bytes:
        """Everything up to `mark`, which is taken from the wire too."""
        while mark not in self._got:
            assert len(self._got) < MAX_WAIT_BYTES, f"no {mark!r} in {MAX_WAIT_BYTES} bytes"
            self._receive()
        found, _, self._got = self._got.partition(mark)
        return found

    def line(self) -> bytes:
        """The next line, with its CRLF."""
        return self.until(b"\r\n") + b"\r\n"

    def head(self) -> Head:
        """A status line and headers, up to the empty line."""
        status_line, *lines = self.until(b"\r\n\r\n").split(b"\r\n")
        return Head(status_line, _headers(lines))

    def part(self) -> Part:
        """A part whose delimiter line was read already, up to the next delimiter line."""
        headers = _headers(self.until(b"\r\n\r\n").split(b"\r\n"))
        length = dict(headers).get("Content-Length")
        if length is None:
            return Part(headers, self.until(b"\r\n" + DELIMITER))
        body = self.exactly(int(length))
        assert self.exactly(2 + len(DELIMITER)) == b"\r\n" + DELIMITER
        return Part(headers, body)

    def rest(self) -> bytes:
        """Everything up to the end of the connection."""
        try:
            while True:
                self._receive()
        except (EOFError, ConnectionResetError):
            taken, self._got = self._got, b""
            return taken

    def _receive(self) -> None:
        data = self._socket.recv(64 * 1024)
        if not data:
            raise EOFError(f"the camera hung up after {self._got[-200:]!r}")
        self._got += data


def connect(cam: TestCamera, port: int | None = None) -> Wire:
    """A bare connection to the camera's HTTP port, or another."""
    return Wire(cam.host, port or cam.http_port)


def request(
    cam: TestCamera,
    target: str,
    *headers: str,
    method: str = "GET",
    version: str = "HTTP/1.1",
    login: bool = True,
    body: bytes = b"",
    port: int | None = None,
) -> Wire:
    """Send one request exactly as written, with the administrator's Basic login if `login`."""
    wire = connect(cam, port)
    wire.send(written(cam, target, *headers, method=method, version=version, login=login, body=body))
    return wire


def written(
    cam: TestCamera,
    target: str,
    *headers: str,
    method: str = "GET",
    version: str = "HTTP/1.1",
    login: bool = True,
    body: bytes = b"",
) -> bytes:
    """A request's bytes, with nothing encoded on the way."""
    lines = [f"{method} {target} {version}", f"Host: {cam.host}", *headers]
    if login:
        lines.append(f"Authorization: {basic(cam.name, cam.password)}")
    if body:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join((*lines, "", "")).encode("latin-1") + body


@contextmanager
def stream(cam: TestCamera, target: str, *headers: str, port: int | None = None) -> Iterator[Wire]:
    """A motion JPEG stream, its head and first delimiter line read and checked: `part()` gives pictures."""
    with request(cam, target, *headers, port=port) as wire:
        head = wire.head()
        assert head.status_line == b"HTTP/1.1 200 OK"
        kind, _, boundary = (head.get("Content-Type") or "").partition(";")
        assert (kind, boundary.strip()) == ("multipart/x-mixed-replace", "boundary=myboundary")
        assert wire.line() == DELIMITER
        yield wire


def parts(cam: TestCamera, target: str, count: int, port: int | None = None) -> list[Part]:
    """The first parts of a stream."""
    with stream(cam, target, port=port) as wire:
        return [wire.part() for _ in range(count)]


def digest(challenge: str, name: str, password: str, method: str, uri: str, nc: int = 1) -> str:
    """The Authorization header that answers a Digest challenge (RFC 7616, MD5, qop auth)."""
    said = {
        key: quoted or bare for key, quoted, bare in re.findall(r'(\w+)=(?:"([^"]*)"|([^,\s]+))', challenge)
    }

    def h(text: str) -> str:
        return hashlib.md5(text.encode()).hexdigest()

    ha1, ha2 = h(f"{name}:{said['realm']}:{password}"), h(f"{method}:{uri}")
    response = h(f"{ha1}:{said['nonce']}:{nc:08x}:0a4f113b:auth:{ha2}")
    return (
        f'Digest username="{name}", realm="{said["realm"]}", nonce="{said["nonce"]}", uri="{uri}", '
        f'response="{response}", opaque="{said["opaque"]}", qop=auth, nc={nc:08x}, cnonce="0a4f113b"'
    )


def is_whole_jpeg(data: bytes) -> bool:
    """Whether `data` is one JPEG and nothing else, even for clients that cut at the first FF D9."""
    return data.startswith(b"\xff\xd8") and data.index(b"\xff\xd9") == len(data) - 2


def jpeg_size(data: bytes) -> Size:
    """The width and height in a JPEG's frame header."""
    height, width, _, _ = simplejpeg.decode_jpeg_header(data)
    return Size(width, height)


def grey(data: bytes, size: Size | None = None) -> Pixels:
    """A JPEG's brightness, scaled to `size` where one is given."""
    pixels = simplejpeg.decode_jpeg(data, "GRAY")[:, :, 0]
    return np.asarray(
        cv2.resize(pixels, tuple(size), interpolation=cv2.INTER_AREA) if size else pixels, np.uint8
    )


def difference(one: Pixels, other: Pixels) -> float:
    """The mean difference of two pictures of one size, in grey levels."""
    return float(np.abs(one.astype(np.int16) - other.astype(np.int16)).mean())


def _headers(lines: list[bytes]) -> Headers:
    pairs = (line.decode("latin-1").partition(": ") for line in lines)
    return tuple((name, value) for name, _, value in pairs)
