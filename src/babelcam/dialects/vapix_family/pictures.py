"""How both documents name channels, and the addresses that both have."""

from __future__ import annotations

from babelcam.access.account import Role
from babelcam.camera import Camera
from babelcam.dialects.base.call import Call
from babelcam.dialects.base.dialect import Handler, Route
from babelcam.dialects.base.pictures import snapshot, stream
from babelcam.errors import BadValue
from babelcam.http.message import AnyReply
from babelcam.http.site import plain
from babelcam.media.channel import Channel

QUAD = "quad"


def channel_named(text: str, camera: Camera) -> Channel:
    """Channel `text`, a number from 1 or `quad`; BadValue if there is none."""
    if text == QUAD:
        return camera.quad
    if not (text.isascii() and text.isdigit() and len(text) <= 3):
        raise BadValue(f"camera: {text[:20]!r} is neither a number nor quad")
    return camera.channel(int(text))


def named_or_none(call: Call) -> Channel | None:
    """The channel that the path names, the first if it names none; None if there is no such channel."""
    try:
        return channel_named(call.path.get("camera", "1"), call.camera)
    except BadValue:
        return None


def with_camera(directory: str, name: str, handler: Handler, spec: str, serves: str) -> tuple[Route, ...]:
    """`/<directory>[/<camera>]/<name>`."""
    paths = (f"/{directory}/{name}", f"/{directory}/{{camera}}/{name}")
    return tuple(Route(path, handler, Role.VIEWER, spec, (serves,)) for path in paths)


def aliases(*, image_spec: str, image: str, video_spec: str, video: str) -> tuple[Route, ...]:
    """The addresses that both documents have, with the sections and catalogue ids of one."""
    return (
        *with_camera("jpg", "image.jpg", _image, image_spec, image),
        *with_camera("mjpg", "video.mjpg", _video, video_spec, video),
    )


async def _image(call: Call) -> AnyReply:
    """A snapshot as configured."""
    channel = named_or_none(call)
    return await snapshot(call, channel, channel.jpeg()) if channel else plain(404, "Not Found")


async def _video(call: Call) -> AnyReply:
    """A stream as configured."""
    channel = named_or_none(call)
    return stream(channel, channel.jpeg()) if channel else plain(404, "Not Found")
