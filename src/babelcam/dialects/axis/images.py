"""5.2: JPEG and motion JPEG."""

from __future__ import annotations

from dataclasses import dataclass, field

from babelcam.dialects.base.call import Call
from babelcam.dialects.base.converters import FLAG, SizeText, Whole
from babelcam.dialects.base.dialect import Handler
from babelcam.dialects.base.pictures import snapshot, stream
from babelcam.dialects.vapix_family.compression import Compression
from babelcam.dialects.vapix_family.pictures import channel_named, named_or_none
from babelcam.errors import BadValue
from babelcam.http.message import AnyReply, Shape, StreamReply
from babelcam.http.multipart import CONTENT_TYPE, JPEG_PART, JPEG_PART_WITHOUT_LENGTH, OPENING, part
from babelcam.http.site import plain
from babelcam.media.channel import Channel
from babelcam.media.encoding import Jpeg
from babelcam.media.frame import Frame, Size

# 5.2.1 names them without their pixels; these are the CIF family of the video servers of that time.
OBSOLETE_SIZES = {"halfsize": Size(176, 144), "fullsize": Size(352, 288), "hugesize": Size(704, 576)}

RATE = Whole(1)
TOP_RATE = 60  # more is asked for than any camera gives


async def image(call: Call) -> AnyReply:
    """5.2.2: one picture with the parameters asked for."""
    channel, jpeg = _asked(call)
    return await snapshot(call, channel, jpeg, length=call.read("showlength", FLAG) is not False)


async def video(call: Call) -> AnyReply:
    """5.2.6: pictures with the parameters asked for, for so long or so many."""
    channel, jpeg = _asked(call, rate=_rate(call))
    length = call.read("showlength", FLAG) is not False
    timed = call.read("deltatime", FLAG)

    def timed_parts() -> Shape:
        return TimedParts(length)

    return StreamReply(
        channel,
        jpeg,
        CONTENT_TYPE,
        timed_parts if timed else (JPEG_PART if length else JPEG_PART_WITHOUT_LENGTH).shape,
        OPENING,
        frames=call.read("nbrofframes", Whole(1)),
        seconds=call.read("duration", Whole(0)) or None,
    )


async def quad_image(call: Call) -> AnyReply:
    """5.2.1: four cameras in one picture."""
    return await snapshot(call, call.camera.quad, call.camera.quad.jpeg())


async def quad_video(call: Call) -> AnyReply:
    """5.2.5: four cameras in one stream."""
    return stream(call.camera.quad, call.camera.quad.jpeg())


def sized_image(size: Size) -> Handler:
    """5.2.1: a picture of one of the obsolete sizes."""

    async def answer(call: Call) -> AnyReply:
        channel = named_or_none(call)
        return await snapshot(call, channel, channel.jpeg(size=size)) if channel else plain(404, "Not Found")

    return answer


def sized_video(size: Size) -> Handler:
    """5.2.5: a stream of one of the obsolete sizes."""

    async def answer(call: Call) -> AnyReply:
        channel = named_or_none(call)
        return stream(channel, channel.jpeg(size=size)) if channel else plain(404, "Not Found")

    return answer


@dataclass
class TimedParts:
    """5.2.6 `deltatime`: parts that tell one viewer the time since its last picture, in microseconds."""

    length: bool
    _last: float | None = field(default=None, init=False)

    def __call__(self, frame: Frame) -> bytes:
        delta = 0 if self._last is None else round((frame.time - self._last) * 1e6)
        self._last = frame.time
        return part(frame.data, f"Timediff: {delta}", length=self.length)


def _asked(call: Call, rate: float | None = None) -> tuple[Channel, Jpeg]:
    if call.read("quad", FLAG):
        channel = call.camera.quad
    else:
        channel = channel_named(call.query.get("camera") or "1", call.camera)
    size = call.read("resolution", SizeText())
    return channel, channel.jpeg(size=size, rate=rate, quality=call.read("compression", Compression()))


def _rate(call: Call) -> float | None:
    """The rate asked for. `fps` is what scripts for later firmware send."""
    required, desired = call.read("req_fps", RATE), call.read("des_fps", RATE)
    if required and desired:
        raise BadValue("req_fps and des_fps exclude each other")
    rate = required or desired or call.read("fps", RATE)
    return min(rate, TOP_RATE) if rate else None
