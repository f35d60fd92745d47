"""RFC 2326 section 10, as conversations."""

from __future__ import annotations

import hashlib
import re

import pytest

from babelcam.media.frame import Size
from babelcam.rtsp.headers.transport import Pair

from .conftest import PASSWORD
from .pictures import jpeg_frame
from .talk import StoppedClock, Talk, header

PUBLIC = "OPTIONS, DESCRIBE, SETUP, PLAY, PAUSE, TEARDOWN, GET_PARAMETER, SET_PARAMETER"
UDP = "RTP/AVP;unicast;client_port=6300-6301"
TCP = "RTP/AVP/TCP;unicast;interleaved=0-1"


def digest(challenge: str, method: str, uri: str, password: str = PASSWORD) -> str:
    """Answer a challenge without qop, as GStreamer and live555 do."""
    said = dict(re.findall(r'(\w+)="([^"]*)"', challenge))

    def h(text: str) -> str:
        return hashlib.md5(text.encode()).hexdigest()

    who, what = h(f"viewer:{said['realm']}:{password}"), h(f"{method}:{uri}")
    response = h(f"{who}:{said['nonce']}:{what}")
    return (
        f'Authorization: Digest username="viewer", realm="{said["realm"]}", nonce="{said["nonce"]}", '
        f'uri="{uri}", response="{response}"'
    )


# OPTIONS


@pytest.mark.parametrize("url", ["*", "rtsp://cam/h264", "rtsp://cam/nothing"])
def test_10_1_options_tells_the_methods_whatever_it_is_asked_for(talk: Talk, url: str) -> None:
    talk.client(f"OPTIONS {url}", "CSeq: 1")

    talk.server(
        "200 OK", "CSeq: 1", f"Public: {PUBLIC}", "Server: babelcam", "Date: Tue, 14 Nov 2023 22:13:20 GMT"
    )


def test_10_1_options_needs_no_credentials(guarded: Talk) -> None:
    guarded.client("OPTIONS *", "CSeq: 1")

    guarded.server("200 OK")


# DESCRIBE


def test_10_2_describe_answers_a_session_description(talk: Talk) -> None:
    talk.client("DESCRIBE rtsp://cam:554/h264", "CSeq: 2", "Accept: application/sdp")

    answer = talk.server(
        "200 OK", "CSeq: 2", "Content-Type: application/sdp", "Content-Base: rtsp://cam:554/h264/"
    )
    _, _, body = answer.partition("\r\n\r\n")
    assert header(answer, "Content-Length") == str(len(body))
    assert "\r\na=control:track1\r\n" in body


@pytest.mark.parametrize(
    ("url", "base"),
    [
        ("rtsp://cam/h264/", "rtsp://cam/h264/"),
        ("/h264", "rtsp://10.0.0.1:554/h264/"),
        ("rtsp://cam/cam/realmonitor?channel=1&subtype=0", "rtsp://cam/cam/realmonitor?channel=1&subtype=0/"),
        (
            "rtsp://cam/cam/realmonitor?channel=1&subtype=0/",
            "rtsp://cam/cam/realmonitor?channel=1&subtype=0/",
        ),
    ],
)
def test_the_content_base_is_the_url_with_a_slash(talk: Talk, url: str, base: str) -> None:
    talk.client(f"DESCRIBE {url}", "CSeq: 1")

    talk.server("200 OK", f"Content-Base: {base}")


@pytest.mark.parametrize("accept", ["application/rtsl, application/sdp;level=-2", "*/*", "application/*"])
def test_a_client_that_takes_sdp_among_others_gets_it(talk: Talk, accept: str) -> None:
    talk.client("DESCRIBE /h264", "CSeq: 1", f"Accept: {accept}")

    talk.server("200 OK")


def test_a_client_that_takes_no_sdp_gets_406(talk: Talk) -> None:
    talk.client("DESCRIBE /h264", "CSeq: 1", "Accept: application/rtsl")

    talk.server("406 Not Acceptable", "CSeq: 1")


@pytest.mark.parametrize("url", ["/nothing", "/h264/track9", "/", "/cam/realmonitor?channel=9&subtype=0"])
def test_what_is_not_there_is_404(talk: Talk, url: str) -> None:
    talk.client(f"DESCRIBE {url}", "CSeq: 1")

    talk.server("404 Not Found", "CSeq: 1")


