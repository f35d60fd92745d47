"""How much one channel makes at once for those who ask for something of their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from babelcam.errors import BadValue, Busy
from babelcam.media.encoding import Encoding
from babelcam.media.frame import Size

MAX_ENCODINGS = 16  # beyond the configured ones; each takes a thread and a part of a core
MAX_PER_ACCOUNT = 8  # of them, or one account could keep all others out
MAX_PIXELS = 4096 * 2304  # of a picture larger than the source's own


@dataclass(frozen=True, slots=True)
class Held:
    """A place that an encoding holds: for whom, and whether nobody watches it any more."""

    account: str
    idle: bool


def check_size(encoding: Encoding, source: Size) -> None:
    """BadValue for a picture too large to be made for whoever asks; the source's own size always may be."""
    width, height = encoding.size
    if width * height > max(MAX_PIXELS, source.width * source.height):
        raise BadValue(f"size: {encoding.size} is too large, {MAX_PIXELS} pixels are the most")


def to_give_up(places: Mapping[Encoding, Held], account: str) -> Encoding | None:
    """Which of `places` must be given up before `account` gets one more; None if there is room.

    Only idle ones can be, the account's own where it has its share already; Busy if there is none.
    """
    own = {encoding: held for encoding, held in places.items() if held.account == account}
    for crowd, most in ((own, MAX_PER_ACCOUNT), (places, MAX_ENCODINGS)):
        if len(crowd) >= most:
            idle = next((encoding for encoding, held in crowd.items() if held.idle), None)
            if idle is None:
                raise Busy(f"{most} encodings are being watched, no more fit")
            return idle
    return None
