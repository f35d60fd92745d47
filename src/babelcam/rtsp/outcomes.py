"""What comes of a request: a response at once, or something to be done with the live pictures first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from babelcam.media.frame import Frame
from babelcam.media.reader import Viewer
from babelcam.rtsp.messages import Response
from babelcam.rtsp.presentation import Presentation
from babelcam.rtsp.rtp.stream import Packets
from babelcam.rtsp.session import Session


@dataclass(frozen=True, slots=True)
class Reply:
    """Send this."""

    response: Response


@dataclass(frozen=True, slots=True)
class Describe:
    """Get a key frame and send what `response` makes of it; makes of None when none came in time."""

    presentation: Presentation
    viewer: Viewer
    response: Callable[[Frame | None], Response]


@dataclass(frozen=True, slots=True)
class Start:
    """Deliver from the next key frame on; before its first packet send what `response` makes of that.

    `response` takes None when no key frame came in time; delivery then goes on without being announced.
    """

    session: Session
    response: Callable[[Packets | None], Response]


@dataclass(frozen=True, slots=True)
class Pause:
    """Deliver nothing more for now, then send this."""

    session: Session
    response: Response


@dataclass(frozen=True, slots=True)
class End:
    """Say goodbye in RTCP, then send this; the session is gone."""

    session: Session
    response: Response


Outcome = Reply | Describe | Start | Pause | End
