"""A plain RTSP client for conformance tests: one message at a time, as text."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager

from babelcam.testing import TestCamera
from babelcam.testing.client import basic


class Talk:
    """One connection with a Basic login."""

    def __init__(self, cam: TestCamera, connection: socket.socket) -> None:
        self._login = basic(cam.name, cam.password)
        self._connection = connection
        self._got = b""
        self._cseq = 0
        self.origin = f"rtsp://127.0.0.1:{cam.rtsp_port}"

    def ask(self, method: str, path: str, *headers: str, login: bool = True) -> str:
        """Send a request; the answer's head as it came, its body behind an empty line."""
        self._cseq += 1
        url = path if path == "*" else self.origin + path
        lines = [f"{method} {url} RTSP/1.0", f"CSeq: {self._cseq}", *headers]
        if login:
            lines.append(f"Authorization: {self._login}")
        self._connection.sendall("\r\n".join([*lines, "", ""]).encode())
        answer = self._message()
        assert f"\r\nCSeq: {self._cseq}\r\n" in answer
        return answer

    def packet(self) -> tuple[int, bytes]:
        """The next interleaved packet: its channel and its bytes (RFC 2326 section 10.12)."""
        magic, channel, *length = self._take(4)
        assert magic == ord("$")
        return channel, self._take(int.from_bytes(bytes(length)))

    def _message(self) -> str:
        while b"\r\n\r\n" not in self._got:
            self._more()
        head, _, self._got = self._got.partition(b"\r\n\r\n")
        text = head.decode() + "\r\n"
        length = value(text, "Content-Length")
        return text + ("\r\n" + self._take(int(length)).decode() if length else "")

    def _take(self, count: int) -> bytes:
        while len(self._got) < count:
            self._more()
        taken, self._got = self._got[:count], self._got[count:]
        return taken

    def _more(self) -> None:
        data = self._connection.recv(65536)
        assert data, "the server hung up"
        self._got += data


@contextmanager
def talking(cam: TestCamera) -> Iterator[Talk]:
    with socket.create_connection(("127.0.0.1", cam.rtsp_port), timeout=15) as connection:
        yield Talk(cam, connection)


def value(answer: str, name: str) -> str | None:
    """A header of an answer."""
    lines = answer.partition("\r\n\r\n")[0].split("\r\n")
    return next((line.partition(": ")[2] for line in lines if line.startswith(f"{name}: ")), None)


def session(answer: str) -> str:
    """The Session header to send from now on."""
    found = value(answer, "Session")
    assert found
    return "Session: " + found.partition(";")[0]
