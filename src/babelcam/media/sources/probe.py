"""What a source address holds, for people who set up a camera."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from av.audio.stream import AudioStream

from babelcam.media.frame import Codec, Frame, Picture, Size
from babelcam.media.source import Demand, Format, Source, SourceError
from babelcam.media.sources import open_source
from babelcam.media.sources.address import Address, parse
from babelcam.media.sources.demux import Video
from babelcam.media.sources.jpeg_units import JpegUnits
from babelcam.media.sources.video_source import VideoSource
from babelcam.system.clock import Clock

if TYPE_CHECKING:
    from collections.abc import Generator


@dataclass(frozen=True, slots=True)
class Report:
    """What was found. `None` stands for what does not apply, or the source does not tell."""

    address: str
    """Without credentials."""
    container: str
    """FFmpeg's name of the container or protocol; ``folder`` and ``world`` for ours."""
    codec: str | None
    size: Size | None
    rate: float
    """Pictures a second."""
    bit_rate: int | None
    """Bits a second, of all tracks together."""
    duration: float | None
    """Seconds."""
    audio: tuple[str, ...]
    """A few words for each sound track."""
    passes: Format | None
    """What can be sent on without coding it anew: H.264 or JPEG, at which size and rate."""


def probe(address: str) -> Report:
    """Open a source and look into it; raises SourceError. Blocks no longer than reading it would."""
    parsed = parse(address)
    source = open_source(address, 1)
    return _of_video(parsed, source) if isinstance(source, VideoSource) else _of_pictures(parsed, source)


def _of_video(address: Address, source: VideoSource) -> Report:
    with source.open() as video:
        turn = source.turn(video)
        size = video.size
        if size and turn in (90, 270):
            size = Size(size.height, size.width)
        codec = None if turn else _passing_codec(video)
        return Report(
            address=address.text,
            container=video.container.format.name,
            codec=video.codec,
            size=size,
            rate=video.rate,
            bit_rate=video.container.bit_rate or video.stream.bit_rate or None,
            duration=video.duration,
            audio=_audio(video),
            passes=Format(size, video.rate, codec) if size and codec else None,
        )


def _passing_codec(video: Video) -> Codec | None:
    """What can be sent on as it is; JPEGs are looked into."""
    if video.codec != "mjpeg":
        return Codec.H264 if video.codec == "h264" else None
    jpegs = JpegUnits(video.name)
    for packet in video.packets(Demand()):
        if packet.size:
            jpegs.convert(packet)
        if jpegs.settled:
            break
    return Codec.JPEG if jpegs.fits else None


def _audio(video: Video) -> tuple[str, ...]:
    tracks = (stream for stream in video.container.streams if isinstance(stream, AudioStream))
    return tuple(
        f"{track.codec_context.name} {track.codec_context.sample_rate} Hz {track.codec_context.layout.name}"
        for track in tracks
        if track.codec_context is not None
    )


def _of_pictures(address: Address, source: Source) -> Report:
    """Read one picture of a source that has only pictures."""
    demand = Demand()
    demand.change(pixels=True, packets=False)
    with closing(cast("Generator[Picture | Frame]", source.read(demand, Clock()))) as items:
        first = next(items, None)
    if not isinstance(first, Picture):
        raise SourceError(f"{address.text}: there is no picture in it")
    return Report(
        address=address.text,
        container="folder" if address.scheme == "file" else address.scheme,
        codec=None,
        size=first.size,
        rate=source.format.rate if source.format else 0.0,
        bit_rate=None,
        duration=None,
        audio=(),
        passes=None,
    )
