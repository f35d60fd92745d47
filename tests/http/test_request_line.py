"""Request lines that clients write sloppily."""

from __future__ import annotations

import pytest

from babelcam.http.request_line import MAX_LINE_BYTES, is_unfinished, mended

MENDED = [
    (b"GET /a?t=a b HTTP/1.1\r\nHost: x\r\n\r\n", b"GET /a?t=a%20b HTTP/1.1\r\nHost: x\r\n\r\n"),
    (b"GET /a?t=\xc3\xa4 HTTP/1.0\r\n\r\n", b"GET /a?t=%C3%A4 HTTP/1.0\r\n\r\n"),
    (b"POST /a b HTTP/1.1\nX: y\n\n", b"POST /a%20b HTTP/1.1\nX: y\n\n"),
]
UNTOUCHED = [
    b"GET /a?t=a%20b HTTP/1.1\r\nX: a b\r\n\r\n",
    b"GET /a HTTP/1.1\r\nX: \xc3\xa4\r\n\r\n",
    b"body of a form with blanks",
    b"GET /a",
    b"",
    b"\x16\x03\x01 a TLS hello HTTP/1.1\r\n",
    b"GET /" + b"a b" * MAX_LINE_BYTES + b" HTTP/1.1\r\n",
]


@pytest.mark.parametrize(("sent", "read"), MENDED)
def test_blanks_and_raw_letters_are_encoded(sent: bytes, read: bytes) -> None:
    assert mended(sent) == read


@pytest.mark.parametrize("sent", UNTOUCHED)
def test_everything_else_stays(sent: bytes) -> None:
    assert mended(sent) == sent


@pytest.mark.parametrize("data", [b"GET", b"GET /a b", b"GET /a HTTP/1.1", b"POST /" + b"a" * 1000])
def test_a_line_may_come_in_pieces(data: bytes) -> None:
    assert is_unfinished(data)


@pytest.mark.parametrize(
    "data",
    [b"GET / HTTP/1.1\r\n", b"", b"a=b&c=d", b"\x16\x03\x01", b"GET /" + b"a" * MAX_LINE_BYTES, b"{}"],
)
def test_nothing_else_is_waited_for(data: bytes) -> None:
    assert not is_unfinished(data)
