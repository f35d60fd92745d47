"""Video files, played over and over in real time, and what else an address of a file may mean."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import av.error

from babelcam.media.frame import Frame, Picture
from babelcam.media.source import Demand, Source, SourceError
from babelcam.media.sources.address import Address
from babelcam.media.sources.convert import turn_of
from babelcam.media.sources.demux import Opening, Video
from babelcam.media.sources.folder import FolderSource, is_picture, pictures_in
from babelcam.media.sources.timeline import Timeline
from babelcam.media.sources.video_source import Stages, VideoSource
from babelcam.system.clock import Clock

MAX_LEAD_IN = 100  # packets of a file that may come before its first picture

DEFAULT_PICTURE_RATE = 1.0  # pictures of a folder a second
LOWEST_PICTURE_RATE, HIGHEST_PICTURE_RATE = 0.001, 60.0


def file_source(address: Address) -> Source:
    """The source for ``file:``; raises BadAddress when there is no such file."""
    path = Path(address.target)
    if not address.target or not path.exists():
        raise address.error("no such file")
    if path.is_dir() or is_picture(path):
        address.only("rate")
        rate = address.number("rate", LOWEST_PICTURE_RATE, HIGHEST_PICTURE_RATE) or DEFAULT_PICTURE_RATE
        if path.is_dir() and not pictures_in(path):
            raise address.error("no pictures in this folder (JPEG, PNG, BMP or WebP)")
        return FolderSource(path, rate, address.text)
    if not path.is_file():
        raise address.error("not a regular file")
    address.only()
    # "file:" in front keeps FFmpeg from reading a name such as "concat:…" as a protocol.
    return FileSource(Opening(f"file:{path}", address.text, "file", playlists=False))


class FileSource(VideoSource):
    """A video file. It stands still while nobody looks, and goes on from there."""

    def read(self, demand: Demand, clock: Clock) -> Iterator[Picture | Frame]:
        timeline = Timeline(clock)
        with self.open() as video:
            turn = self.turn(video)
        while not demand.closed:
            with self.open() as video:
                timeline.begin(video, ahead=True)
                yield from self._lap(
                    video, Stages(self, video, timeline, clock, turn), timeline, demand, clock
                )

    def _lap(
        self, video: Video, stages: Stages, timeline: Timeline, demand: Demand, clock: Clock
    ) -> Iterator[Picture | Frame]:
        """Once through the file."""
        empty = True
        for packet in video.packets(demand):
            stages.look(packet)
            if not (demand.pixels or demand.packets):
                if not demand.wait_for_viewers():
                    return
                timeline.hold()
            if not packet.size:
                continue
            empty = False
            if not demand.sleep(timeline.arrive(packet) - clock.monotonic()):
                return
            yield from stages.take(packet, demand)
        if empty and not demand.closed:
            raise SourceError(f"{video.name}: there are no pictures in it")
        for picture in stages.finish(demand):
            if not demand.sleep(picture.time - clock.monotonic()):
                return
            yield picture

    def turn(self, video: Video) -> int:
        """The first picture, decoded, tells."""
        try:
            for index, packet in enumerate(video.container.demux(video.stream)):
                for frame in packet.decode():
                    return turn_of(frame)
                if index >= MAX_LEAD_IN:
                    break
        except (av.error.FFmpegError, OSError, ValueError):
            return 0  # reading will say what is wrong with it, if it cannot do better
        return 0
