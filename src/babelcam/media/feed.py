"""What keeps pictures coming: reads a source, notices when it is away, shows that, and tries again."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from babelcam.media.frame import Frame, Picture, Size
from babelcam.media.no_signal import no_signal
from babelcam.media.source import Demand, Format, Source, SourceError
from babelcam.system.clock import Clock

if TYPE_CHECKING:
    from collections.abc import Generator

FIRST_RETRY = 1.0  # seconds; doubles up to
LONGEST_RETRY = 30.0
STALL = 3.0  # seconds without a picture, or three of the source's own intervals, and the signal is lost
NO_SIGNAL_RATE = 5.0  # pictures a second
NO_SIGNAL_FORMAT = Format(Size(1280, 720), 25.0)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Signal:
    """Whether a channel has pictures from its source; if not, why; since when (monotonic seconds)."""

    present: bool
    reason: str
    since: float


class Feed:
    """One source with the two threads that serve it.

    `deliver` gets every picture and coded frame, `changed` every change of the signal or of
    the source's format, both in those threads.
    """

    def __init__(
        self,
        source: Source,
        name: str,
        clock: Clock,
        deliver: Callable[[Picture | Frame], None],
        changed: Callable[[Signal], None],
    ) -> None:
        self.demand = Demand()
        self.signal = Signal(True, "", clock.monotonic())
        self.latest: Picture | None = None
        self._source = source
        self._name = name
        self._clock = clock
        self._deliver = deliver
        self._on_change = changed
        self._last_item = clock.monotonic()
        self._format = NO_SIGNAL_FORMAT
        self._told = source.format
        self._threads = [
            threading.Thread(target=target, name=f"{name} {what}", daemon=True)
            for target, what in ((self._read, "source"), (self._watch, "signal"))
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self, timeout: float) -> None:
        """Stop both threads, waiting at most `timeout` seconds for each."""
        self.demand.close()
        for thread in self._threads:
            thread.join(timeout)

    @property
    def knows(self) -> bool:
        """Whether it is known by now what the source delivers, or that it does not."""
        return self._source.format is not None or not self.signal.present

    @property
    def coded(self) -> Format | None:
        """What the source delivers now; None while its signal is lost."""
        return self._source.format if self.signal.present else None

    @property
    def format(self) -> Format:
        """What the source delivers, or last delivered."""
        self._format = self._source.format or self._format
        return self._format

    def want(self, *, pixels: bool, packets: bool) -> None:
        """Say what viewers need from now on."""
        if not (self.demand.pixels or self.demand.packets):
            self._last_item = self._clock.monotonic()  # it may take its time to wake up
        self.demand.change(pixels=pixels, packets=packets)

    def _read(self) -> None:
        pause = FIRST_RETRY
        while not self.demand.closed:
            reason = "the source ended"
            items = cast("Generator[Picture | Frame]", self._source.read(self.demand, self._clock))
            try:
                with closing(items):
                    for item in items:
                        pause = FIRST_RETRY
                        self._took(item)
            except SourceError as error:
                reason = str(error)
            except Exception:
                log.exception("%s: the source failed", self._name)
                reason = "the source failed"
            if not self.demand.closed:
                self._set(False, reason)
                self.demand.sleep(pause)
                pause = min(2 * pause, LONGEST_RETRY)

    def _took(self, item: Picture | Frame) -> None:
        self._last_item = self._clock.monotonic()
        if not self.signal.present:
            self._set(True, "")
        if self._source.format != self._told:  # what can be passed through may have changed
            self._told = self._source.format
            self._on_change(self.signal)
        if isinstance(item, Picture):
            self.latest = item
        self._deliver(item)

    def _watch(self) -> None:
        """Show "no signal" while viewers wait for a source that is away or stalls."""
        while self.demand.wait_for_viewers():
            now = self._clock.monotonic()
            if self.signal.present and now - self._last_item > max(STALL, 3 / self.format.rate):
                self._set(False, "the source stalled")
            if not self.signal.present:
                shown = self.format.size
                self.latest = no_signal(shown, self._name, self.signal.reason, now, self._clock.now())
                self._deliver(self.latest)
            self.demand.sleep(1 / NO_SIGNAL_RATE)

    def _set(self, present: bool, reason: str) -> None:
        if (present, reason) == (self.signal.present, self.signal.reason):
            return
        self.signal = Signal(present, reason, self._clock.monotonic())
        if present:
            log.info("%s: signal", self._name)
        else:
            log.warning("%s: video loss: %s", self._name, reason)
        self._on_change(self.signal)
