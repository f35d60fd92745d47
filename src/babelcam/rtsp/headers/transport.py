"""The Transport header (RFC 2326 section 12.39)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from babelcam.rtsp.headers.lists import elements, parameters


class Lower(Enum):
    """What carries the packets."""

    UDP = "RTP/AVP"
    TCP = "RTP/AVP/TCP"


class Pair(NamedTuple):
    """A port or channel for RTP, and one for RTCP."""

    rtp: int
    rtcp: int

    def __str__(self) -> str:
        return f"{self.rtp}-{self.rtcp}"


@dataclass(frozen=True, slots=True)
class Transport:
    """One way to carry a track. Without `unicast` or `multicast` it is unicast, as every client means it."""

    lower: Lower
    multicast: bool = False
    destination: str | None = None
    source: str | None = None
    interleaved: Pair | None = None
    client_port: Pair | None = None
    server_port: Pair | None = None
    ssrc: int | None = None
    mode: str = "PLAY"


_PROFILES = {"RTP/AVP": Lower.UDP, "RTP/AVP/UDP": Lower.UDP, "RTP/AVP/TCP": Lower.TCP}
_TOP_CHANNEL = 255
_TOP_PORT = 65535


def parse(text: str) -> tuple[Transport, ...]:
    """The ways a client can do, its favourite first. Those of other profiles are left out.

    Raises ValueError for a parameter that cannot be read.
    """
    return tuple(_alternatives(text))


def _alternatives(text: str) -> Iterator[Transport]:
    for alternative in elements(text):
        profile, _, rest = alternative.partition(";")
        lower = _PROFILES.get(profile.strip().upper())
        if lower is not None:
            yield _transport(lower, dict(parameters(rest)))


def _transport(lower: Lower, given: dict[str, str]) -> Transport:
    def pair(name: str, lowest: int, highest: int) -> Pair | None:
        return _pair(name, given[name], lowest, highest) if name in given else None

    return Transport(
        lower,
        multicast="multicast" in given,
        destination=given.get("destination") or None,
        source=given.get("source") or None,
        interleaved=pair("interleaved", 0, _TOP_CHANNEL),
        client_port=pair("client_port", 1, _TOP_PORT),
        server_port=pair("server_port", 1, _TOP_PORT),
        ssrc=_ssrc(given["ssrc"]) if "ssrc" in given else None,
        mode=given.get("mode", "PLAY").upper(),
    )


def _pair(name: str, text: str, lowest: int, highest: int) -> Pair:
    match = re.fullmatch(r"([0-9]{1,5})(?:-([0-9]{1,5}))?", text)
    if not match:
        raise ValueError(f"{name}: {text!r} is not a number or two")
    rtp = int(match[1])
    rtcp = int(match[2]) if match[2] else rtp + 1
    if not (lowest <= rtp <= highest and lowest <= rtcp <= highest and rtp != rtcp):
        raise ValueError(f"{name}: {text!r} is not within {lowest} to {highest}")
    return Pair(rtp, rtcp)


def _ssrc(text: str) -> int:
    if not re.fullmatch(r"[0-9A-Fa-f]{1,8}", text):
        raise ValueError(f"ssrc: {text!r} is not eight hexadecimal digits")
    return int(text, 16)


def format(transport: Transport) -> str:  # noqa: A001 - the pair of `parse`
    """The header for one transport."""
    parts = [transport.lower.value, "multicast" if transport.multicast else "unicast"]
    for name in ("destination", "source", "interleaved", "client_port", "server_port"):
        value = getattr(transport, name)
        if value is not None:
            parts.append(f"{name}={value}")
    if transport.ssrc is not None:
        parts.append(f"ssrc={transport.ssrc:08X}")
    if transport.mode != "PLAY":
        parts.append(f'mode="{transport.mode}"')
    return ";".join(parts)
