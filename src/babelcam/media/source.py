"""How a source of pictures is asked: the contract between a channel and whatever feeds it."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass

from babelcam.media.frame import Codec, Frame, Picture, Size
from babelcam.system.clock import Clock


class SourceError(Exception):
    """The source cannot be opened, or ended, stalled or broke; the text is one clear line for a person."""


class BadAddress(SourceError):
    """A source address that can never work: an unknown scheme, a bad option, no such file."""


@dataclass(frozen=True, slots=True)
class Format:
    """What a source delivers: picture size, frames a second, and its codec where it comes coded."""

    size: Size
    rate: float
    codec: Codec | None = None


class Demand:
    """What a channel's viewers need of its source just now. Set by the channel, asked by the source."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._closed = False
        self._pixels = False
        self._packets = False

    @property
    def closed(self) -> bool:
        """The channel stops: return soon."""
        return self._closed

    @property
    def pixels(self) -> bool:
        """Somebody needs `Picture`s: decode."""
        return self._pixels

    @property
    def packets(self) -> bool:
        """Somebody takes the source's own coded `Frame`s as they are."""
        return self._packets

    def change(self, *, pixels: bool, packets: bool) -> None:
        with self._changed:
            self._pixels, self._packets = pixels, packets
            self._changed.notify_all()

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def sleep(self, seconds: float) -> bool:
        """Wait `seconds`, less when the channel stops; False when it did."""
        with self._changed:
            return not self._changed.wait_for(lambda: self._closed, timeout=max(0.0, seconds))

    def wait_for_viewers(self) -> bool:
        """Wait until pictures or packets are needed; False when the channel stops instead."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._pixels or self._packets)
            return not self._closed


class Source(ABC):
    """One place that pictures come from. A channel reads it in a thread of its own."""

    format: Format | None = None
    """What it delivers, once reading began; a change of size or rate changes it."""

    @abstractmethod
    def read(self, demand: Demand, clock: Clock) -> Iterator[Picture | Frame]:
        """Open the source and give its pictures in real time, until `demand.closed`.

        Gives a `Picture` for each picture while `demand.pixels`, and, where the source comes coded,
        its own access unit as a `Frame` while `demand.packets` (packet first). Blocks between
        pictures. Raises SourceError when the source cannot be opened, ends, or stalls. May be called
        again after that. Closing the generator releases everything.
        """
