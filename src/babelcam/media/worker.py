"""The thread in which one encoding is made."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from babelcam.media.encoders import open_encoder
from babelcam.media.encoding import Encoding
from babelcam.media.frame import Codec, Frame, Picture
from babelcam.media.pace import Pace
from babelcam.media.picture import fit

KEY_FRAME_INTERVAL = 0.5  # seconds at least between two key frames made on demand

RECOVER_SECONDS = 1.0

log = logging.getLogger(__name__)


class EncoderThread:
    """Takes the newest picture, never a queue of old ones, and publishes a frame of it."""

    def __init__(self, encoding: Encoding, publish: Callable[[Frame], None], name: str) -> None:
        self._encoding = encoding
        self._publish = publish
        self._changed = threading.Condition()
        self._next: Picture | None = None
        self._closed = False
        self._key_wanted = True
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def offer(self, picture: Picture) -> None:
        """Have `picture` coded, unless a newer one comes first. From any thread."""
        with self._changed:
            self._next = picture
            self._changed.notify()

    def request_key(self) -> None:
        """Make the next frame a key frame, or one soon when the last is very young."""
        self._key_wanted = True

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify()

    def join(self, timeout: float) -> None:
        self._thread.join(timeout)

    def _take(self) -> Picture | None:
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._next is not None)
            picture, self._next = self._next, None
            return None if self._closed else picture

    def _run(self) -> None:
        while not self._closed:
            try:
                self._encode_all()
            except Exception:
                log.exception("encoder failed, and begins anew: %s", self._encoding)
                with self._changed:
                    self._changed.wait_for(lambda: self._closed, timeout=RECOVER_SECONDS)

    def _encode_all(self) -> None:
        self._key_wanted = True
        encoder = open_encoder(self._encoding)
        pace = Pace(self._encoding.rate)
        number, last_key = 0, float("-inf")
        while (picture := self._take()) is not None:
            if not pace.due(picture.time):
                continue
            key = self._key_wanted and picture.time - last_key >= KEY_FRAME_INTERVAL
            frame = encoder.encode(fit(picture, self._encoding.size), number, key=key)
            if frame.key and frame.codec is Codec.H264:
                last_key = picture.time
                self._key_wanted = self._key_wanted and not key
            number += 1
            self._publish(frame)