@pytest.mark.parametrize("url", ["*", "h264", "http://cam/h264"])
def test_what_is_no_url_is_400(talk: Talk, url: str) -> None:
    talk.client(f"DESCRIBE {url}", "CSeq: 1")

    talk.server("400 Bad Request", "CSeq: 1")


def test_without_a_picture_describe_is_503(talk: Talk) -> None:
    talk.picture = None

    talk.client("DESCRIBE /h264", "CSeq: 1")

    talk.server("503 Service Unavailable", "CSeq: 1")


def test_a_picture_that_rtp_cannot_carry_is_415(talk: Talk) -> None:
    talk.jpeg = jpeg_frame(Size(324, 240))

    talk.client("DESCRIBE /jpeg", "CSeq: 1")

    talk.server("415 Unsupported Media Type", "CSeq: 1")


# SETUP


def test_10_4_setup_between_the_messages_echoes_the_channels(talk: Talk) -> None:
    talk.client("SETUP rtsp://cam/h264/track1", "CSeq: 3", "Transport: RTP/AVP/TCP;unicast;interleaved=4-5")

    answer = talk.server("200 OK", "CSeq: 3")
    assert re.fullmatch(r"RTP/AVP/TCP;unicast;interleaved=4-5;ssrc=[0-9A-F]{8}", header(answer, "Transport"))
    assert re.fullmatch(r"[0-9a-f]{16};timeout=60", header(answer, "Session"))


def test_10_4_setup_over_udp_tells_both_ends(talk: Talk) -> None:
    talk.client("SETUP rtsp://cam/h264/track1", "CSeq: 3", f"Transport: {UDP}")

    transport = header(talk.server("200 OK"), "Transport")
    assert transport.startswith(
        "RTP/AVP;unicast;destination=10.0.0.2;source=10.0.0.1;client_port=6300-6301;server_port=6970-6971;ssrc="
    )


def test_packets_go_nowhere_but_to_the_client(talk: Talk) -> None:
    talk.client("SETUP /h264/track1", "CSeq: 3", f"Transport: {UDP};destination=192.0.2.66")

    assert "destination=10.0.0.2;" in header(talk.server("200 OK"), "Transport")


def test_the_first_transport_that_can_be_done_is_taken(talk: Talk) -> None:
    offers = f"RTP/SAVP;unicast, RTP/AVP;multicast;client_port=1-2, RTP/AVP;unicast, {TCP}, {UDP}"
    talk.client("SETUP /h264/track1", "CSeq: 3", f"Transport: {offers}")

    assert header(talk.server("200 OK"), "Transport").startswith(TCP)


@pytest.mark.parametrize(
    "transport",
    ["RTP/AVP;multicast;client_port=5000-5001", "RTP/AVP;unicast", "RAW/RAW/UDP", f"{TCP};mode=RECORD"],
)
def test_other_transports_are_461(talk: Talk, transport: str) -> None:
    talk.client("SETUP /h264/track1", "CSeq: 3", f"Transport: {transport}")

    talk.server("461 Unsupported Transport", "CSeq: 3")
    assert len(talk.service.sessions) == 0


def test_an_unreadable_transport_is_400(talk: Talk) -> None:
    talk.client("SETUP /h264/track1", "CSeq: 3", "Transport: RTP/AVP;client_port=high")

    talk.server("400 Bad Request")


def test_without_channels_the_server_takes_the_first_free_ones(talk: Talk) -> None:
    for channels in ("0-1", "2-3", "4-5"):
        talk.client("SETUP /h264/track1", "CSeq: 3", "Transport: RTP/AVP/TCP;unicast")
        assert f"interleaved={channels};" in header(talk.server("200 OK"), "Transport")


def test_channels_of_another_session_are_not_taken_twice(talk: Talk) -> None:
    talk.set_up(transport=TCP)

    talk.client("SETUP /h264/track1", "CSeq: 3", f"Transport: {TCP}")

    assert "interleaved=2-3;" in header(talk.server("200 OK"), "Transport")


@pytest.mark.parametrize(
    "url",
    [
        "rtsp://cam/cam/realmonitor?channel=1&subtype=0/trackID=0",
        "rtsp://cam/cam/realmonitor/trackID=0?channel=1&subtype=0",
        "/cam/realmonitor?channel=1&subtype=0/trackID=0/",
        "/cam/realmonitor?channel=1&subtype=0",
        "rtsp://cam/h264",
        "rtsp://cam/h264/track1",
    ],
)
def test_a_track_is_found_behind_the_query_or_before_it(talk: Talk, url: str) -> None:
    talk.client(f"SETUP {url}", "CSeq: 3", f"Transport: {TCP}")

    talk.server("200 OK")


