"""Who watches a stream."""

from __future__ import annotations

import asyncio
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field

from babelcam.media.frame import Frame


@dataclass(frozen=True, slots=True)
class Viewer:
    """Whom a reader serves, as the web page and the log name them."""

    account: str
    address: str
    protocol: str
    since: float = field(default_factory=time.monotonic)


class Reader(ABC):
    """One viewer of one stream. It takes a frame at once or leaves it out; nobody waits for it."""

    def __init__(self, viewer: Viewer) -> None:
        self.viewer = viewer
        self.delivered = 0
        self.dropped = 0

    @abstractmethod
    def offer(self, frame: Frame) -> None:
        """Take `frame`, or count it as dropped. Called on the event loop; never waits, never raises."""

    def ended(self) -> None:  # noqa: B027 - most readers have nothing to do
        """The channel stopped: no frame will follow."""


class NextFrame(Reader):
    """A reader that wants one frame only."""

    def __init__(
        self, viewer: Viewer, *, key: bool = False, wanted: Callable[[Frame], bool] = lambda frame: True
    ) -> None:
        """A key frame if `key`, and one that is `wanted`."""
        super().__init__(viewer)
        self._key = key
        self._wanted = wanted
        self._frame: asyncio.Future[Frame] = asyncio.get_running_loop().create_future()

    def offer(self, frame: Frame) -> None:
        if not self._frame.done() and (frame.key or not self._key) and self._wanted(frame):
            self.delivered = 1
            self._frame.set_result(frame)

    def ended(self) -> None:
        self._frame.cancel()

    async def frame(self, within: float) -> Frame:
        """The first frame offered; TimeoutError after `within` seconds, or when the channel stops."""
        try:
            return await asyncio.wait_for(self._frame, within)
        except asyncio.CancelledError:
            if self._frame.cancelled():
                raise TimeoutError("the channel stopped") from None
            raise
