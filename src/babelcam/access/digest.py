"""The arithmetic of Digest: what the response must be (RFC 7616, 3.4.1; RFC 2069, 2.4 without qop)."""

from __future__ import annotations

from babelcam.access.credentials import Digest
from babelcam.access.passwords import hex_digest


def response(answer: Digest, ha1: str, method: str) -> str:
    """The response, in hex, of one who knows the password behind `ha1` and asks with `method`."""
    if answer.session:
        ha1 = hex_digest(answer.algorithm, f"{ha1}:{answer.nonce}:{answer.cnonce}")
    ha2 = hex_digest(answer.algorithm, f"{method}:{answer.uri}")
    if answer.qop is None:
        return hex_digest(answer.algorithm, f"{ha1}:{answer.nonce}:{ha2}")
    return hex_digest(
        answer.algorithm, f"{ha1}:{answer.nonce}:{answer.nc}:{answer.cnonce}:{answer.qop}:{ha2}"
    )
