"""Motion JPEG packets of any container as pictures fit to be sent on as they are."""

from __future__ import annotations

import logging

from av.packet import Packet
from av.video.stream import VideoStream

from babelcam.media.sources.interchange import Interchange, interchange

MAX_UNFIT = 5  # packets in a row that cannot be sent on, and none of the stream's are: its pictures are coded

log = logging.getLogger(__name__)


class JpegUnits:
    """Tells whether one stream's packets can be sent on, and makes them fit."""

    def __init__(self, name: str) -> None:
        """`name` is the source's, for people."""
        self.fits = False
        """Whether the packets that come can be sent on."""
        self._name = name
        self._began = False
        self._unfit = 0

    @property
    def settled(self) -> bool:
        """Whether enough packets came to tell; a webcam's first picture is often broken."""
        return self._began or self._unfit >= MAX_UNFIT

    def convert(self, packet: Packet[VideoStream]) -> Interchange | None:
        """The picture in the packet; None when it cannot be sent on."""
        picture = interchange(bytes(packet))
        if picture is None:
            self._miss()
        elif self._unfit < MAX_UNFIT:
            self.fits = self._began = True
            self._unfit = 0
        return picture

    def _miss(self) -> None:
        if self._unfit == 0:
            log.warning("%s: a JPEG that cannot be sent on as it is", self._name)
        self._unfit += 1
        self.fits = self.fits and self._unfit < MAX_UNFIT
