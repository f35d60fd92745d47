"""Who counts as one host, where something is counted for each."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network

_IPV6_NETWORK_BITS = 64  # one subscriber has at least so many addresses to change between (RFC 6177)


def network(address: str) -> str:
    """The address, or the network that an IPv6 address is one of very many in."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if not isinstance(parsed, IPv6Address):
        return address
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ip_network((int(parsed), _IPV6_NETWORK_BITS), strict=False))
