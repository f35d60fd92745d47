"""What an RTSP URL names, as RTP can carry it."""

from __future__ import annotations

from babelcam.media.channel import Channel
from babelcam.media.encoding import H264, Jpeg
from babelcam.media.frame import Size
from babelcam.rtsp.presentation import Presentation
from babelcam.settings.video import ChannelSettings
from babelcam.system.clock import Clock
from tests.media.fakes import HandFed

CHANNEL = Channel(1, ChannelSettings(), HandFed(), Clock())


def test_jpeg_sides_go_in_steps_of_8_pixels() -> None:
    carried = Presentation("jpeg", CHANNEL, Jpeg(Size(364, 278), 10, 80)).carried()
    assert carried.encoding == Jpeg(Size(360, 272), 10, 80)


def test_a_sources_own_jpegs_are_coded_anew_for_their_huffman_tables() -> None:
    carried = Presentation("jpeg", CHANNEL, Jpeg(Size(640, 480), 10, 80, as_is=True)).carried()
    assert carried.encoding == Jpeg(Size(640, 480), 10, 80, as_is=False)


def test_h264_is_carried_as_it_is() -> None:
    presentation = Presentation("h264", CHANNEL, H264(Size(364, 278), 10, 500, 25))
    assert presentation.carried() is presentation
