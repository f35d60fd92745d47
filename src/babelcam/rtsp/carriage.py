"""Which of the ways that a client can do its packets go (RFC 2326 section 12.39)."""

from __future__ import annotations

from collections.abc import Container, Iterable

from babelcam.rtsp.headers.transport import Lower, Pair, Transport
from babelcam.rtsp.service import Place

_CHANNELS = 256


def choose(
    offers: Iterable[Transport], place: Place, taken: Container[int], ssrc: int, *, here: bool = True
) -> Transport | None:
    """The first offer that can be done, completed by our side; None when there is none.

    `taken` are the interleaved channels in use on the connection; `here` says whether the session is this
    connection's own, so that it may use it. Packets never go anywhere but to the client's own address,
    whatever `destination` it names.
    """
    for offer in offers:
        if offer.multicast or offer.mode != "PLAY":
            continue
        if offer.lower is Lower.TCP and here:
            channels = _channels(offer.interleaved, taken)
            if channels:
                return Transport(Lower.TCP, interleaved=channels, ssrc=ssrc)
        elif offer.lower is Lower.UDP and offer.client_port and place.udp:
            return Transport(
                Lower.UDP,
                destination=place.peer,
                source=place.local,
                client_port=offer.client_port,
                server_port=place.udp,
                ssrc=ssrc,
            )
    return None


def _channels(wanted: Pair | None, taken: Container[int]) -> Pair | None:
    """The channels that the client wants, else the first two that nothing else uses."""
    free = (Pair(channel, channel + 1) for channel in range(0, _CHANNELS, 2))
    pairs = (wanted, *free) if wanted else tuple(free)
    return next((pair for pair in pairs if pair.rtp not in taken and pair.rtcp not in taken), None)
