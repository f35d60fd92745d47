"""4.1.1 Get real-time stream: `rtsp://…/cam/realmonitor?channel=<n>&subtype=<n>`."""

from __future__ import annotations

from itertools import islice

import av
import pytest

from babelcam.testing import TestCamera
from tests.conformance.rtsp import session, talking, value

PATH = "/cam/realmonitor"
TCP = "Transport: RTP/AVP/TCP;unicast;interleaved=0-1"


@pytest.mark.parametrize("transport", ["tcp", "udp"])
@pytest.mark.parametrize("subtype", [0, 1, 2])
def test_4_1_1_subtype_0_is_the_main_stream_and_the_others_are_extra(
    cam: TestCamera, subtype: int, transport: str
) -> None:
    url = cam.rtsp_url(f"/cam/realmonitor?channel=1&subtype={subtype}")
    with av.open(url, options={"rtsp_transport": transport}, timeout=20) as client:
        (frame,) = islice(client.decode(video=0), 1)
    assert (frame.width, frame.height) == cam.device.camera.channels[0].video(subtype).size


@pytest.mark.parametrize(
    "query",
    [
        "?channel=1",
        "?channel=0&subtype=0",  # URL lists count from 0 as well
        "?subtype=0&channel=1",
        "",
        "?channel=1&subtype=0&unicast=true&proto=Onvif",  # iSpy
        "?channel=4&subtype=1",
    ],
)
def test_4_1_1_channel_and_subtype_have_defaults_and_other_words_are_ignored(
    cam: TestCamera, query: str
) -> None:
    with talking(cam) as talk:
        answer = talk.ask("DESCRIBE", PATH + query)
    assert answer.startswith("RTSP/1.0 200 OK\r\n")
    assert value(answer, "Content-Base") == f"rtsp://127.0.0.1:{cam.rtsp_port}{PATH}{query}/"
    assert "a=control:trackID=0\r\n" in answer


@pytest.mark.parametrize(
    "query", ["?channel=5", "?channel=x", "?channel=1&subtype=3", "?channel=1&subtype=-1"]
)
def test_4_1_1_a_stream_that_does_not_exist_is_refused(cam: TestCamera, query: str) -> None:
    with talking(cam) as talk:
        assert talk.ask("DESCRIBE", PATH + query).startswith("RTSP/1.0 404 Not Found\r\n")


def test_4_1_1_wrong_credentials_are_401_with_a_challenge(cam: TestCamera) -> None:
    with talking(cam) as talk:
        answer = talk.ask("DESCRIBE", PATH + "?channel=1", login=False)
    assert answer.startswith("RTSP/1.0 401 Unauthorized\r\n")
    assert (value(answer, "WWW-Authenticate") or "").startswith('Digest realm="')


def test_4_1_1_the_track_stands_behind_the_query(cam: TestCamera) -> None:
    stream = PATH + "?channel=1&subtype=1"
    with talking(cam) as talk:
        ours = session(talk.ask("SETUP", stream + "/trackID=0", TCP))
        playing = talk.ask("PLAY", stream + "/", ours, "Range: npt=0.000-")
        assert f"url={talk.origin}{stream}/trackID=0;seq=" in (value(playing, "RTP-Info") or "")
        channel, packet = talk.packet()
        assert (channel, packet[0] >> 6) == (0, 2)
    with talking(cam) as talk:
        assert talk.ask("SETUP", stream + "/trackID=7", TCP).startswith("RTSP/1.0 404 ")


def test_4_1_1_get_parameter_without_a_body_keeps_the_session(cam: TestCamera) -> None:
    stream = PATH + "?channel=1&subtype=1"
    with talking(cam) as talk:
        ours = session(talk.ask("SETUP", stream + "/trackID=0", TCP))
        assert talk.ask("GET_PARAMETER", stream, ours).startswith("RTSP/1.0 200 OK\r\n")