@pytest.mark.parametrize(
    "url", ["/h264/trackID=0", "/h264/track1/track1", "/nothing/track1", "/both", "/track1"]
)
def test_a_track_that_is_not_there_is_404(talk: Talk, url: str) -> None:
    talk.client(f"SETUP {url}", "CSeq: 3", f"Transport: {TCP}")

    talk.server("404 Not Found")


def test_a_transport_may_change_before_it_plays(talk: Talk) -> None:
    session = talk.set_up(transport=UDP)

    talk.client("SETUP /h264/track1", "CSeq: 4", f"Session: {session}", f"Transport: {TCP}")

    assert header(talk.server("200 OK"), "Session") == f"{session};timeout=60"


def test_a_transport_cannot_change_while_it_plays(talk: Talk) -> None:
    session = talk.set_up(transport=UDP)
    talk.client("PLAY /h264", "CSeq: 4", f"Session: {session}")
    talk.server("200 OK")

    talk.client("SETUP /h264/track1", "CSeq: 5", f"Session: {session}", f"Transport: {TCP}")
    talk.server("455 Method Not Valid in This State", "CSeq: 5", f"Allow: {PUBLIC}")
    talk.client("SETUP /h264/track1", "CSeq: 6", f"Session: {session}", f"Transport: {UDP}")
    talk.server("200 OK")


def test_a_second_track_joins_the_session_with_or_without_its_name(talk: Talk) -> None:
    first = talk.set_up("/both/track1")
    second = talk.set_up("/both/track2", "RTP/AVP/TCP;unicast;interleaved=2-3")
    assert second == first

    talk.client("PLAY /both", "CSeq: 4", f"Session: {first}")

    info = header(talk.server("200 OK"), "RTP-Info")
    assert re.findall(r"url=([^;]*)", info) == ["/both/track1", "/both/track2"]


def test_a_session_has_one_presentation(talk: Talk) -> None:
    session = talk.set_up("/h264/track1")

    talk.client("SETUP /jpeg/trackID=0", "CSeq: 4", f"Session: {session}", f"Transport: {UDP}")

    talk.server("455 Method Not Valid in This State")


def test_one_connection_may_have_several_sessions(talk: Talk) -> None:
    ids = {talk.set_up("/h264/track1"), talk.set_up("/jpeg/trackID=0"), talk.set_up("/h264/track1")}

    assert len(ids) == 3


def test_too_many_sessions_are_503(talk: Talk) -> None:
    for _ in range(3):
        talk.set_up()

    talk.client("SETUP /h264/track1", "CSeq: 9", f"Transport: {TCP}")
    talk.server("503 Service Unavailable")

    other = talk.elsewhere()
    other.set_up()
    other.client("SETUP /h264/track1", "CSeq: 9", f"Transport: {TCP}")
    other.server("503 Service Unavailable")


# PLAY, PAUSE, TEARDOWN


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("npt=0.000-", "npt=0.000-"),
        ("npt=now-", "npt=now-"),
        ("npt=12.5-", "npt=0.000-"),
        (None, "npt=0.000-"),
    ],
)
def test_10_5_play_tells_what_comes_first(talk: Talk, asked: str | None, answered: str) -> None:
    session = talk.set_up("rtsp://cam/h264/track1")

    talk.client(
        "PLAY rtsp://cam/h264/", "CSeq: 4", f"Session: {session}", *([f"Range: {asked}"] if asked else [])
    )

    talk.server(
        "200 OK",
        "CSeq: 4",
        f"Session: {session}",
        f"Range: {answered}",
        "RTP-Info: url=rtsp://cam/h264/track1;seq=9810;rtptime=3450012",
    )
    assert [playing.id for playing in talk.playing] == [session]


@pytest.mark.parametrize("asked", ["npt=0-10", "clock=19961108T142300Z-", "smpte=0:00:10-", "soon"])
def test_a_live_stream_has_no_other_range(talk: Talk, asked: str) -> None:
    session = talk.set_up()

    talk.client("PLAY /h264", "CSeq: 4", f"Session: {session}", f"Range: {asked}")

    talk.server("457 Invalid Range", "CSeq: 4")
    assert not talk.playing


