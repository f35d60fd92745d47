"""4.1.1: the real-time stream."""

from __future__ import annotations

from babelcam.dialects.amcrest.channels import channel_from_zero_or_one, subtype
from babelcam.dialects.base.call import Call
from babelcam.rtsp.presentation import Presentation


def realmonitor(call: Call) -> Presentation:
    """`/cam/realmonitor?channel=<1…>&subtype=<0|1|2>`."""
    channel = channel_from_zero_or_one(call)
    return Presentation("realmonitor", channel, channel.video(subtype(call, channel)), "trackID=0")
