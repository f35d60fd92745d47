"""The RTP packet (RFC 3550 section 5.1)."""

from __future__ import annotations

import struct
from dataclasses import dataclass

VERSION = 2
MAX_PACKET_BYTES = 1400  # fits 1500-byte links with room for tunnels
CLOCK_RATE = 90_000  # Hz, of every video payload format

_HEADER = struct.Struct("!BBHII")
HEADER_BYTES = _HEADER.size
_PADDING, _EXTENSION, _SOURCES, _MARKER = 0x20, 0x10, 0x0F, 0x80


@dataclass(frozen=True, slots=True)
class Packet:
    """One packet, without extension, contributing sources and padding."""

    payload_type: int
    marker: bool
    sequence: int
    timestamp: int
    ssrc: int
    payload: bytes


def parse(data: bytes) -> Packet:
    """Read a packet; raises ValueError for what is none."""
    if len(data) < HEADER_BYTES or data[0] >> 6 != VERSION:
        raise ValueError("not an RTP packet")
    first, second, sequence, timestamp, ssrc = _HEADER.unpack_from(data)
    start = HEADER_BYTES + 4 * (first & _SOURCES)
    if first & _EXTENSION:
        start += 4 + 4 * int.from_bytes(data[start + 2 : start + 4], "big")
    end = len(data) - (data[-1] if first & _PADDING else 0)
    if start > end:
        raise ValueError("an RTP packet shorter than its header says")
    marker = bool(second & _MARKER)
    return Packet(second & ~_MARKER, marker, sequence, timestamp, ssrc, bytes(data[start:end]))


def format(packet: Packet) -> bytes:  # noqa: A001 - the pair of `parse`
    """Write a packet."""
    second = packet.payload_type | (_MARKER if packet.marker else 0)
    header = _HEADER.pack(VERSION << 6, second, packet.sequence, packet.timestamp, packet.ssrc)
    return header + packet.payload