def test_play_is_answered_even_without_a_picture(talk: Talk) -> None:
    session = talk.set_up()
    talk.first = None

    talk.client("PLAY /h264", "CSeq: 4", f"Session: {session}")

    assert "RTP-Info" not in talk.server("200 OK", "Range: npt=0.000-")


def test_play_while_it_plays_goes_on(talk: Talk) -> None:
    session = talk.set_up()
    for cseq in (4, 5):
        talk.client("PLAY /h264", f"CSeq: {cseq}", f"Session: {session}")
        talk.server("200 OK", f"CSeq: {cseq}")

    assert len(talk.playing) == 1


def test_10_6_pause_stops_and_play_resumes(talk: Talk) -> None:
    session = talk.set_up()
    talk.client("PLAY /h264", "CSeq: 4", f"Session: {session}")
    talk.server("200 OK")

    talk.client("PAUSE /h264", "CSeq: 5", f"Session: {session}")
    talk.server("200 OK", "CSeq: 5", f"Session: {session}")
    assert not talk.playing

    talk.client("PLAY /h264", "CSeq: 6", f"Session: {session}")
    talk.server("200 OK")
    assert talk.playing


def test_pause_before_play_is_455(talk: Talk) -> None:
    session = talk.set_up()

    talk.client("PAUSE /h264", "CSeq: 4", f"Session: {session}")

    talk.server("455 Method Not Valid in This State", "CSeq: 4")


def test_10_7_teardown_ends_the_session(talk: Talk) -> None:
    session = talk.set_up()
    talk.client("PLAY /h264", "CSeq: 4", f"Session: {session}")
    talk.server("200 OK")

    talk.client("TEARDOWN /h264", "CSeq: 5", f"Session: {session}")
    talk.server("200 OK", "CSeq: 5", f"Session: {session}")

    assert not talk.playing
    talk.client("PLAY /h264", "CSeq: 6", f"Session: {session}")
    talk.server("454 Session Not Found", "CSeq: 6")


@pytest.mark.parametrize("method", ["PLAY", "PAUSE", "TEARDOWN"])
@pytest.mark.parametrize("session", [None, "0123456789abcdef", "not one", ""])
def test_without_a_session_is_454(talk: Talk, method: str, session: str | None) -> None:
    talk.client(f"{method} /h264", "CSeq: 4", *([f"Session: {session}"] if session is not None else []))

    talk.server("454 Session Not Found", "CSeq: 4")


def test_the_session_header_may_carry_its_timeout(talk: Talk) -> None:
    session = talk.set_up()

    talk.client("PLAY /h264", "CSeq: 4", f"Session: {session};timeout=60")

    talk.server("200 OK", f"Session: {session}")


# Parameters, and staying alive


@pytest.mark.parametrize("method", ["GET_PARAMETER", "SET_PARAMETER"])
def test_10_8_an_empty_parameter_request_keeps_the_session_alive(
    talk: Talk, clock: StoppedClock, method: str
) -> None:
    session_id = talk.set_up(transport=UDP)
    session = talk.service.sessions.get(session_id)
    assert session
    clock.seconds += 59

    talk.client(f"{method} /h264", "CSeq: 4", f"Session: {session_id}")
    talk.server("200 OK", f"Session: {session_id}")

    clock.seconds += 59
    assert not session.expired(clock.seconds, 60)
    clock.seconds += 2
    assert session.expired(clock.seconds, 60)


@pytest.mark.parametrize("method", ["GET_PARAMETER", "SET_PARAMETER"])
def test_10_8_unknown_parameters_are_451(talk: Talk, method: str) -> None:
    session = talk.set_up()

    talk.client(f"{method} /h264", "CSeq: 4", f"Session: {session}", body="packets_received")

    talk.server("451 Parameter Not Understood", "CSeq: 4")


@pytest.mark.parametrize("method", ["OPTIONS", "GET_PARAMETER"])
def test_keeping_an_unknown_session_alive_is_454(talk: Talk, method: str) -> None:
    talk.client(f"{method} /h264", "CSeq: 4", "Session: 0123456789abcdef")

    talk.server("454 Session Not Found")


# What is refused


