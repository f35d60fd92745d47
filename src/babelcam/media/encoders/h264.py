"""H.264 through libx264, tuned for live pictures."""

from __future__ import annotations

from fractions import Fraction

import av
from av.codec.context import CodecContext
from av.video.frame import PictureType

from babelcam.media.encoders.base import Encoder
from babelcam.media.encoding import H264
from babelcam.media.frame import Codec, Frame, Picture

TIME_BASE = Fraction(1, 90_000)  # the RTP clock of video, RFC 6184 section 8.2.1
BUFFER_SECONDS = 1.0  # how far the rate may run ahead of the asked bit rate


class H264Encoder(Encoder):
    """One access unit for each picture: no B-frames, no look-ahead, parameter sets at each key frame."""

    def __init__(self, encoding: H264) -> None:
        context = CodecContext.create("libx264", "w")
        context.width, context.height = encoding.size
        context.pix_fmt = "yuv420p"
        context.time_base = TIME_BASE
        context.framerate = Fraction(encoding.rate).limit_denominator(1001)
        context.bit_rate = encoding.bitrate * 1000
        context.gop_size = encoding.gop
        context.thread_count = 1  # one encoding, one thread: cameras and streams share the cores
        context.options = {
            "preset": "superfast",
            "tune": "zerolatency",
            "forced-idr": "1",
            "x264-params": ":".join(
                (
                    "annexb=1:repeat-headers=1:scenecut=0:sliced-threads=0",
                    f"keyint={encoding.gop}:min-keyint=1",
                    f"vbv-maxrate={encoding.bitrate}:vbv-bufsize={round(encoding.bitrate * BUFFER_SECONDS)}",
                    "fullrange=on:colorprim=bt709:transfer=smpte170m:colormatrix=smpte170m",
                )
            ),
        }
        self._context = context
        self._start: float | None = None
        self._last_pts = -1

    def encode(self, picture: Picture, number: int, *, key: bool) -> Frame:
        if self._start is None:
            self._start = picture.time
        frame = av.VideoFrame.from_ndarray(picture.planes, format="yuv420p")
        frame.time_base = TIME_BASE
        self._last_pts = max(self._last_pts + 1, round((picture.time - self._start) / TIME_BASE))
        frame.pts = self._last_pts
        if key:
            frame.pict_type = PictureType.I
        (packet,) = self._context.encode(frame)
        return Frame(
            Codec.H264, bytes(packet), packet.is_keyframe, picture.size, picture.time, picture.wall, number
        )
