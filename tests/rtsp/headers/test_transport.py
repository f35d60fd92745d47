"""RFC 2326 section 12.39."""

from __future__ import annotations

import pytest

from babelcam.rtsp.headers import transport
from babelcam.rtsp.headers.transport import Lower, Pair, Transport

BOTH_WAYS = (  # name, header, value
    ("UDP", "RTP/AVP;unicast;client_port=6300-6301", Transport(Lower.UDP, client_port=Pair(6300, 6301))),
    ("TCP", "RTP/AVP/TCP;unicast;interleaved=0-1", Transport(Lower.TCP, interleaved=Pair(0, 1))),
    ("TCP without channels", "RTP/AVP/TCP;unicast", Transport(Lower.TCP)),
    (
        "the last channels",
        "RTP/AVP/TCP;unicast;interleaved=254-255",
        Transport(Lower.TCP, interleaved=Pair(254, 255)),
    ),
    (
        "multicast",
        "RTP/AVP;multicast;client_port=5000-5001",
        Transport(Lower.UDP, True, client_port=Pair(5000, 5001)),
    ),
    (
        "an answer",
        "RTP/AVP;unicast;destination=10.0.0.2;source=10.0.0.1;client_port=6300-6301;server_port=6970-6971;ssrc=0000BEEF",
        Transport(
            Lower.UDP,
            destination="10.0.0.2",
            source="10.0.0.1",
            client_port=Pair(6300, 6301),
            server_port=Pair(6970, 6971),
            ssrc=0xBEEF,
        ),
    ),
    ("recording", 'RTP/AVP;unicast;mode="RECORD"', Transport(Lower.UDP, mode="RECORD")),
)

READ_ONLY: tuple[tuple[str, str, list[Transport]], ...] = (  # name, header, values
    (
        "a list, the favourite first",
        "RTP/AVP/TCP;unicast;interleaved=0-1, RTP/AVP;unicast;client_port=5000-5001",
        [Transport(Lower.TCP, interleaved=Pair(0, 1)), Transport(Lower.UDP, client_port=Pair(5000, 5001))],
    ),
    ("UDP by its full name", "RTP/AVP/UDP;unicast", [Transport(Lower.UDP)]),
    (
        "any case, and blanks",
        " rtp/avp/tcp ; UNICAST ; Interleaved = 2-3 ",
        [Transport(Lower.TCP, interleaved=Pair(2, 3))],
    ),
    ("one port", "RTP/AVP;unicast;client_port=5000", [Transport(Lower.UDP, client_port=Pair(5000, 5001))]),
    ("unknown parameters", "RTP/AVP;unicast;layers=1;x", [Transport(Lower.UDP)]),
    ("unknown profiles", "RTP/SAVP;unicast, x-rdt/udp;client_port=1, RTP/AVP/TCP", [Transport(Lower.TCP)]),
    ("mode, bare", "RTP/AVP;unicast;mode=play", [Transport(Lower.UDP)]),
    ("a comma in quotes", 'RTP/AVP;unicast;mode="PLAY,RECORD"', [Transport(Lower.UDP, mode="PLAY,RECORD")]),
    ("an empty destination", "RTP/AVP;unicast;destination=", [Transport(Lower.UDP)]),
    ("nothing", "", []),
    ("only commas", ",,;,", []),
)

BAD = (
    "RTP/AVP;client_port=a-b", "RTP/AVP;client_port=0-1", "RTP/AVP;client_port=65535",
    "RTP/AVP;client_port=5000-5000", "RTP/AVP;client_port=5000-70000", "RTP/AVP;client_port=",
    "RTP/AVP/TCP;interleaved=256-257",
    "RTP/AVP/TCP;interleaved=255", "RTP/AVP/TCP;interleaved=-1", "RTP/AVP;ssrc=xyz", "RTP/AVP;ssrc=123456789",
    "RTP/AVP;client_port=٣-٤",
)  # fmt: skip


@pytest.mark.parametrize(("text", "value"), [row[1:] for row in BOTH_WAYS], ids=[row[0] for row in BOTH_WAYS])
def test_a_transport_is_read_and_written(text: str, value: Transport) -> None:
    assert transport.parse(text) == (value,)
    assert transport.format(value) == text


@pytest.mark.parametrize(
    ("text", "values"), [row[1:] for row in READ_ONLY], ids=[row[0] for row in READ_ONLY]
)
def test_what_clients_write_is_read(text: str, values: list[Transport]) -> None:
    assert list(transport.parse(text)) == values


@pytest.mark.parametrize("text", BAD)
def test_parameters_out_of_range_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"client_port|interleaved|ssrc"):
        transport.parse(text)
