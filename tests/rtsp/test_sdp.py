"""RFC 8866, RFC 2326 appendix C, RFC 6184 section 8, RFC 3551 section 6."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import replace

import pytest

from babelcam.media.channel import Channel
from babelcam.media.encoding import H264, Jpeg
from babelcam.rtsp import sdp
from babelcam.rtsp.presentation import Presentation
from babelcam.rtsp.sdp import Origin
from babelcam.settings.video import ChannelSettings
from babelcam.system.clock import Clock

from .pictures import SIZE, Levels, h264_frames, jpeg_frame

CHANNEL = Channel(1, ChannelSettings(), Levels(), Clock())
VIDEO = Presentation("Front door", CHANNEL, H264(SIZE, 29.97, 2500, 50), "track1")


def test_h264() -> None:
    frame = h264_frames()[0]
    assert frame.parameter_sets
    sps, pps = (b64encode(unit).decode() for unit in frame.parameter_sets)
    profile = frame.parameter_sets[0][1:4].hex().upper()

    assert sdp.describe(VIDEO, frame, Origin(42, "10.0.0.1")).decode() == (
        "v=0\r\n"
        "o=- 42 1 IN IP4 10.0.0.1\r\n"
        "s=Front door\r\n"
        "i=Front door\r\n"
        "c=IN IP4 0.0.0.0\r\n"
        "t=0 0\r\n"
        "a=control:*\r\n"
        "a=range:npt=now-\r\n"
        "m=video 0 RTP/AVP 96\r\n"
        "b=AS:2500\r\n"
        "a=rtpmap:96 H264/90000\r\n"
        f"a=fmtp:96 packetization-mode=1;profile-level-id={profile};sprop-parameter-sets={sps},{pps}\r\n"
        "a=control:track1\r\n"
        "a=framerate:29.97\r\n"
        "a=cliprect:0,0,320,240\r\n"
    )


def test_jpeg_has_its_number_and_no_parameters() -> None:
    presentation = Presentation("jpeg", CHANNEL, Jpeg(SIZE, 10, 80))

    text = sdp.describe(presentation, jpeg_frame(), Origin(42, "10.0.0.1")).decode()

    assert text.endswith(
        "m=video 0 RTP/AVP 26\r\n"
        "a=rtpmap:26 JPEG/90000\r\n"
        "a=control:trackID=0\r\n"
        "a=framerate:10\r\n"
        "a=cliprect:0,0,320,240\r\n"
        "a=x-dimensions:320,240\r\n"
    )


def test_ipv6_addresses_say_so() -> None:
    lines = sdp.describe(VIDEO, h264_frames()[0], Origin(1, "fe80::1")).decode().split("\r\n")

    assert lines[1] == "o=- 1 1 IN IP6 fe80::1"
    assert lines[4] == "c=IN IP6 ::"


@pytest.mark.parametrize(
    ("name", "line"), [("a\r\nm=audio", "s=a m=audio"), (" \n", "s=-"), ("Tür", "s=Tür")]
)
def test_no_name_breaks_out_of_its_line(name: str, line: str) -> None:
    text = sdp.describe(replace(VIDEO, name=name), h264_frames()[0], Origin(1, "10.0.0.1")).decode()

    assert text.split("\r\n")[2] == line
    assert text.count("m=video") == 1
    assert "\r\nm=audio" not in text


def test_a_key_frame_without_parameter_sets_cannot_be_described() -> None:
    with pytest.raises(ValueError, match="without parameter sets"):
        sdp.describe(VIDEO, replace(h264_frames()[0], data=b"\0\0\1\x65\x88"), Origin(1, "10.0.0.1"))
