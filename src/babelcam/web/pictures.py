"""The pictures of the web page: live, as thumbnails, and to keep."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace

from babelcam.access.account import Role
from babelcam.camera import Camera
from babelcam.errors import NoPicture
from babelcam.http.message import Exchange, Headers, Reply, StreamReply
from babelcam.http.multipart import CONTENT_TYPE, JPEG_PART, OPENING
from babelcam.http.site import Page
from babelcam.media.channel import Channel
from babelcam.media.encoding import Jpeg
from babelcam.media.frame import MIN_SIDE, Frame, Size

LIVE_WIDTH = 1280  # pixels at most: what a browser shows without effort, and Wi-Fi carries
THUMBNAIL_WIDTH = 320  # pixels at most
THUMBNAIL_RATE = 1.0  # pictures a second: the page asks every other second
THUMBNAIL_QUALITY = 70
QUAD = "quad"


def shown(camera: Camera) -> Mapping[str, Channel]:
    """The channels that the page shows, by their names in its addresses; the quad where there are several."""
    channels = {str(channel.number): channel for channel in camera.channels}
    return channels | {QUAD: camera.quad} if len(channels) > 1 else channels


def pages(camera: Camera) -> dict[str, Page]:
    """Three addresses for each channel."""
    made: dict[str, Page] = {}
    for name, channel in shown(camera).items():
        made[f"/web/live/{name}.mjpg"] = _live(channel)
        made[f"/web/thumbnail/{name}.jpg"] = _thumbnail(channel)
        made[f"/web/snapshot/{name}.jpg"] = _snapshot(channel, name, camera)
    return made


def _live(channel: Channel) -> Page:
    async def answer(exchange: Exchange) -> StreamReply:
        jpeg = channel.jpeg()
        live = replace(jpeg, size=within(jpeg.size, LIVE_WIDTH))
        return StreamReply(channel, live, CONTENT_TYPE, JPEG_PART.shape, OPENING)

    return Page(answer, Role.VIEWER)


def _thumbnail(channel: Channel) -> Page:
    async def answer(exchange: Exchange) -> Reply:
        jpeg = channel.jpeg(quality=THUMBNAIL_QUALITY)
        small = replace(jpeg, size=within(jpeg.size, THUMBNAIL_WIDTH), rate=min(jpeg.rate, THUMBNAIL_RATE))
        return _reply(await _picture(channel, small, exchange))

    return Page(answer, Role.VIEWER)


def _snapshot(channel: Channel, name: str, camera: Camera) -> Page:
    async def answer(exchange: Exchange) -> Reply:
        """A picture to keep, named after its channel and time (UTC, on the camera's clock)."""
        frame = await _picture(channel, channel.jpeg(), exchange)
        taken = time.strftime("%Y-%m-%d_%H-%M-%S", time.gmtime(frame.wall))
        file = f"{'channel-' if channel is not camera.quad else ''}{name}_{taken}Z.jpg"
        return _reply(frame, (("Content-Disposition", f'attachment; filename="{file}"'),))

    return Page(answer, Role.VIEWER)


async def _picture(channel: Channel, jpeg: Jpeg, exchange: Exchange) -> Frame:
    try:
        return await channel.snapshot(jpeg, exchange.viewer)
    except TimeoutError:
        raise NoPicture(f"{channel.name} gave no picture") from None


def _reply(frame: Frame, headers: Headers = ()) -> Reply:
    return Reply(200, frame.data, "image/jpeg", headers)


def within(size: Size, width: int) -> Size:
    """`size`, or where that is wider than `width` pixels, the size of the same shape that is not."""
    if size.width <= width:
        return size
    return Size(width, max(MIN_SIDE, round(size.height * width / size.width / 2) * 2))
