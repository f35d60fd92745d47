"""RFC 2326 section 12.33."""

from __future__ import annotations

import pytest

from babelcam.rtsp.headers import rtp_info
from babelcam.rtsp.headers.rtp_info import RtpInfo

BOTH_WAYS = (  # header, values
    (
        "url=rtsp://cam/h264/track1;seq=9810;rtptime=3450012",
        [RtpInfo("rtsp://cam/h264/track1", 9810, 3450012)],
    ),
    ("url=rtsp://cam/h264;seq=1", [RtpInfo("rtsp://cam/h264", 1)]),
    ("url=rtsp://cam/h264;rtptime=0", [RtpInfo("rtsp://cam/h264", None, 0)]),
    ("url=rtsp://cam/h264", [RtpInfo("rtsp://cam/h264")]),
    ("url=a/1;seq=1;rtptime=2,url=a/2;seq=3;rtptime=4", [RtpInfo("a/1", 1, 2), RtpInfo("a/2", 3, 4)]),
    ("url=/a?b=1,2;c;seq=1;rtptime=2", [RtpInfo("/a?b=1,2;c", 1, 2)]),
)


@pytest.mark.parametrize(("text", "values"), BOTH_WAYS)
def test_rtp_info_is_read_and_written(text: str, values: list[RtpInfo]) -> None:
    assert list(rtp_info.parse(text)) == values
    assert rtp_info.format(values) == text
