"""RTSP as later firmware has it: the document of 2002 knows none, but recorders ask for these addresses."""

from __future__ import annotations

from dataclasses import replace

from babelcam.dialects.base.call import Call
from babelcam.dialects.base.converters import SizeText, Whole, Words
from babelcam.dialects.vapix_family.compression import Compression
from babelcam.dialects.vapix_family.pictures import channel_named
from babelcam.media.frame import Codec
from babelcam.rtsp.presentation import Presentation

CODECS = Words({"h264": Codec.H264, "jpeg": Codec.JPEG, "mpeg4": Codec.H264})


def media_amp(call: Call) -> Presentation:
    """`camera`, `resolution`, `fps`, `videocodec` and `compression`; H.264 unless JPEG is asked for."""
    channel = channel_named(call.query.get("camera") or "1", call.camera)
    size, rate = call.read("resolution", SizeText()), call.read("fps", Whole(1, 60))
    if call.read("videocodec", CODECS) is Codec.JPEG:
        jpeg = channel.jpeg(size=size, rate=rate, quality=call.read("compression", Compression()))
        return Presentation("media.amp", channel, jpeg, "trackID=1")
    main = channel.video(0)
    return Presentation(
        "media.amp", channel, replace(main, size=size or main.size, rate=rate or main.rate), "trackID=1"
    )
