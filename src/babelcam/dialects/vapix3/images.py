"""5.2: image size, video status, JPEG and motion JPEG."""

from __future__ import annotations

from babelcam.dialects.base.call import Call
from babelcam.dialects.base.converters import Whole, Words
from babelcam.dialects.base.pictures import snapshot, stream
from babelcam.dialects.vapix_family.compression import Compression
from babelcam.dialects.vapix_family.pictures import channel_named
from babelcam.errors import BadValue
from babelcam.http.message import AnyReply, Reply
from babelcam.media.channel import Channel
from babelcam.media.encoding import Jpeg
from babelcam.media.frame import Size

# 5.2.4.2; the sizes behind the names follow from the worked example of 5.2.1, where QCIF is 160 x 120.
RESOLUTIONS = Words(
    {
        "1280x1024": Size(1280, 1024),
        "1024x768": Size(1024, 768),
        "4CIF": Size(704, 480),
        "D1": Size(720, 480),
        "VGA": Size(640, 480),
        "640x480": Size(640, 480),
        "QVGA": Size(320, 240),
        "CIF": Size(320, 240),
        "320x240": Size(320, 240),
        "QQVGA": Size(160, 120),
        "QCIF": Size(160, 120),
        "160x120": Size(160, 120),
    }
)


async def image(call: Call) -> AnyReply:
    """5.2.4.2: one picture."""
    return await snapshot(call, *_asked(call))


async def video(call: Call) -> AnyReply:
    """5.2.4.6: pictures until the client goes."""
    return stream(*_asked(call))


async def imagesize(call: Call) -> AnyReply:
    """5.2.1: the size of the picture that the same parameters would give."""
    if not call.query.get("camera"):
        raise BadValue("camera: missing")
    _, jpeg = _asked(call)
    return Reply(body=f"image width = {jpeg.size.width}\nimage height = {jpeg.size.height}\n".encode())


async def videostatus(call: Call) -> AnyReply:
    """5.2.2: one line for each input asked about, in the order asked."""
    asked = call.query.get("status")
    if not asked:
        raise BadValue("status: missing")
    lines = []
    for text in asked.split(","):
        channel = call.camera.channel(_number(text))
        lines.append(f"Video {channel.number} = {'video' if channel.signal.present else 'no video'}\r\n")
    return Reply(body="".join(lines).encode())


def _number(text: str) -> int:
    try:
        return Whole(1).parse(text.strip())
    except ValueError:
        raise BadValue(f"status: {text[:20]!r} is not a channel") from None


def _asked(call: Call) -> tuple[Channel, Jpeg]:
    channel = channel_named(call.query.get("camera") or "1", call.camera)
    size, quality = call.read("resolution", RESOLUTIONS), call.read("compression", Compression())
    return channel, channel.jpeg(size=size, quality=quality)
