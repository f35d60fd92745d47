"""What the encoders make, as real decoders see it."""

from __future__ import annotations

import av
import numpy as np
import pytest
import simplejpeg
from av.codec.context import CodecContext

from babelcam.media.annexb import IDR, PPS, SPS, nal_type, nal_units
from babelcam.media.encoders import open_encoder
from babelcam.media.encoding import H264, Jpeg
from babelcam.media.frame import Size
from tests.media.fakes import picture

SIZE = Size(320, 240)


def test_jpeg_is_the_picture_at_its_size() -> None:
    frame = open_encoder(Jpeg(SIZE, 25, 90)).encode(picture(70, size=SIZE), 3, key=False)
    pixels = simplejpeg.decode_jpeg(frame.data)
    assert pixels.shape == (240, 320, 3)
    assert np.abs(pixels.astype(int) - 70).max() <= 1
    assert (frame.key, frame.number) == (True, 3)


def test_lower_quality_makes_fewer_bytes() -> None:
    noise = picture(size=SIZE)
    noise.planes[:240] = np.random.default_rng(1).integers(0, 255, (240, 320))
    sizes = [
        len(open_encoder(Jpeg(SIZE, 25, quality)).encode(noise, 0, key=True).data) for quality in (90, 50, 10)
    ]
    assert sizes == sorted(sizes, reverse=True)


@pytest.mark.parametrize("level", [0, 16, 128, 235, 255])
def test_h264_keeps_full_range_luma(level: int) -> None:
    frame = open_encoder(H264(SIZE, 25, 2000, 25)).encode(picture(level, size=SIZE), 0, key=True)
    decoder = CodecContext.create("h264", "r")
    shown = [*decoder.decode(av.Packet(frame.data)), *decoder.decode(None)]
    (decoded,) = shown
    assert isinstance(decoded, av.VideoFrame)
    assert decoded.color_range == 2  # full
    assert abs(int(decoded.to_ndarray()[100, 100]) - level) <= 2


def test_h264_gives_one_access_unit_for_each_picture_with_parameter_sets_at_key_frames() -> None:
    encoder = open_encoder(H264(SIZE, 25, 2000, 10))
    frames = [encoder.encode(picture(n * 5, size=SIZE, at=n / 25), n, key=n == 13) for n in range(25)]

    assert [n for n, frame in enumerate(frames) if frame.key] == [0, 10, 13, 23]
    for frame in frames:
        types = [nal_type(unit) for unit in nal_units(frame.data)]
        assert (SPS in types and PPS in types and IDR in types) == frame.key


def test_h264_keeps_near_its_bit_rate() -> None:
    rng = np.random.default_rng(2)
    encoder = open_encoder(H264(SIZE, 25, 500, 25))
    sent = 0
    for n in range(100):
        noise = picture(size=SIZE, at=n / 25)
        noise.planes[:240:4] = rng.integers(0, 255, (60, 320))
        sent += len(encoder.encode(noise, n, key=False).data)
    assert sent * 8 / 4 / 1000 == pytest.approx(500, rel=0.35)
