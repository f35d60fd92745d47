"""Channels and streams as this document numbers them."""

from __future__ import annotations

from babelcam.dialects.base.call import Call
from babelcam.dialects.base.converters import Whole
from babelcam.media.channel import Channel

MAX_SUBTYPE = 2  # 0 is the main stream, 1 and 2 the extra ones


def channel_from_zero_or_one(call: Call) -> Channel:
    """`channel` counts from 1, but every URL list writes 0 for the first as well."""
    return call.camera.channel(max(1, call.read("channel", Whole(0)) or 1))


def subtype(call: Call, channel: Channel) -> int:
    """The stream asked for, the main one by default."""
    return call.read("subtype", Whole(0, min(MAX_SUBTYPE, len(channel.settings.streams) - 1))) or 0
