"""RFC 2326 sections 4 to 7 and 10.12."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from babelcam.rtsp.messages import (
    MAX_BODY_BYTES,
    MAX_HEADER_BYTES,
    MAX_HEADER_LINES,
    MAX_INTERLEAVED_BYTES,
    MAX_REQUEST_LINE_BYTES,
    BadMessage,
    InterleavedFrame,
    Message,
    MessageParser,
    Request,
    Response,
    interleaved,
)

MESSAGES = (  # name, bytes, values
    ("no headers", b"OPTIONS * RTSP/1.0\r\n\r\n", [Request("OPTIONS", "*")]),
    (
        "headers, in lower case",
        b"DESCRIBE rtsp://cam/h264 RTSP/1.0\r\nCSeq: 2\r\nACCEPT:application/sdp \r\n\r\n",
        [Request("DESCRIBE", "rtsp://cam/h264", headers={"cseq": "2", "accept": "application/sdp"})],
    ),
    (
        "lines that end in LF alone",
        b"PLAY /h264 RTSP/1.0\nCSeq: 3\n\n",
        [Request("PLAY", "/h264", headers={"cseq": "3"})],
    ),
    (
        "a body",
        b"SET_PARAMETER /a RTSP/1.0\r\nContent-Length: 4\r\n\r\nx: 1",
        [Request("SET_PARAMETER", "/a", headers={"content-length": "4"}, body=b"x: 1")],
    ),
    (
        "a folded header",
        b"SETUP /a RTSP/1.0\r\nTransport: RTP/AVP;unicast,\r\n RTP/AVP/TCP\r\n\r\n",
        [Request("SETUP", "/a", headers={"transport": "RTP/AVP;unicast, RTP/AVP/TCP"})],
    ),
    (
        "a header sent twice",
        b"SETUP /a RTSP/1.0\r\nTransport: RTP/AVP\r\nTransport: RTP/AVP/TCP\r\n\r\n",
        [Request("SETUP", "/a", headers={"transport": "RTP/AVP, RTP/AVP/TCP"})],
    ),
    ("an empty value", b"PLAY /a RTSP/1.0\r\nX:\r\n\r\n", [Request("PLAY", "/a", headers={"x": ""})]),
    ("another version", b"PLAY /a RTSP/2.0\r\n\r\n", [Request("PLAY", "/a", "RTSP/2.0")]),
    ("bare blanks in the URL", b"PLAY /a b?c=d RTSP/1.0\r\n\r\n", [Request("PLAY", "/a b?c=d")]),
    ("an interleaved packet", b"$\x01\x00\x03abc", [InterleavedFrame(1, b"abc")]),
    ("an empty interleaved packet", b"$\xff\x00\x00", [InterleavedFrame(255, b"")]),
    (
        "several at once, with blank lines between",
        b"$\x00\x00\x01a\r\n\r\nOPTIONS * RTSP/1.0\r\n\r\n\r\n$\x01\x00\x01$PLAY /a RTSP/1.0\r\n\r\n",
        [
            InterleavedFrame(0, b"a"),
            Request("OPTIONS", "*"),
            InterleavedFrame(1, b"$"),
            Request("PLAY", "/a"),
        ],
    ),
)

BAD = (  # name, bytes, status
    ("garbage", b"\x16\x03\x01\x02\x00\x01\x00", 400),
    ("nothing but a word", b"DESCRIBE\r\n\r\n", 400),
    ("no URL", b"DESCRIBE RTSP/1.0\r\n\r\n", 400),
    ("a short request (CVE-2007-6036)", b"D\n\n", 400),
    ("HTTP", b"GET / HTTP/1.1\r\n\r\n", 400),
    ("a response", b"RTSP/1.0 200 OK\r\n\r\n", 400),
    ("a control byte in the URL", b"PLAY /a\x00b RTSP/1.0\r\n\r\n", 400),
    ("a bare CR in a value", b"PLAY /a RTSP/1.0\r\nCSeq: 1\rX: 2\r\n\r\n", 400),
    ("a NUL in a value", b"PLAY /a RTSP/1.0\r\nCSeq: 1\x00\r\n\r\n", 400),
    ("a header without colon", b"PLAY /a RTSP/1.0\r\nCSeq 1\r\n\r\n", 400),
    ("a header without name", b"PLAY /a RTSP/1.0\r\n: 1\r\n\r\n", 400),
    ("a blank before the colon", b"PLAY /a RTSP/1.0\r\nCSeq : 1\r\n\r\n", 400),
    ("a folded first header", b"PLAY /a RTSP/1.0\r\n CSeq: 1\r\n\r\n", 400),
    ("a negative length", b"PLAY /a RTSP/1.0\r\nContent-Length: -1\r\n\r\n", 400),
    ("two lengths", b"PLAY /a RTSP/1.0\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400),
    ("a length of many digits", b"PLAY /a RTSP/1.0\r\nContent-Length: " + b"9" * 99 + b"\r\n\r\n", 400),
    ("a body too long", b"PLAY /a RTSP/1.0\r\nContent-Length: %d\r\n\r\n" % (MAX_BODY_BYTES + 1), 413),
    ("a request line too long", b"PLAY /" + b"a" * MAX_REQUEST_LINE_BYTES, 414),
    (
        "a header too long",
        b"PLAY /a RTSP/1.0\r\nX: " + b"a" * (MAX_REQUEST_LINE_BYTES + MAX_HEADER_BYTES),
        400,
    ),
    ("headers too many", b"PLAY /a RTSP/1.0\r\n" + b"X: 1\r\n" * (MAX_HEADER_LINES + 1), 400),
    ("a packet too long", b"$\x00" + (MAX_INTERLEAVED_BYTES + 1).to_bytes(2, "big"), 413),
)


def messages(*pieces: bytes) -> list[Message]:
    parser = MessageParser()
    found = []
    for piece in pieces:
        parser.feed(piece)
        while (message := parser.next_message()) is not None:
            found.append(message)
    return found


@pytest.mark.parametrize(("data", "values"), [row[1:] for row in MESSAGES], ids=[row[0] for row in MESSAGES])
def test_messages_are_read_whole(data: bytes, values: list[Message]) -> None:
    assert messages(data) == values


@pytest.mark.parametrize(("data", "values"), [row[1:] for row in MESSAGES], ids=[row[0] for row in MESSAGES])
def test_messages_are_read_byte_by_byte(data: bytes, values: list[Message]) -> None:
    assert messages(*(bytes((byte,)) for byte in data)) == values


@pytest.mark.parametrize(("data", "status"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
def test_what_is_no_message_gives_a_status_and_ends_the_reading(data: bytes, status: int) -> None:
    good = b"OPTIONS * RTSP/1.0\r\n\r\n"

    assert messages(good + data, good) == [Request("OPTIONS", "*"), BadMessage(status)]


@pytest.mark.parametrize("data", [b"PLAY /a RTSP/1.0\r\nCSeq: 1\r\n", b"PL", b"$\x00\x00", b"\r\n", b""])
def test_an_unfinished_message_waits_for_more(data: bytes) -> None:
    assert messages(data) == []


@given(st.lists(st.sampled_from([*(row[1] for row in MESSAGES), *(row[1] for row in BAD)])), st.data())
def test_however_bytes_are_cut_the_same_messages_come(stream: list[bytes], data: st.DataObject) -> None:
    whole = b"".join(stream)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(whole)), max_size=5)))
    pieces = [whole[start:end] for start, end in zip([0, *cuts], [*cuts, len(whole)], strict=True)]

    assert messages(*pieces) == messages(whole)


@given(st.binary(max_size=200))
def test_any_bytes_are_messages_or_bad_or_wait(data: bytes) -> None:
    assert all(isinstance(message, Request | InterleavedFrame | BadMessage) for message in messages(data))


def test_what_is_within_the_limits_is_read() -> None:
    line = b"PLAY /" + b"a" * (MAX_REQUEST_LINE_BYTES - len(b"PLAY / RTSP/1.0\r")) + b" RTSP/1.0\r\n"
    headers = b"".join(b"X%d: 1\r\n" % number for number in range(MAX_HEADER_LINES - 1))
    body = b"b" * MAX_BODY_BYTES

    [request] = messages(line + headers + b"Content-Length: %d\r\n\r\n" % len(body) + body)

    assert isinstance(request, Request)
    assert request.body == body
    assert len(request.headers) == MAX_HEADER_LINES


def test_what_follows_garbage_is_not_kept() -> None:
    parser = MessageParser()
    parser.feed(b"\x00")
    assert parser.next_message() == BadMessage(400)

    parser.feed(b"x" * 100_000)

    assert parser.pending == 0
    assert parser.next_message() is None


def test_text_goes_back_byte_for_byte() -> None:
    [request] = messages(b"PLAY /caf\xe9/\xc3\xa9 RTSP/1.0\r\n\r\n")
    assert isinstance(request, Request)

    assert b"\r\nX: /caf\xe9/\xc3\xa9\r\n" in Response(200, (("X", request.target),)).encode()


def test_a_response_is_status_line_headers_and_body() -> None:
    response = Response(200, (("CSeq", "2"), ("Content-Type", "application/sdp")), b"v=0\r\n")

    assert response.encode() == (
        b"RTSP/1.0 200 OK\r\nCSeq: 2\r\nContent-Type: application/sdp\r\nContent-Length: 5\r\n\r\nv=0\r\n"
    )


def test_a_response_without_body_ends_with_an_empty_line() -> None:
    assert Response(454, (("CSeq", "2"),)).encode() == b"RTSP/1.0 454 Session Not Found\r\nCSeq: 2\r\n\r\n"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("X", "a\r\nSet: b"),
        ("X", "a\nb"),
        ("X", "a\rb"),
        ("X", "a\x00"),
        ("X\r\nY", "a"),
        ("X: Y", "a"),
        ("", "a"),
    ],
)
def test_no_header_breaks_out_of_its_line(name: str, value: str) -> None:
    with pytest.raises(ValueError, match="is not one header line"):
        Response(200, ((name, value),)).encode()


def test_an_interleaved_packet_is_read_as_it_was_written() -> None:
    assert messages(interleaved(3, b"packet")) == [InterleavedFrame(3, b"packet")]
