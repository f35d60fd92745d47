"""RTSP messages (RFC 2326 sections 4 to 7 and 10.12): bytes to values and back. No I/O."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

VERSION = "RTSP/1.0"

MAX_REQUEST_LINE_BYTES = 4 * 1024
MAX_HEADER_LINES = 64
MAX_HEADER_BYTES = 8 * 1024  # as most HTTP servers
MAX_BODY_BYTES = 16 * 1024  # parameters only; nobody publishes here
MAX_INTERLEAVED_BYTES = 16 * 1024  # receiver reports are some hundred bytes

REASONS = {  # RFC 2326 section 7.1.1
    200: "OK",
    400: "Bad Request",
    401: "Unauthorized",
    404: "Not Found",
    405: "Method Not Allowed",
    406: "Not Acceptable",
    413: "Request Entity Too Large",
    414: "Request-URI Too Large",
    415: "Unsupported Media Type",
    451: "Parameter Not Understood",
    454: "Session Not Found",
    455: "Method Not Valid in This State",
    457: "Invalid Range",
    461: "Unsupported Transport",
    500: "Internal Server Error",
    501: "Not Implemented",
    503: "Service Unavailable",
    505: "RTSP Version not supported",
    551: "Option not supported",
}

_INTERLEAVED_MARK = ord("$")  # section 10.12
_INTERLEAVED_HEAD_BYTES = 4
_TEXT = ("utf-8", "surrogateescape")  # what a client wrote goes back byte for byte

_TOKEN = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_REQUEST_LINE = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+) +(\S(?:.*\S)?) +(RTSP/[0-9]+\.[0-9]+) *")
_CONTROL_BYTE = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")
_CONTROL_CHARACTER = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Request:
    """One request. Header names are in lower case; one sent twice is a list (RFC 2616 section 4.2)."""

    method: str
    target: str
    version: str = VERSION
    headers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    body: bytes = b""

    def header(self, name: str) -> str | None:
        """The value of a header, whatever the case of its name; None when it was not sent."""
        return self.headers.get(name.lower())


@dataclass(frozen=True, slots=True)
class InterleavedFrame:
    """One binary packet between the messages (section 10.12)."""

    channel: int
    payload: bytes


@dataclass(frozen=True, slots=True)
class BadMessage:
    """What was fed is no RTSP: answer `status` and close, for nobody knows where the next message begins."""

    status: int


Message = Request | InterleavedFrame | BadMessage


class _Bad(Exception):
    def __init__(self, status: int) -> None:
        self.status = status


class MessageParser:
    """Fed bytes as they come, gives messages one at a time: many in one read, or one in many."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._line_start = 0  # where the line begins that is not yet complete
        self._lines: list[bytes] = []
        self._head: Request | None = None
        self._failed = False

    @property
    def pending(self) -> int:
        """How many bytes wait to be read as messages."""
        return len(self._buffer)

    def feed(self, data: bytes) -> None:
        """Take bytes from the client. After a `BadMessage` they are thrown away."""
        if not self._failed:
            self._buffer += data

    def next_message(self) -> Message | None:
        """The next whole message; None until more bytes come."""
        if self._failed:
            return None
        try:
            return self._next()
        except _Bad as bad:
            self._failed = True
            self._buffer.clear()
            return BadMessage(bad.status)

    def _next(self) -> Message | None:
        if self._head is None:
            if not self._lines:
                self._skip_blank_lines()
                if not self._buffer:
                    return None
                if self._buffer[0] == _INTERLEAVED_MARK:
                    return self._interleaved()
            if not self._head_complete():
                return None
            self._head = _head(self._lines)
            self._lines = []
            self._drop(self._line_start)
        return self._with_body(self._head)

    def _skip_blank_lines(self) -> None:
        blank = 0
        while blank < len(self._buffer) and self._buffer[blank] in b"\r\n":
            blank += 1
        self._drop(blank)

    def _interleaved(self) -> InterleavedFrame | None:
        if len(self._buffer) < _INTERLEAVED_HEAD_BYTES:
            return None
        length = int.from_bytes(self._buffer[2:4], "big")
        if length > MAX_INTERLEAVED_BYTES:
            raise _Bad(413)
        end = _INTERLEAVED_HEAD_BYTES + length
        if len(self._buffer) < end:
            return None
        frame = InterleavedFrame(self._buffer[1], bytes(self._buffer[_INTERLEAVED_HEAD_BYTES:end]))
        self._drop(end)
        return frame

    def _head_complete(self) -> bool:
        """Collect lines up to the empty one; lines may end in LF alone."""
        if not self._lines and not _TOKEN.match(self._buffer):
            raise _Bad(400)
        while True:
            end = self._buffer.find(b"\n", self._line_start)
            self._check_limits(len(self._buffer) if end < 0 else end)
            if end < 0:
                return False
            line = bytes(self._buffer[self._line_start : end]).removesuffix(b"\r")
            self._line_start = end + 1
            if not line:
                return True
            self._lines.append(line)

    def _check_limits(self, line_end: int) -> None:
        if not self._lines and line_end > MAX_REQUEST_LINE_BYTES:
            raise _Bad(414)
        if line_end > MAX_REQUEST_LINE_BYTES + MAX_HEADER_BYTES or len(self._lines) > MAX_HEADER_LINES + 1:
            raise _Bad(400)

    def _with_body(self, head: Request) -> Request | None:
        length = _body_length(head)
        if len(self._buffer) < length:
            return None
        body = bytes(self._buffer[:length])
        self._drop(length)
        self._head = None
        return Request(head.method, head.target, head.version, head.headers, body)

    def _drop(self, count: int) -> None:
        del self._buffer[:count]
        self._line_start = 0


