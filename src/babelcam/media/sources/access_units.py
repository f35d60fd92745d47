"""H.264 packets of any container as Annex B access units, fit to be sent on as they are."""

from __future__ import annotations

import av
import av.error
from av.bitstream import BitStreamFilterContext
from av.codec.context import CodecContext
from av.packet import Packet
from av.video.stream import VideoStream

from babelcam.media.annexb import AUD, PPS, SPS, nal_type, nal_units
from babelcam.media.frame import Size
from babelcam.media.source import SourceError
from babelcam.media.sources.demux import Video, even, reason

START_CODE = b"\x00\x00\x00\x01"


class AccessUnits:
    """Converts one stream's packets, and puts SPS and PPS in front of every key frame."""

    def __init__(self, video: Video) -> None:
        self.size = video.size
        """The pictures' size, as the newest SPS has it; None while that is not known."""
        self._name = video.name
        self._filter = BitStreamFilterContext("h264_mp4toannexb", video.stream)
        self._sets: dict[int, bytes] = {}
        extradata = video.stream.codec_context.extradata or b""
        if extradata.startswith((START_CODE, START_CODE[1:])):  # otherwise the filter puts them in-band
            self._learn(extradata)

    def convert(self, packet: Packet[VideoStream]) -> tuple[bytes, bool] | None:
        """The access unit, and whether it is a key frame; None when there is nothing in the packet."""
        data = self._annex_b(packet)
        if not data:
            return None
        if not packet.is_keyframe:
            return data, False
        known = self._sets.get(SPS)
        present = self._learn(data)
        if self._sets.get(SPS) != known and (known is not None or self.size is None):
            self.size = _measure(data, self._name) or self.size
        if present >= {SPS, PPS}:
            return data, True
        if len(self._sets) < 2:  # nobody could begin here
            return data, False
        return self._with_sets(data), True

    def _annex_b(self, packet: Packet[VideoStream]) -> bytes:
        copy = Packet(bytes(packet))  # the filter takes what it is given away
        if packet.has_sidedata("new_extradata"):
            copy.set_sidedata(packet.get_sidedata("new_extradata"))
        try:
            return b"".join(bytes(filtered) for filtered in self._filter.filter(copy))
        except (av.error.FFmpegError, ValueError) as error:
            raise SourceError(f"{self._name}: broken H.264: {reason(error)}") from None

    def _learn(self, data: bytes) -> set[int]:
        """Remember the parameter sets in `data`; which sorts it has."""
        found = {nal_type(unit): bytes(unit) for unit in nal_units(data) if nal_type(unit) in (SPS, PPS)}
        self._sets |= found
        return set(found)

    def _with_sets(self, data: bytes) -> bytes:
        """Both sets in front, even where one is there: a PPS must come after its SPS."""
        sets = b"".join(START_CODE + self._sets[kind] for kind in (SPS, PPS))
        first = next(nal_units(data), None)
        if first is None or nal_type(first) != AUD:
            return sets + data
        # An access unit delimiter stays the first NAL unit (clause 7.4.1.2.3).
        return START_CODE + bytes(first) + sets + data[data.index(bytes(first)) + len(first) :]


def _measure(key_frame: bytes, name: str) -> Size | None:
    """The size of the picture in an H.264 key frame; None when it cannot be decoded alone."""
    context = CodecContext.create("h264", "r")
    context.thread_count = 1
    try:
        frames = context.decode(Packet(key_frame)) or context.decode(None)
    except (av.error.FFmpegError, OSError, ValueError):
        return None
    return even(Size(frames[0].width, frames[0].height), name) if frames else None
