"""Other cameras and streams on the network: RTSP, and HTTP with multipart JPEG or whatever FFmpeg reads."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from babelcam.media.source import Source
from babelcam.media.sources.address import Address
from babelcam.media.sources.demux import Opening
from babelcam.media.sources.live import LiveSource

# What FFmpeg may open for each scheme: nothing leads from a stream to a file, or from TLS to plain text.
_PROTOCOLS: Mapping[str, str] = MappingProxyType(
    {
        "rtsp": "rtsp,rtp,udp,tcp",
        "rtsps": "rtsp,rtp,udp,tcp,tls",  # RTP inside the TLS connection
        "http": "http,https,tcp,tls",
        "https": "https,tcp,tls",
    }
)

_OPTIONS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "rtsp": {"rtsp_transport": "tcp"},  # loses nothing, and passes every router
        "rtsps": {"rtsp_transport": "tcp"},
        "http": {},
        "https": {},
    }
)


def network_source(address: Address) -> Source:
    """The source for a URL. A TLS certificate is not verified: cameras sign their own."""
    scheme = address.scheme
    return LiveSource(Opening(address.target, address.text, _PROTOCOLS[scheme], options=_OPTIONS[scheme]))
