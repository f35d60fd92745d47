"""What an RTSP URL names."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

from babelcam.media.channel import Channel
from babelcam.media.encoding import Encoding, Jpeg
from babelcam.media.frame import Size


@dataclass(frozen=True)
class Presentation:
    """One encoding of one channel, live. `name` is shown to people, `track` is what SETUP calls the video."""

    name: str
    channel: Channel
    encoding: Encoding
    track: str = "trackID=0"

    def carried(self) -> Self:
        """The same, as RTP can carry it: JPEG sides in steps of 8 pixels (RFC 2435 section 3.1.5).

        A source's own JPEGs may have Huffman tables that RTP has no way to carry: they are coded anew.
        """
        if not isinstance(self.encoding, Jpeg):
            return self
        size = Size(*(side // 8 * 8 for side in self.encoding.size))
        return replace(self, encoding=replace(self.encoding, size=size, as_is=False))

    @property
    def tracks(self) -> tuple[str, ...]:
        """Every track there is."""
        return (self.track,)