def test_an_unknown_method_is_501_and_a_publishers_405(talk: Talk) -> None:
    talk.client("MAKE_TEA /h264", "CSeq: 1")
    talk.server("501 Not Implemented", "CSeq: 1", f"Allow: {PUBLIC}")

    talk.client("RECORD /h264", "CSeq: 2")
    talk.server("405 Method Not Allowed", "CSeq: 2", f"Allow: {PUBLIC}")


@pytest.mark.parametrize(
    "cseq", [(), ("CSeq:",), ("CSeq: one",), ("CSeq: 1", "CSeq: 2"), ("CSeq: 12345678901",)]
)
def test_a_request_without_number_is_400(talk: Talk, cseq: tuple[str, ...]) -> None:
    talk.client("OPTIONS *", *cseq)

    assert "CSeq" not in talk.server("400 Bad Request")


def test_another_version_is_505(talk: Talk) -> None:
    talk.client("OPTIONS * RTSP/2.0", "CSeq: 1")

    talk.server("505 RTSP Version not supported", "CSeq: 1")


@pytest.mark.parametrize("name", ["Require", "Proxy-Require"])
def test_1_5_what_is_required_and_not_known_is_551(talk: Talk, name: str) -> None:
    talk.client("SETUP /h264/track1", "CSeq: 1", f"{name}: com.example.feature", f"Transport: {TCP}")

    talk.server("551 Option not supported", "CSeq: 1", "Unsupported: com.example.feature")


def test_bytes_that_are_no_request_are_400(talk: Talk) -> None:
    talk.client("DESCRIBE", "CSeq 1")

    assert "CSeq" not in talk.server("400 Bad Request", "Server: babelcam")


# Who asks


@pytest.mark.parametrize(
    "request_line", ["DESCRIBE /h264", "DESCRIBE /nothing", "SETUP /h264/track1", "PLAY /h264"]
)
def test_14_who_has_not_signed_in_is_asked_to(guarded: Talk, request_line: str) -> None:
    guarded.client(request_line, "CSeq: 1")

    answer = guarded.server("401 Unauthorized", "CSeq: 1")
    challenges = re.findall(r"WWW-Authenticate: (\w+)", answer)
    assert challenges == ["Digest", "Basic"]


def test_14_a_right_answer_lets_in_and_the_rest_of_the_session_needs_none(guarded: Talk) -> None:
    guarded.client("DESCRIBE rtsp://cam/h264", "CSeq: 1")
    challenge = header(guarded.server("401 Unauthorized"), "WWW-Authenticate")
    guarded.client("DESCRIBE rtsp://cam/h264", "CSeq: 2", digest(challenge, "DESCRIBE", "rtsp://cam/h264"))
    guarded.server("200 OK")

    url = "rtsp://cam/h264/track1"
    guarded.client(f"SETUP {url}", "CSeq: 3", f"Transport: {TCP}")
    guarded.server("401 Unauthorized")
    guarded.client(f"SETUP {url}", "CSeq: 3", f"Transport: {TCP}", digest(challenge, "SETUP", url))
    session = header(guarded.server("200 OK"), "Session").partition(";")[0]

    for method in ("PLAY", "PAUSE", "GET_PARAMETER", "TEARDOWN"):
        guarded.client(f"{method} rtsp://cam/h264", "CSeq: 4", f"Session: {session}")
        guarded.server("200 OK")


def test_14_a_wrong_answer_is_401_even_inside_a_session(guarded: Talk) -> None:
    guarded.client("DESCRIBE /h264", "CSeq: 1")
    challenge = header(guarded.server("401 Unauthorized"), "WWW-Authenticate")
    right = digest(challenge, "SETUP", "/h264/track1")
    guarded.client("SETUP /h264/track1", "CSeq: 2", f"Transport: {TCP}", right)
    session = header(guarded.server("200 OK"), "Session").partition(";")[0]

    wrong = digest(challenge, "PLAY", "/h264", password="guessed")
    guarded.client("PLAY /h264", "CSeq: 3", f"Session: {session}", wrong)

    guarded.server("401 Unauthorized")
    assert not guarded.playing


