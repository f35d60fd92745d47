"""RTCP (RFC 3550 section 6): what the camera reports, and what players report back."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

SENDER_REPORT, RECEIVER_REPORT, DESCRIPTION, GOODBYE = 200, 201, 202, 203
_VERSION_BITS = 0x80
_CNAME = 1
_MAX_ITEM_BYTES = 255  # an SDES item has one byte for its length
_NTP_EPOCH = 2_208_988_800  # seconds from 1900 to 1970

_HEAD = struct.Struct("!BBH")
_SENDER = struct.Struct("!IQIII")
_SENDER_BYTES = 4 + 20  # SSRC and sender information
_BLOCK = struct.Struct("!IIIIII")
_WORD = 4


@dataclass(frozen=True, slots=True)
class ReportBlock:
    """How one receiver gets one source: `lost` of 256 packets lately, `jitter` in timestamp units."""

    ssrc: int
    lost: int
    highest_sequence: int
    jitter: int


@dataclass(frozen=True, slots=True)
class SenderReport:
    """Section 6.4.1. `time` is in Unix seconds, at the moment `timestamp` tells in RTP units."""

    ssrc: int
    time: float
    timestamp: int
    packets: int
    octets: int
    blocks: tuple[ReportBlock, ...] = ()


@dataclass(frozen=True, slots=True)
class ReceiverReport:
    """Section 6.4.2."""

    ssrc: int
    blocks: tuple[ReportBlock, ...] = ()


@dataclass(frozen=True, slots=True)
class Goodbye:
    """Section 6.6: these sources send no more."""

    sources: tuple[int, ...]


Report = SenderReport | ReceiverReport | Goodbye


def parse(data: bytes) -> tuple[Report, ...]:
    """The reports of a compound packet; kinds not listed above are left out. Raises ValueError."""
    return tuple(_reports(data))


def _reports(data: bytes) -> Iterator[Report]:
    if not data:
        raise ValueError("an empty RTCP packet")
    start = 0
    while start < len(data):
        if start + _HEAD.size > len(data):
            raise ValueError("an RTCP packet that is cut")
        first, kind, words = _HEAD.unpack_from(data, start)
        end = start + _HEAD.size + _WORD * words
        if first >> 6 != 2 or end > len(data):
            raise ValueError("not an RTCP packet")
        report = _report(kind, first & 0x1F, data[start + _HEAD.size : end])
        if report is not None:
            yield report
        start = end


def _report(kind: int, count: int, body: bytes) -> Report | None:
    if kind == SENDER_REPORT:
        if len(body) < _SENDER_BYTES:
            raise ValueError("a sender report that is cut")
        ssrc, ntp, timestamp, packets, octets = _SENDER.unpack_from(body)
        time = ntp / (1 << 32) - _NTP_EPOCH
        return SenderReport(ssrc, time, timestamp, packets, octets, _blocks(count, body[_SENDER_BYTES:]))
    if kind == RECEIVER_REPORT:
        if len(body) < _WORD:
            raise ValueError("a receiver report that is cut")
        return ReceiverReport(int.from_bytes(body[:_WORD], "big"), _blocks(count, body[_WORD:]))
    if kind == GOODBYE:
        if len(body) < count * _WORD:
            raise ValueError("a goodbye that is cut")
        return Goodbye(struct.unpack_from(f"!{count}I", body))
    return None


def _blocks(count: int, body: bytes) -> tuple[ReportBlock, ...]:
    if len(body) < count * _BLOCK.size:
        raise ValueError("fewer report blocks than announced")
    blocks = (_BLOCK.unpack_from(body, index * _BLOCK.size) for index in range(count))
    return tuple(
        ReportBlock(ssrc, lost >> 24, highest, jitter) for ssrc, lost, highest, jitter, _, _ in blocks
    )


def format(report: SenderReport, cname: str) -> bytes:  # noqa: A001 - the pair of `parse`
    """A compound packet: the sender report, and the description with the canonical name (section 6.5.1)."""
    ntp = int((report.time + _NTP_EPOCH) * (1 << 32)) & 0xFFFF_FFFF_FFFF_FFFF
    counts = report.packets & 0xFFFF_FFFF, report.octets & 0xFFFF_FFFF
    sender = _SENDER.pack(report.ssrc, ntp, report.timestamp, *counts)
    return _packet(SENDER_REPORT, 0, sender) + _description(report.ssrc, cname)


def format_goodbye(report: SenderReport, cname: str) -> bytes:
    """The same with a goodbye behind it, as a compound must begin with a report (section 6.1)."""
    return format(report, cname) + _packet(GOODBYE, 1, report.ssrc.to_bytes(_WORD, "big"))


def _description(ssrc: int, cname: str) -> bytes:
    name = cname.encode()[:_MAX_ITEM_BYTES]
    chunk = ssrc.to_bytes(_WORD, "big") + bytes((_CNAME, len(name))) + name
    chunk += bytes(_WORD - len(chunk) % _WORD)  # at least one zero byte ends the list
    return _packet(DESCRIPTION, 1, chunk)


def _packet(kind: int, count: int, body: bytes) -> bytes:
    return _HEAD.pack(_VERSION_BITS | count, kind, len(body) // _WORD) + body
