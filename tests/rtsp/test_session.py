"""RFC 2326 section 3.4 and appendix A.2."""

from __future__ import annotations

import re

import pytest

from babelcam.media.channel import Channel
from babelcam.media.encoding import Jpeg
from babelcam.media.frame import Codec
from babelcam.media.reader import Viewer
from babelcam.rtsp.headers.transport import Lower, Pair, Transport
from babelcam.rtsp.presentation import Presentation
from babelcam.rtsp.rtp.stream import RtpStream
from babelcam.rtsp.session import NotNow, Session, Sessions, State, Track
from babelcam.settings.video import ChannelSettings
from babelcam.system.clock import Clock

from .pictures import SIZE, Levels

PRESENTATION = Presentation("jpeg", Channel(1, ChannelSettings(), Levels(), Clock()), Jpeg(SIZE, 10, 80))
TCP = Transport(Lower.TCP, interleaved=Pair(0, 1))
UDP = Transport(Lower.UDP, client_port=Pair(6300, 6301))

STEPS = (  # state, method, next state or None for 455
    (State.INIT, "SETUP", State.READY),
    (State.INIT, "PLAY", None),
    (State.INIT, "PAUSE", None),
    (State.INIT, "TEARDOWN", State.INIT),
    (State.READY, "SETUP", State.READY),
    (State.READY, "PLAY", State.PLAYING),
    (State.READY, "PAUSE", None),
    (State.READY, "TEARDOWN", State.INIT),
    (State.PLAYING, "SETUP", State.PLAYING),
    (State.PLAYING, "PLAY", State.PLAYING),
    (State.PLAYING, "PAUSE", State.READY),
    (State.PLAYING, "TEARDOWN", State.INIT),
)


def session(transport: Transport | None = None, state: State = State.READY, owner: object = None) -> Session:
    made = Session(PRESENTATION, Viewer("", "10.0.0.2", "RTSP"), owner, now=1000.0)
    if transport:
        made.set_up("video", Track("/jpeg/video", transport, RtpStream(Codec.JPEG)))
    made.state = state
    return made


@pytest.mark.parametrize(("state", "method", "following"), STEPS)
def test_the_table_of_states(state: State, method: str, following: State | None) -> None:
    one = session(state=state)

    if following is None:
        with pytest.raises(NotNow, match=f"{method} while {state.name}"):
            one.step(method)
        assert one.state is state
    else:
        one.step(method)
        assert one.state is following


def test_ids_are_long_and_random() -> None:
    ids = {session().id for _ in range(100)}

    assert len(ids) == 100
    assert all(re.fullmatch("[0-9a-f]{16}", one) for one in ids)


@pytest.mark.parametrize(
    ("transport", "state", "lives_on", "expires"),
    [
        (TCP, State.READY, False, True),
        (TCP, State.PLAYING, False, False),
        (UDP, State.READY, False, True),
        (UDP, State.PLAYING, True, True),
    ],
)
def test_which_sessions_outlive_their_connection_and_which_silence(
    transport: Transport, state: State, lives_on: bool, expires: bool
) -> None:
    one = session(transport, state)

    assert one.outlives_connection is lives_on
    assert not one.expired(1060.0, 60)
    assert one.expired(1060.1, 60) is expires


def test_sessions_are_found_by_id_owner_and_reporter() -> None:
    sessions, owner = Sessions(), object()
    one, other = session(UDP, owner=owner), session(TCP)
    sessions.add(one)
    sessions.add(other)

    assert sessions.get(one.id) is one
    assert sessions.get("unknown") is None
    assert sessions.owned_by(owner) == [one]
    assert sessions.reporter("10.0.0.2", 6301) is one
    assert sessions.reporter("10.0.0.2", 6300) is None
    assert sessions.reporter("10.0.0.3", 6301) is None


def test_a_changed_transport_changes_where_reports_come_from() -> None:
    sessions, one = Sessions(), session(UDP)
    sessions.add(one)

    one.set_up("video", Track("/jpeg/video", TCP, RtpStream(Codec.JPEG)))
    sessions.add(one)

    assert sessions.reporter("10.0.0.2", 6301) is None
    assert len(sessions) == 1


def test_a_removed_session_is_forgotten() -> None:
    sessions, one = Sessions(), session(UDP)
    sessions.add(one)

    sessions.remove(one)
    sessions.remove(one)

    assert sessions.get(one.id) is None
    assert sessions.reporter("10.0.0.2", 6301) is None
    assert list(sessions) == []
