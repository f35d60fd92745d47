"""A stream's timestamps, set on the monotonic clock."""

from __future__ import annotations

from av.packet import Packet
from av.video.stream import VideoStream

from babelcam.media.sources.demux import Video
from babelcam.system.clock import Clock

MAX_STEP = 10.0  # seconds; a longer step between packets, or a step back, is a break in the timestamps
MAX_LATE = 1.0  # seconds behind its time, and a stream's time starts anew
MAX_REORDER = 2.0  # seconds from a picture's decoding to its showing; beyond that the timestamp is nonsense
MAX_HELD_BACK = 16  # pictures that H.264 may hold back for their order: max_dec_frame_buffering, A.3.1
DRIFT = 0.01  # of a live packet's lateness by which its camera's clock is believed to run slow
TICK = 0.001  # seconds between two packets that come at the same time


class Timeline:
    """Tells when each packet is due and when each picture is shown, in seconds on the monotonic clock.

    `ahead` is for what can be read faster than real time: each packet follows the one before by their
    timestamps' distance, so that nothing drifts, and the reader waits for it. Otherwise packets are due as
    they come, and the timestamps smooth out the jitter of their way. Times go on through a restart of the
    timestamps (`begin`): by the average rate.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._due = float("-inf")  # of the packet that arrived last
        self._shown = float("-inf")  # of the picture that was decoded last
        self._held = False

    def begin(self, video: Video, *, ahead: bool, timed: bool = True) -> None:
        """A video starts, perhaps over again: its timestamps say nothing about those before."""
        self._interval = 1 / video.rate
        self._base = float(video.stream.time_base or 0)
        self._reorder = video.stream.codec_context.reorder_depth * self._interval
        self._ahead = ahead
        self._timed = timed
        self._dts: float | None = None
        self._offset = 0.0

    def hold(self) -> None:
        """Time stood still for this stream: the next packet is due at once."""
        self._held = True

    def arrive(self, packet: Packet[VideoStream]) -> float:
        """When this packet, the next in decoding order, is due."""
        now = self._clock.monotonic()
        step, dts = self._step(packet)
        due = self._on_time(self._due, step, now)
        self._held = False
        self._due, self._dts, self._offset = due, dts, due - dts
        return due

    def coded(self, packet: Packet[VideoStream]) -> float:
        """When the picture in the packet that arrived last is to be shown."""
        if packet.pts is None:
            return self._due
        shown = packet.pts * self._base + self._offset
        return shown if 0 <= shown - self._due <= MAX_REORDER else self._due

    def decoded(self, pts: int | None) -> float:
        """When a decoded picture is to be shown; later for each than for the one before."""
        shown = self._due if pts is None else pts * self._base + self._offset
        if abs(shown - self._due) > MAX_REORDER:
            shown = self._due
        if shown <= self._shown:
            near = self._shown - self._due < MAX_HELD_BACK * self._interval
            shown = self._shown + (self._interval if near else TICK)
        self._shown = shown
        return shown

    def _step(self, packet: Packet[VideoStream]) -> tuple[float, float]:
        """Seconds since the packet before, and this one's decoding time in its own stream's seconds."""
        usual = (packet.duration or 0) * self._base
        if not 0 < usual <= MAX_STEP:
            usual = self._interval
        if self._dts is None:
            if packet.dts is not None:
                return self._interval, packet.dts * self._base
            # Matroska tells no decoding times: the first of them is as far ahead as pictures are reordered.
            return self._interval, (packet.pts or 0) * self._base - self._reorder
        dts = self._dts + usual if packet.dts is None else packet.dts * self._base
        step = dts - self._dts
        return (step if 0 < step <= MAX_STEP else usual), dts

    def _on_time(self, before: float, step: float, now: float) -> float:
        due = before + step
        late = now - due
        if self._held or late > MAX_LATE or not self._timed:
            return max(now, before + TICK)
        if self._ahead:
            return due
        return max(now, before + TICK) if late < 0 else due + DRIFT * late
