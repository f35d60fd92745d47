"""RFC 3550 section 5.1."""

from __future__ import annotations

import pytest

from babelcam.rtsp.rtp import packet
from babelcam.rtsp.rtp.packet import Packet

BOTH_WAYS = (  # name, bytes, value
    (
        "plain",
        "8060108c0030569cab45a207" + "0102",
        Packet(96, False, 0x108C, 0x0030569C, 0xAB45A207, b"\1\2"),
    ),
    ("marked", "80e0ffffffffffff00000000", Packet(96, True, 0xFFFF, 0xFFFFFFFF, 0, b"")),
    ("JPEG", "809a000100000002000000034a", Packet(26, True, 1, 2, 3, b"J")),
)

READ_ONLY = (
    ("with padding", "a060000100000002000000030a0b0002", Packet(96, False, 1, 2, 3, b"\x0a\x0b")),
    ("with a source", "81600001000000020000000300000009" + "0a", Packet(96, False, 1, 2, 3, b"\x0a")),
    (
        "with an extension",
        "906000010000000200000003abac000100000000" + "0a",
        Packet(96, False, 1, 2, 3, b"\x0a"),
    ),
)

BAD = ("", "80", "00" * 12, "40" + "00" * 11, "8f" + "00" * 11, "a0" + "00" * 10 + "ff", "90" + "00" * 13)


@pytest.mark.parametrize(("data", "value"), [row[1:] for row in BOTH_WAYS], ids=[row[0] for row in BOTH_WAYS])
def test_a_packet_is_read_and_written(data: str, value: Packet) -> None:
    assert packet.parse(bytes.fromhex(data)) == value
    assert packet.format(value).hex() == data


@pytest.mark.parametrize(("data", "value"), [row[1:] for row in READ_ONLY], ids=[row[0] for row in READ_ONLY])
def test_what_others_send_is_read(data: str, value: Packet) -> None:
    assert packet.parse(bytes.fromhex(data)) == value


@pytest.mark.parametrize("data", BAD)
def test_what_is_no_packet_is_refused(data: str) -> None:
    with pytest.raises(ValueError, match="RTP packet"):
        packet.parse(bytes.fromhex(data))
