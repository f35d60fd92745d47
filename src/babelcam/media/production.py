"""One encoding being made, by the source itself where it already fits, else by an encoder thread."""

from __future__ import annotations

import threading
from collections.abc import Callable

from babelcam.media.encoding import Encoding, passes_through
from babelcam.media.frame import Frame, Picture
from babelcam.media.source import Format
from babelcam.media.worker import EncoderThread


class Production:
    """Turns what a feed delivers into the frames of one encoding."""

    def __init__(
        self,
        encoding: Encoding,
        coded: Callable[[], Format | None],
        publish: Callable[[Frame], None],
        name: str,
    ) -> None:
        """`coded` tells what the source delivers now, `publish` takes each frame, in any thread."""
        self.encoding = encoding
        self._coded = coded
        self._publish = publish
        self._name = name
        self._encoder: EncoderThread | None = None
        self._passing = False
        self._closed = False
        self._lock = threading.Lock()

    @property
    def passes(self) -> bool:
        """Whether the source's own frames are what is asked for, so that no picture is needed."""
        return passes_through(self.encoding, self._coded())

    def take(self, item: Picture | Frame) -> None:
        if self._closed:
            return
        passes = self.passes
        if isinstance(item, Frame):
            self._passing = passes and (self._passing or item.key)
            if self._passing:
                self._publish(item)
        elif not passes:
            self._passing = False
            self._encode(item)

    def request_key(self) -> bool:
        """Ask for a key frame; False where the source's own must be awaited."""
        if self.passes:
            return False
        if self._encoder:
            self._encoder.request_key()
        return True

    def close(self) -> None:
        with self._lock:
            self._closed = True
        if self._encoder:
            self._encoder.close()

    def join(self, timeout: float) -> None:
        if self._encoder:
            self._encoder.join(timeout)

    def _encode(self, picture: Picture) -> None:
        with self._lock:  # the event loop and the source's thread both come here
            if self._closed:
                return
            if self._encoder is None:
                self._encoder = EncoderThread(self.encoding, self._publish, self._name)
        self._encoder.offer(picture)
