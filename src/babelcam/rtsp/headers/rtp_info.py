"""The RTP-Info header (RFC 2326 section 12.33): what the first packets after PLAY carry."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_ENTRY = re.compile(r"url=(.+?)(?:;seq=([0-9]{1,5}))?(?:;rtptime=([0-9]{1,10}))?(?=, *url=|$)")


@dataclass(frozen=True, slots=True)
class RtpInfo:
    """One track: its URL, and sequence number and RTP timestamp of its next packet."""

    url: str
    seq: int | None = None
    rtptime: int | None = None


def parse(text: str) -> tuple[RtpInfo, ...]:
    """Read the header; URLs may hold commas and semicolons, which the RFC forgot to quote."""
    return tuple(
        RtpInfo(url, int(seq) if seq else None, int(rtptime) if rtptime else None)
        for url, seq, rtptime in _ENTRY.findall(text)
    )


def format(tracks: Iterable[RtpInfo]) -> str:  # noqa: A001 - the pair of `parse`
    """Write the header."""
    return ",".join(
        f"url={track.url}"
        + (f";seq={track.seq}" if track.seq is not None else "")
        + (f";rtptime={track.rtptime}" if track.rtptime is not None else "")
        for track in tracks
    )