def test_14_who_guesses_too_often_is_told_to_wait(guarded: Talk) -> None:
    guarded.client("DESCRIBE /h264", "CSeq: 1")
    challenge = header(guarded.server("401 Unauthorized"), "WWW-Authenticate")
    guess = digest(challenge, "DESCRIBE", "/h264", password="guessed")
    for _ in range(5):
        guarded.client("DESCRIBE /h264", "CSeq: 2", guess)
        guarded.server("401 Unauthorized")

    guarded.client("DESCRIBE /h264", "CSeq: 3", guess)

    assert header(guarded.server("401 Unauthorized"), "Retry-After") == "1"

    right = digest(challenge, "DESCRIBE", "/h264")
    guarded.client("DESCRIBE /h264", "CSeq: 4", right)
    guarded.server("401 Unauthorized")
    guarded.clock.seconds += 2
    guarded.client("DESCRIBE /h264", "CSeq: 5", right)
    guarded.server("200 OK")


# Other connections


def test_a_session_on_udp_can_be_steered_from_another_connection(talk: Talk) -> None:
    session = talk.set_up(transport=UDP)
    other = talk.elsewhere()

    other.client("PLAY /h264", "CSeq: 1", f"Session: {session}")

    other.server("200 OK", f"Session: {session}")


def test_a_session_between_the_messages_belongs_to_its_connection(talk: Talk) -> None:
    session = talk.set_up(transport=TCP)
    other = talk.elsewhere()

    other.client("TEARDOWN /h264", "CSeq: 1", f"Session: {session}")

    other.server("454 Session Not Found")


def test_a_session_is_not_found_from_another_address(talk: Talk) -> None:
    session = talk.set_up(transport=UDP)
    stranger = talk.elsewhere("10.0.0.66")

    for method in ("PLAY", "TEARDOWN", "OPTIONS"):
        stranger.client(f"{method} /h264", "CSeq: 1", f"Session: {session}")
        stranger.server("454 Session Not Found")


def test_a_session_keeps_to_the_address_that_it_was_set_up_at(talk: Talk) -> None:
    session = talk.set_up(transport=UDP)
    other = talk.elsewhere(ports=Pair(7000, 7001))

    other.client("PLAY /h264", "CSeq: 1", f"Session: {session}")

    other.server("454 Session Not Found")


def test_another_connection_must_sign_in_itself(guarded: Talk) -> None:
    guarded.client("DESCRIBE /h264", "CSeq: 1")
    challenge = header(guarded.server("401 Unauthorized"), "WWW-Authenticate")
    right = digest(challenge, "SETUP", "/h264/track1")
    guarded.client("SETUP /h264/track1", "CSeq: 2", f"Transport: {UDP}", right)
    session = header(guarded.server("200 OK"), "Session").partition(";")[0]
    other = guarded.elsewhere()

    other.client("PLAY /h264", "CSeq: 1", f"Session: {session}")

    other.server("401 Unauthorized")


def test_when_a_connection_is_lost_only_what_plays_over_udp_goes_on(talk: Talk) -> None:
    playing, ready, tcp = talk.set_up(transport=UDP), talk.set_up(transport=UDP), talk.set_up(transport=TCP)
    for session in (playing, tcp):
        talk.client("PLAY /h264", "CSeq: 1", f"Session: {session}")
        talk.server("200 OK")

    talk.hang_up()

    assert [session.id for session in talk.service.sessions] == [playing]
    assert ready not in (playing, tcp)


# Connections that nobody needs


def test_a_connection_that_says_nothing_is_idle_after_thirty_seconds(talk: Talk, clock: StoppedClock) -> None:
    assert not talk.dialogue.idle(clock.seconds + 30)
    assert talk.dialogue.idle(clock.seconds + 31)


def test_a_connection_without_session_is_idle_after_a_minute(talk: Talk, clock: StoppedClock) -> None:
    talk.client("OPTIONS *", "CSeq: 1")

    assert not talk.dialogue.idle(clock.seconds + 60)
    assert talk.dialogue.idle(clock.seconds + 61)


def test_a_connection_with_a_session_is_not_idle(talk: Talk, clock: StoppedClock) -> None:
    talk.set_up()

    assert not talk.dialogue.idle(clock.seconds + 3600)


def test_nothing_a_client_sends_breaks_out_of_an_answer(talk: Talk) -> None:
    hostile = "rtsp://cam/h264%0d%0aX:1/track1"
    talk.client(f"SETUP {hostile}", "CSeq: 1", "Require: a\tb", f"Transport: {TCP}")
    assert talk.server("551 Option not supported").count("\r\n\r\n") == 1
