"""Baseline JPEG through libjpeg-turbo, straight from the planes."""

from __future__ import annotations

import simplejpeg

from babelcam.media.encoders.base import Encoder
from babelcam.media.encoding import Jpeg
from babelcam.media.frame import Codec, Frame, Picture


class JpegEncoder(Encoder):
    """4:2:0 baseline JPEG with the standard Huffman tables, as RFC 2435 wants them."""

    def __init__(self, encoding: Jpeg) -> None:
        self._quality = encoding.quality

    def encode(self, picture: Picture, number: int, *, key: bool) -> Frame:
        y, u, v = picture.yuv
        data: bytes = simplejpeg.encode_jpeg_yuv_planes(y, u, v, self._quality)
        return Frame(Codec.JPEG, data, True, picture.size, picture.time, picture.wall, number)
