"""Sources that come at their own pace: other cameras' streams, and devices."""

from __future__ import annotations

from collections.abc import Iterator

from babelcam.media.frame import Frame, Picture
from babelcam.media.source import Demand, SourceError
from babelcam.media.sources.timeline import Timeline
from babelcam.media.sources.video_source import Stages, VideoSource
from babelcam.system.clock import Clock

RATE_SECONDS = 3.0  # over which the rate of a stream without timestamps is measured
RATE_CHANGE = 0.15  # of the rate, from which it has changed


class LiveSource(VideoSource):
    """A stream that is read whether anybody looks or not, so that its loss is noticed."""

    def read(self, demand: Demand, clock: Clock) -> Iterator[Picture | Frame]:
        with self.open() as video:
            timeline = Timeline(clock)
            timeline.begin(video, ahead=video.ahead, timed=video.timed or video.ahead)
            stages = Stages(self, video, timeline, clock)
            meter = None if video.timed else RateMeter(video.rate, clock.monotonic())
            for packet in video.packets(demand):
                if not packet.size:
                    continue
                due = timeline.arrive(packet)
                if video.ahead and not demand.sleep(due - clock.monotonic()):
                    return
                if meter:
                    stages.rate = meter.count(due)
                yield from stages.take(packet, demand)
        if not demand.closed:
            raise SourceError(f"{self.openings[0].name}: the stream ended")


class RateMeter:
    """Measures frames a second by their arrival."""

    def __init__(self, rate: float, now: float) -> None:
        self.rate = rate
        self._since = now
        self._frames = 0

    def count(self, now: float) -> float:
        """Count a frame that came at `now`, in seconds; the rate, which follows a change after a while."""
        self._frames += 1
        if now - self._since >= RATE_SECONDS:
            measured = round(self._frames / (now - self._since), 1)
            if measured and abs(measured - self.rate) > RATE_CHANGE * self.rate:
                self.rate = measured
            self._since, self._frames = now, 0
        return self.rate
