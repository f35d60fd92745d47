"""Session descriptions (RFC 8866), as DESCRIBE answers them (RFC 2326 appendix C)."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass

from babelcam.media.encoding import H264
from babelcam.media.frame import Codec, Frame
from babelcam.rtsp.presentation import Presentation
from babelcam.rtsp.rtp.packet import CLOCK_RATE
from babelcam.rtsp.rtp.stream import PAYLOAD_FORMATS

CONTENT_TYPE = "application/sdp"
_LINE_BREAKER = re.compile(r"[\x00-\x1f\x7f]+")


@dataclass(frozen=True, slots=True)
class Origin:
    """The o= line (section 5.2): a number for this run of the server, and its address."""

    session: int
    address: str


def describe(presentation: Presentation, frame: Frame, origin: Origin) -> bytes:
    """The description of a live presentation. `frame` is a key frame of it, for size and parameter sets."""
    family = "IP6" if ":" in origin.address else "IP4"
    name = _LINE_BREAKER.sub(" ", presentation.name).strip() or "-"
    anywhere = "::" if family == "IP6" else "0.0.0.0"  # noqa: S104 - RFC 2326 C.1.7: SETUP tells the address
    lines = (
        "v=0",
        f"o=- {origin.session} 1 IN {family} {origin.address}",
        f"s={name}",
        f"i={name}",
        f"c=IN {family} {anywhere}",
        "t=0 0",
        "a=control:*",
        "a=range:npt=now-",
        *_video(presentation, frame),
        "",
    )
    return "\r\n".join(lines).encode()


def _video(presentation: Presentation, frame: Frame) -> Iterator[str]:
    encoding = presentation.encoding
    payload = PAYLOAD_FORMATS[encoding.codec]
    yield f"m=video 0 RTP/AVP {payload.type}"
    if isinstance(encoding, H264):
        yield f"b=AS:{encoding.bitrate}"
    yield f"a=rtpmap:{payload.type} {payload.name}/{CLOCK_RATE}"
    if encoding.codec is Codec.H264:
        yield f"a=fmtp:{payload.type} {_h264_parameters(frame)}"
    yield f"a=control:{presentation.track}"
    yield f"a=framerate:{encoding.rate:.6g}"
    yield f"a=cliprect:0,0,{frame.size.width},{frame.size.height}"
    if encoding.codec is Codec.JPEG:  # RFC 2435 has no room for sides over 2040 pixels; GStreamer reads this
        yield f"a=x-dimensions:{frame.size.width},{frame.size.height}"


def _h264_parameters(frame: Frame) -> str:
    """RFC 6184 section 8.1."""
    if frame.parameter_sets is None:
        raise ValueError("a key frame without parameter sets")
    sps, pps = frame.parameter_sets
    sets = ",".join(b64encode(unit).decode() for unit in (sps, pps))
    return f"packetization-mode=1;profile-level-id={sps[1:4].hex().upper()};sprop-parameter-sets={sets}"