def _head(lines: list[bytes]) -> Request:
    match = _REQUEST_LINE.fullmatch(lines[0])
    if not match or _CONTROL_BYTE.search(lines[0]):
        raise _Bad(400)
    method, target, version = (part.decode(*_TEXT) for part in match.groups())
    return Request(method, target, version, MappingProxyType(_headers(lines[1:])))


def _headers(lines: list[bytes]) -> dict[str, str]:
    headers: dict[str, str] = {}
    name = ""
    for line in lines:
        if _CONTROL_BYTE.search(line):
            raise _Bad(400)
        text = line.decode(*_TEXT)
        if text[0] in " \t":  # a folded line continues the one above it
            if not name:
                raise _Bad(400)
            headers[name] += " " + text.strip(" \t")
            continue
        name, colon, value = text.partition(":")
        if not colon or not _TOKEN.fullmatch(name.encode(*_TEXT)):
            raise _Bad(400)
        name, value = name.lower(), value.strip(" \t")
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers


def _body_length(head: Request) -> int:
    text = head.header("Content-Length") or "0"
    if not re.fullmatch(r"[0-9]{1,10}", text):
        raise _Bad(400)
    if int(text) > MAX_BODY_BYTES:
        raise _Bad(413)
    return int(text)


@dataclass(frozen=True, slots=True)
class Response:
    """One response; `Content-Length` is added where there is a body."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""

    def encode(self) -> bytes:
        """The response as bytes. Raises ValueError for a header that would break out of its line."""
        headers = self.headers
        if self.body:
            headers = (*headers, ("Content-Length", str(len(self.body))))
        lines = [f"{VERSION} {self.status} {REASONS[self.status]}"]
        for name, value in headers:
            if not _TOKEN.fullmatch(name.encode(*_TEXT)) or _CONTROL_CHARACTER.search(value):
                raise ValueError(f"{name!r}: {value!r} is not one header line")
            lines.append(f"{name}: {value}")
        return "\r\n".join([*lines, "", ""]).encode(*_TEXT) + self.body


def interleaved(channel: int, payload: bytes) -> bytes:
    """One packet as it goes between the messages (section 10.12); `channel` is 0 to 255."""
    return bytes((_INTERLEAVED_MARK, channel)) + len(payload).to_bytes(2, "big") + payload
