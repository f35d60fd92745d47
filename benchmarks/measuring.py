"""One measurement: what a server used, and what its viewers were given, in the same seconds."""

from __future__ import annotations

import time
from dataclasses import dataclass

from benchmarks.processes import Cpu, Ended
from benchmarks.servers.served import Kind, Served
from benchmarks.viewers.fleet import Counts, Fleet, watching

SETTLE_SECONDS = 1.0  # from the last viewer's first frame to the counting
MICROSECONDS = 1e6


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read off."""

    viewers: int
    seconds: float
    cpu: Cpu
    counts: Counts

    @property
    def frames(self) -> float:
        """Frames a second, all viewers together."""
        return sum(self.counts.frames) / self.seconds

    @property
    def load(self) -> float:
        """Processor seconds a second."""
        return self.cpu.total / self.seconds

    @property
    def cost(self) -> float:
        """Microseconds of processor for each delivered frame, whatever they were spent on."""
        return self.load / self.frames * MICROSECONDS if self.frames else float("nan")

    def slope(self, one: Reading) -> float:
        """The same without what one viewer costs already: decoding, encoding, laying packets out."""
        more = self.frames - one.frames
        return (self.load - one.load) / more * MICROSECONDS if more > 0 else float("nan")

    def rates(self) -> tuple[float, float, float]:
        """Frames a second of the viewer with the fewest, in the middle, with the most."""
        fewest, middle, most = self.counts.spread()
        return fewest / self.seconds, middle / self.seconds, most / self.seconds


def count(served: Served, fleet: Fleet, viewers: int, seconds: float) -> Reading:
    """Watch for `seconds`."""
    fleet.mark()
    began, before = time.monotonic(), served.process.cpu()
    time.sleep(seconds)
    used, lasted = served.process.cpu() - before, time.monotonic() - began
    return Reading(viewers, lasted, used, fleet.report())


def read(served: Served, kind: Kind, viewers: int, seconds: float) -> Reading:
    """Watch for `seconds` with so many viewers; raises Ended with the last words of both sides."""
    try:
        with watching(served.endpoints[kind], kind, viewers) as fleet:
            time.sleep(SETTLE_SECONDS)
            return count(served, fleet, viewers, seconds)
    except Ended as error:
        raise Ended(f"{error}; {served.name}: {served.process.last_words()}") from None
