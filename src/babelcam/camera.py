"""One camera: composes its parts, starts and stops them. It knows neither HTTP nor vendors."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from babelcam.errors import BadValue
from babelcam.media.channel import Channel
from babelcam.media.quad import QuadSource
from babelcam.media.source import Source
from babelcam.settings.video import ChannelSettings
from babelcam.system.clock import Clock

MAX_CHANNELS = 16
OPEN_SECONDS = 2.0  # that a slow source may delay the start


class Camera:
    """The channels, the quad picture of the first four, and the clock they share."""

    def __init__(self, name: str, channels: Sequence[tuple[ChannelSettings, Source]], clock: Clock) -> None:
        self.name = name
        self.clock = clock
        self.channels = tuple(
            Channel(number, settings, source, clock) for number, (settings, source) in enumerate(channels, 1)
        )
        first = self.channels[0]
        self.quad = Channel(
            0, ChannelSettings(name="Quad", jpeg=first.settings.jpeg), QuadSource(self.channels[:4]), clock
        )

    def channel(self, number: int) -> Channel:
        """The channel of that number, from 1; BadValue if there is none."""
        if not 1 <= number <= len(self.channels):
            raise BadValue(f"camera: {number} is not one of 1 to {len(self.channels)}")
        return self.channels[number - 1]

    async def start(self) -> None:
        """Start the channels; viewers may come when it is known what their sources deliver."""
        for channel in (*self.channels, self.quad):
            channel.start()
        await asyncio.gather(*(channel.opened(OPEN_SECONDS) for channel in self.channels))

    async def stop(self) -> None:
        """Stop everything; the quad first, for it watches the others."""
        await self.quad.stop()
        await asyncio.gather(*(channel.stop() for channel in self.channels))
