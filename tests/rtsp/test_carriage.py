"""RFC 2326 section 12.39: which of the client's ways is taken."""

from __future__ import annotations

import pytest

from babelcam.rtsp.carriage import choose
from babelcam.rtsp.headers import transport
from babelcam.rtsp.headers.transport import Pair
from babelcam.rtsp.service import Place

PLACE = Place("10.0.0.1", 554, "10.0.0.2", Pair(6970, 6971))
ANSWERED = (
    "RTP/AVP;unicast;destination=10.0.0.2;source=10.0.0.1"
    ";client_port=5000-5001;server_port=6970-6971;ssrc=0000002A"
)

CHOICES: tuple[tuple[str, set[int], str | None], ...] = (  # offered, channels taken, answered
    ("RTP/AVP/TCP;unicast;interleaved=8-9", set(), "RTP/AVP/TCP;unicast;interleaved=8-9;ssrc=0000002A"),
    ("RTP/AVP/TCP;unicast", set(), "RTP/AVP/TCP;unicast;interleaved=0-1;ssrc=0000002A"),
    ("RTP/AVP/TCP;unicast", {0, 3}, "RTP/AVP/TCP;unicast;interleaved=4-5;ssrc=0000002A"),
    ("RTP/AVP/TCP;unicast;interleaved=8-9", {9}, "RTP/AVP/TCP;unicast;interleaved=0-1;ssrc=0000002A"),
    ("RTP/AVP/TCP;unicast", set(range(256)), None),
    ("RTP/AVP;unicast;client_port=5000-5001", set(), ANSWERED),
    ("RTP/AVP;unicast;client_port=5000-5001;destination=192.0.2.66", set(), ANSWERED),
    ("RTP/AVP;multicast,RTP/AVP;client_port=5000", set(), ANSWERED),
    ("RTP/AVP;unicast", set(), None),
    ("RTP/AVP/TCP;mode=RECORD", set(), None),
    ("", set(), None),
)


@pytest.mark.parametrize(("offered", "taken", "answered"), CHOICES)
def test_the_first_that_can_be_done(offered: str, taken: set[int], answered: str | None) -> None:
    chosen = choose(transport.parse(offered), PLACE, taken, 42)

    assert (transport.format(chosen) if chosen else None) == answered


def test_without_udp_ports_of_ours_udp_cannot_be_done() -> None:
    offers = transport.parse("RTP/AVP;unicast;client_port=5000-5001")

    assert choose(offers, Place("10.0.0.1", 554, "10.0.0.2"), set(), 42) is None


def test_a_session_of_another_connection_cannot_be_moved_into_this_one() -> None:
    assert choose(transport.parse("RTP/AVP/TCP;unicast"), PLACE, set(), 42, here=False) is None
