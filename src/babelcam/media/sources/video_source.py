"""What video sources have in common: packets in, pictures and coded frames out."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import count

from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from babelcam.media.frame import Codec, Frame, Picture, Size
from babelcam.media.source import Demand, Format, Source, SourceError
from babelcam.media.sources.access_units import AccessUnits
from babelcam.media.sources.convert import Converter
from babelcam.media.sources.decoder import Decoder
from babelcam.media.sources.demux import Opening, Video, open_video
from babelcam.media.sources.group import Group
from babelcam.media.sources.jpeg_units import JpegUnits
from babelcam.media.sources.timeline import Timeline
from babelcam.system.clock import Clock

log = logging.getLogger(__name__)


class VideoSource(Source):
    """A source that FFmpeg demuxes. `openings` are tried in turn until one opens."""

    def __init__(self, *openings: Opening) -> None:
        self.openings = openings
        self._numbers = count()

    @contextmanager
    def open(self) -> Iterator[Video]:
        """Open the first of the openings that can be opened; raises SourceError of the last."""
        with ExitStack() as stack:
            yield self._first(stack)

    def turn(self, video: Video) -> int:
        """By how many degrees, counter-clockwise, pictures are turned for show; may read some of `video`."""
        return 0

    def _first(self, stack: ExitStack) -> Video:
        for opening in self.openings[:-1]:
            try:
                return stack.enter_context(open_video(opening))
            except SourceError:
                continue
        return stack.enter_context(open_video(self.openings[-1]))

    def tell(self, size: Size, rate: float, codec: Codec | None) -> None:
        """Note what the source delivers now."""
        told = Format(size, rate, codec)
        if told != self.format:
            log.info("%s: %s, %.4g frames a second", self.openings[0].name, size, rate)
            self.format = told

    def number(self) -> int:
        """The number of the next coded frame."""
        return next(self._numbers)


class Stages:
    """One opened video's way through the stages: access units for whom they suit, pictures for the rest."""

    def __init__(
        self, source: VideoSource, video: Video, timeline: Timeline, clock: Clock, turn: int = 0
    ) -> None:
        """`turn` is by how many degrees its pictures are turned for show, where that is known."""
        self._source = source
        self._timeline = timeline
        self._clock = clock
        self._decoder = Decoder(video)
        self._converter = Converter(video.name)
        # Coded pictures that lie on their side cannot be sent on: few clients would turn them.
        self._units = AccessUnits(video) if video.codec == "h264" and not turn else None
        self._jpegs = JpegUnits(video.name) if video.codec == "mjpeg" and not turn else None
        self._group = Group()
        self._passing = False
        self.rate = video.rate
        self._size = Size(*reversed(video.size)) if video.size and turn in (90, 270) else video.size
        if not self._jpegs:  # whose first packet is to be seen
            self._tell(self._size)

    def look(self, packet: Packet[VideoStream]) -> None:
        """See by a packet, while nobody waits, what the source delivers."""
        if self._jpegs and packet.size and not self._jpegs.settled:
            picture = self._jpegs.convert(packet)
            self._tell(picture.size if picture else self._size)

    def take(self, packet: Packet[VideoStream], demand: Demand) -> Iterator[Picture | Frame]:
        """What a packet gives to those who wait: its own bytes first. Its timeline knows it already."""
        if not packet.size:
            return
        self.look(packet)
        if self._units:
            yield from self._pass(self._units, packet, demand)
        if self._jpegs and self._jpegs.fits:
            yield from self._send_on(self._jpegs, packet, demand)
        if demand.pixels or self._stopped_passing(demand):
            yield from map(self._picture, self._decoder.decode(packet))
        else:
            self._decoder.keep(packet)

    def finish(self, demand: Demand) -> Iterator[Picture]:
        """The last pictures of a video that ended."""
        if demand.pixels:
            yield from map(self._picture, self._decoder.finish())

    def _pass(self, units: AccessUnits, packet: Packet[VideoStream], demand: Demand) -> Iterator[Frame]:
        """The packet's access unit; before the first, those since the last key frame, which are overdue."""
        if demand.packets and not self._passing and not packet.is_keyframe:
            due = self._timeline.coded(packet)
            overdue = len(self._group.packets)
            for missed in tuple(self._group.packets):
                yield from self._coded(units, missed, demand, due - overdue / self.rate)
                overdue -= 1
        self._passing = demand.packets
        self._group.add(packet)
        if demand.packets or packet.is_keyframe:
            yield from self._coded(units, packet, demand, self._timeline.coded(packet))

    def _send_on(self, jpegs: JpegUnits, packet: Packet[VideoStream], demand: Demand) -> Iterator[Frame]:
        """The packet's JPEG; none where this one is not fit."""
        picture = jpegs.convert(packet) if demand.packets else None
        self._tell(picture.size if picture else self._size)
        if picture:
            time, wall, number = self._timeline.coded(packet), self._clock.now(), self._source.number()
            yield Frame(Codec.JPEG, picture.data, True, picture.size, time, wall, number)

    def _stopped_passing(self, demand: Demand) -> bool:
        """Whether those who take frames still wait for some that will not come: pictures tell them so."""
        return demand.packets and self._jpegs is not None and not self._jpegs.fits

    def _coded(
        self, units: AccessUnits, packet: Packet[VideoStream], demand: Demand, time: float
    ) -> Iterator[Frame]:
        converted = units.convert(packet)
        if converted is None or units.size is None:
            return
        self._tell(units.size)
        if demand.packets:
            data, key = converted
            yield Frame(Codec.H264, data, key, units.size, time, self._clock.now(), self._source.number())

    def _picture(self, frame: VideoFrame) -> Picture:
        planes = self._converter.planes(frame)
        picture = Picture(planes, self._timeline.decoded(frame.pts), self._clock.now())
        if not self._units:  # which run ahead of the pictures, and know a new size first
            self._tell(picture.size)
        return picture

    def _tell(self, size: Size | None) -> None:
        if size:
            self._size = size
            self._source.tell(size, self.rate, self._codec)

    @property
    def _codec(self) -> Codec | None:
        """Of the frames that it gives now."""
        if self._units:
            return Codec.H264
        return Codec.JPEG if self._jpegs and self._jpegs.fits else None
