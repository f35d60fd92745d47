"""Where a camera is reached: listening addresses, and the ready-to-use URLs made from them."""

from __future__ import annotations

import re
import socket
from dataclasses import dataclass
from ipaddress import ip_address
from typing import NamedTuple


class Address(NamedTuple):
    """A host and a port to listen on; port 0 takes any free one."""

    host: str
    port: int

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"

    @classmethod
    def parse(cls, text: str) -> Address:
        """Read ``HOST:PORT``, ``[IPV6]:PORT`` or ``:PORT`` (all of this host's addresses)."""
        match = re.fullmatch(r"(?:\[([0-9A-Fa-f:.]+)\]|([^:\[\]\s/]*)):(\d{1,5})", text.strip(), re.ASCII)
        if not match or int(match[3]) > 65535:
            raise ValueError(f"{text!r} is not HOST:PORT")
        return cls(match[1] or match[2] or "0.0.0.0", int(match[3]))  # noqa: S104 - asked for by ":PORT"


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches `host`; a name is looked up nowhere, so only localhost is."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def reachable(address: Address) -> Address:
    """The address as another machine would write it, where all of this host's are listened on."""
    try:
        anywhere = ip_address(address.host).is_unspecified
    except ValueError:
        anywhere = False
    return Address(_own_host(), address.port) if anywhere else address


def _own_host() -> str:
    """This host's address on the way out; its name if it has no way out."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # sends nothing: the system only looks for a route
        except OSError:
            return socket.gethostname()
        host: str = probe.getsockname()[0]
        return host


@dataclass
class Bound:
    """The addresses a camera listens on, once it does."""

    http: Address | None = None
    https: Address | None = None
    rtsp: Address | None = None
    mjpeg: Address | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to watch, and where: `dialect` names the vendor's language, `url` is complete."""

    dialect: str
    what: str
    url: str
