"""5, Video and Audio, and the chapter RTSP: addresses, methods, and what they answer."""

from __future__ import annotations

import re
from itertools import islice

import av
import pytest

from babelcam.testing import TestCamera
from tests.conformance.rtsp import session, talking, value

H264 = ("/h264", "/h264_2", "/h264_3", "/h264_4", "/stream1", "/stream2", "/stream3", "/stream4")
PUBLIC = {"OPTIONS", "DESCRIBE", "SETUP", "TEARDOWN", "PLAY", "PAUSE"}


@pytest.mark.parametrize("path", H264)
def test_video_and_audio_every_stream_has_an_address(cam: TestCamera, path: str) -> None:
    configured = cam.device.camera.channels[0].video(int(path[-1]) - 1 if path != "/h264" else 0).size
    with av.open(cam.rtsp_url(path), options={"rtsp_transport": "tcp"}, timeout=20) as client:
        (frame,) = islice(client.decode(video=0), 1)
        assert client.streams.video[0].codec_context.name == "h264"
    assert (frame.width, frame.height) == configured


def test_video_and_audio_jpeg_is_motion_jpeg(cam: TestCamera) -> None:
    with av.open(cam.rtsp_url("/jpeg"), options={"rtsp_transport": "udp"}, timeout=20) as client:
        assert client.streams.video[0].codec_context.name == "mjpeg"
        assert next(iter(client.decode(video=0))).width == cam.device.camera.channels[0].jpeg().size.width


@pytest.mark.parametrize(
    "path", ["/h265", "/h264_5", "/h264_0", "/stream0", "/stream5", "/streamx", "/jpeg2", "/"]
)
def test_video_and_audio_a_path_that_names_no_stream_is_not_found(cam: TestCamera, path: str) -> None:
    with talking(cam) as talk:
        assert talk.ask("DESCRIBE", path).startswith("RTSP/1.0 404 ")


def test_options_needs_no_credentials_and_lists_the_methods(cam: TestCamera) -> None:
    with talking(cam) as talk:
        for path in ("*", "/h264"):
            answer = talk.ask("OPTIONS", path, login=False)
            assert answer.startswith("RTSP/1.0 200 OK\r\n")
            assert set((value(answer, "Public") or "").split(", ")) >= PUBLIC


def test_describe_without_credentials_is_refused_with_both_challenges(cam: TestCamera) -> None:
    with talking(cam) as talk:
        answer = talk.ask("DESCRIBE", "/h264", "Accept: application/sdp", login=False)
    assert answer.startswith("RTSP/1.0 401 Unauthorized\r\n")
    assert re.search(r"^WWW-Authenticate: Digest realm=", answer, re.MULTILINE)
    assert re.search(r"^WWW-Authenticate: Basic realm=", answer, re.MULTILINE)


def test_describe_answers_with_a_session_description(cam: TestCamera) -> None:
    with talking(cam) as talk:
        answer = talk.ask("DESCRIBE", "/h264", "Accept: application/sdp")
    head, _, body = answer.partition("\r\n\r\n")
    assert value(head, "Content-Base") == f"rtsp://127.0.0.1:{cam.rtsp_port}/h264/"
    assert value(head, "Content-Type") == "application/sdp"
    for line in ("v=0", "t=0 0", "a=control:*", "a=control:track1"):
        assert line in body.split("\r\n")
    assert re.search(r"^m=video 0 RTP/AVP \d+\r$", body, re.MULTILINE)
    fmtp = r"packetization-mode=1;\s*profile-level-id=[0-9A-F]{6};\s*sprop-parameter-sets=\S+,\S+"
    assert re.search(fmtp, body)


def test_describe_of_jpeg_has_payload_type_26(cam: TestCamera) -> None:
    with talking(cam) as talk:
        assert "m=video 0 RTP/AVP 26\r\n" in talk.ask("DESCRIBE", "/jpeg")


def test_setup_over_udp_tells_the_ports(cam: TestCamera) -> None:
    with talking(cam) as talk:
        answer = talk.ask("SETUP", "/h264/track1", "Transport: RTP/AVP;unicast;client_port=6300-6301")
    transport = value(answer, "Transport") or ""
    assert transport.startswith("RTP/AVP")
    assert "client_port=6300-6301" in transport
    first, second = re.findall(r"server_port=(\d+)-(\d+)", transport)[0]
    assert int(first) % 2 == 0
    assert int(second) == int(first) + 1


@pytest.mark.parametrize(
    ("asked", "given"), [("interleaved=4-5", "interleaved=4-5"), ("", "interleaved=0-1")]
)
def test_setup_over_tcp_with_or_without_channels(cam: TestCamera, asked: str, given: str) -> None:
    with talking(cam) as talk:
        answer = talk.ask("SETUP", "/h264/track1", f"Transport: RTP/AVP/TCP;unicast;{asked}".rstrip(";"))
    assert given in (value(answer, "Transport") or "")


def test_play_pause_and_teardown(cam: TestCamera) -> None:
    with talking(cam) as talk:
        ours = session(talk.ask("SETUP", "/jpeg/track1", "Transport: RTP/AVP/TCP;unicast;interleaved=0-1"))
        playing = talk.ask("PLAY", "/jpeg/", ours, "Range: npt=0.000-")
        told = re.search(r"url=(\S+);seq=(\d+);rtptime=(\d+)", value(playing, "RTP-Info") or "")
        assert told
        assert told[1] == f"{talk.origin}/jpeg/track1"
        channel, packet = talk.packet()
        assert channel == 0
        assert packet[0] >> 6 == 2
        assert packet[1] & 0x7F == 26
        assert int.from_bytes(packet[2:4]) == int(told[2])
        assert int.from_bytes(packet[4:8]) == int(told[3])
    with talking(cam) as talk:
        ours = session(talk.ask("SETUP", "/h264/track1", "Transport: RTP/AVP;unicast;client_port=6300-6301"))
        assert talk.ask("PAUSE", "/h264", ours).startswith("RTSP/1.0 455 ")  # nothing plays yet
        assert talk.ask("TEARDOWN", "/h264", ours).startswith("RTSP/1.0 200 OK")
        assert talk.ask("PLAY", "/h264", ours).startswith("RTSP/1.0 454 ")
